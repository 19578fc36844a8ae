#ifndef SIMSTRIP_CBLOSC_H
#define SIMSTRIP_CBLOSC_H

#include <blosc.h>

#endif
