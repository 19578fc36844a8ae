#ifndef SIMSTRIP_CZLIB_H
#define SIMSTRIP_CZLIB_H

#include <zlib.h>

/// A shim because inflateInit is a macro, which Swift cannot call.
static inline int simstrip_inflate_init(z_stream *stream) {
    return inflateInit(stream);
}

#endif
