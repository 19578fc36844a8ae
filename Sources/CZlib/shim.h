#ifndef SIMSTRIP_CZLIB_H
#define SIMSTRIP_CZLIB_H

#include <zlib.h>

/// Shims because these are macros, which Swift cannot call.
///
/// - bits: 15 for zlib's format, 31 for gzip's, 47 for either.
static inline int simstrip_inflate_init2(z_stream *stream, int bits) {
    return inflateInit2(stream, bits);
}

static inline int simstrip_deflate_init(z_stream *stream, int level) {
    return deflateInit(stream, level);
}

#endif
