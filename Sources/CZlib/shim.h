#ifndef SIMSTRIP_CZLIB_H
#define SIMSTRIP_CZLIB_H

#include <zlib.h>

#endif
