#ifndef SIMSTRIP_CLZ4_H
#define SIMSTRIP_CLZ4_H

#include <lz4.h>

#endif
