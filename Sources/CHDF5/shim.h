// libhdf5 (Debian: libhdf5-dev), for the program simstrip-hdf5 alone: nothing else of the project links it.
#ifndef SIMSTRIP_CHDF5_SHIM_H
#define SIMSTRIP_CHDF5_SHIM_H
#include <hdf5.h>
#endif
