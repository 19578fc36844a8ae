// SHA-256 of the system's libcrypto. Nothing of it is variadic, so there is nothing to wrap.
#ifndef SIMSTRIP_CLIBCRYPTO_SHIM_H
#define SIMSTRIP_CLIBCRYPTO_SHIM_H

#include <openssl/evp.h>

#endif
