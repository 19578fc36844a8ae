#ifndef SIMSTRIP_CLIBTIFF_H
#define SIMSTRIP_CLIBTIFF_H

#include <tiffio.h>

#endif
