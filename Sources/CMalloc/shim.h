#ifndef SIMSTRIP_CMALLOC_H
#define SIMSTRIP_CMALLOC_H

// What Swift's Glibc leaves out: how the heap is kept.
#include <malloc.h>

#endif
