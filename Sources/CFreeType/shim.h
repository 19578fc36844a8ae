#ifndef SIMSTRIP_CFREETYPE_H
#define SIMSTRIP_CFREETYPE_H

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H
#include FT_STROKER_H

/// How letters are loaded: as outlines, in their true shapes. A shim because Swift does not see these macros.
static const FT_Int32 simstrip_letter_outlines = FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP;
/// How outlines are filled: smoothly, span by span, clipped to the picture.
static const int simstrip_smooth_spans = FT_RASTER_FLAG_AA | FT_RASTER_FLAG_DIRECT | FT_RASTER_FLAG_CLIP;

#endif
