#ifndef SIMSTRIP_CDEFLATE_H
#define SIMSTRIP_CDEFLATE_H

#include <libdeflate.h>

#endif
