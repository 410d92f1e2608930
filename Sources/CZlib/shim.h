#ifndef TESTAMUR_CZLIB_H
#define TESTAMUR_CZLIB_H
#include <zlib.h>

/* deflateInit2 and inflateInit2 are macros, which Swift cannot import.
   Window bits of 15 + 16 select the gzip wrapper of RFC 1952. */
static inline int tzlib_gzip_deflate_init(z_stream *stream) {
    return deflateInit2(stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

static inline int tzlib_gzip_inflate_init(z_stream *stream) {
    return inflateInit2(stream, 15 + 16);
}

#endif
