#ifndef SIMSTRIP_CMEDIAN_H
#define SIMSTRIP_CMEDIAN_H

#include <stddef.h>

// The median of every 3 x 3 x 3 neighbourhood along a row of samples of one type; MedianFilter.swift tells how.
//
// rows: nine rows of `count + 2` samples, one behind the other, aligned for the type; centre: which
// of them is the row itself; medians: room for `count`.

void simstrip_median27_uint8(const void *rows, ptrdiff_t centre, ptrdiff_t count, void *medians);
void simstrip_median27_int8(const void *rows, ptrdiff_t centre, ptrdiff_t count, void *medians);
void simstrip_median27_uint16(const void *rows, ptrdiff_t centre, ptrdiff_t count, void *medians);
void simstrip_median27_int16(const void *rows, ptrdiff_t centre, ptrdiff_t count, void *medians);
void simstrip_median27_uint32(const void *rows, ptrdiff_t centre, ptrdiff_t count, void *medians);
void simstrip_median27_int32(const void *rows, ptrdiff_t centre, ptrdiff_t count, void *medians);
void simstrip_median27_float16(const void *rows, ptrdiff_t centre, ptrdiff_t count, void *medians);
void simstrip_median27_float32(const void *rows, ptrdiff_t centre, ptrdiff_t count, void *medians);
void simstrip_median27_float64(const void *rows, ptrdiff_t centre, ptrdiff_t count, void *medians);

#endif
