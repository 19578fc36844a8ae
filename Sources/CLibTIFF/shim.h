#ifndef SIMSTRIP_CLIBTIFF_H
#define SIMSTRIP_CLIBTIFF_H

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <tiffio.h>

/// What libtiff complained of through one handle: how often, and the first complaint, which names the cause.
typedef struct {
    int count;
    /// Whether warnings are complaints, too.
    int takes_warnings;
    char text[512];
} simstrip_tiff_messages;

static inline int simstrip_tiff_collect_error(
    TIFF *tif, void *user, const char *module, const char *format, va_list arguments) {
    (void)tif;
    simstrip_tiff_messages *messages = (simstrip_tiff_messages *)user;
    if (messages->count == 0) {
        int length = 0;
        if (module) length = snprintf(messages->text, sizeof messages->text, "%.80s: ", module);
        if (length < 0) length = 0;
        vsnprintf(messages->text + length, sizeof messages->text - (size_t)length, format, arguments);
    }
    if (messages->count < 1000000) messages->count += 1;
    return 1; // handled: the process-wide handlers, which print, are not called
}

static inline int simstrip_tiff_collect_warning(
    TIFF *tif, void *user, const char *module, const char *format, va_list arguments) {
    // Two things a JPEG strip may be and still hold its rows: progressive, and the last one with rows below the image.
    int is_harmless = strstr(format, "progressive mode") || strstr(format, "JPEG strip size exceeds");
    if (!((simstrip_tiff_messages *)user)->takes_warnings || is_harmless) return 1;
    return simstrip_tiff_collect_error(tif, user, module, format, arguments);
}

/// Opens a descriptor for reading, header only, with handlers of its own. The descriptor stays the caller's, who
/// closes the handle with TIFFCleanup.
///
/// Modes: m, no memory map (a file that shrinks under a map kills the process); c, strips as they are in the file;
/// h, no directory is read yet; D, tables of strips are read only when libtiff is asked for them.
///
/// A shim because the handlers take a va_list, which Swift cannot name.
static inline TIFF *simstrip_tiff_open(
    int descriptor, const char *name, tmsize_t largest_allocation, simstrip_tiff_messages *messages) {
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    if (!options) return NULL;
    TIFFOpenOptionsSetMaxSingleMemAlloc(options, largest_allocation);
    TIFFOpenOptionsSetErrorHandlerExtR(options, simstrip_tiff_collect_error, messages);
    TIFFOpenOptionsSetWarningHandlerExtR(options, simstrip_tiff_collect_warning, messages);
    TIFF *tif = TIFFFdOpenExt(descriptor, name, "rmchD", options);
    TIFFOpenOptionsFree(options);
    return tif;
}

// TIFFGetField and TIFFSetField are variadic, which Swift cannot call. One wrapper per type of value; the caller
// passes only tags whose value libtiff stores in that type.

static inline int simstrip_tiff_get_u16(TIFF *tif, uint32_t tag, uint16_t *value) {
    return TIFFGetField(tif, tag, value);
}

static inline int simstrip_tiff_get_u16_defaulted(TIFF *tif, uint32_t tag, uint16_t *value) {
    return TIFFGetFieldDefaulted(tif, tag, value);
}

static inline int simstrip_tiff_get_u32(TIFF *tif, uint32_t tag, uint32_t *value) {
    return TIFFGetField(tif, tag, value);
}

static inline int simstrip_tiff_get_u32_defaulted(TIFF *tif, uint32_t tag, uint32_t *value) {
    return TIFFGetFieldDefaulted(tif, tag, value);
}

static inline const char *simstrip_tiff_get_text(TIFF *tif, uint32_t tag) {
    const char *text = NULL;
    return TIFFGetField(tif, tag, &text) ? text : NULL;
}

/// The three tables of a palette, 1 << BitsPerSample entries each; they live as long as the directory.
static inline int simstrip_tiff_get_palette(
    TIFF *tif, const uint16_t **red, const uint16_t **green, const uint16_t **blue) {
    uint16_t *r = NULL, *g = NULL, *b = NULL;
    if (!TIFFGetField(tif, TIFFTAG_COLORMAP, &r, &g, &b) || !r || !g || !b) return 0;
    *red = r, *green = g, *blue = b;
    return 1;
}

/// Makes the codec deliver the differences themselves. Only for codecs that know the predictor tag.
static inline int simstrip_tiff_disable_predictor(TIFF *tif) {
    return TIFFSetField(tif, TIFFTAG_PREDICTOR, PREDICTOR_NONE);
}

#endif
