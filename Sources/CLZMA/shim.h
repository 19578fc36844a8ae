#ifndef SIMSTRIP_CLZMA_H
#define SIMSTRIP_CLZMA_H

#include <lzma.h>

#endif
