#ifndef SIMSTRIP_CZSTD_H
#define SIMSTRIP_CZSTD_H

#include <zstd.h>

#endif
