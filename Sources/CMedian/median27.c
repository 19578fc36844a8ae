// C, because the loops live on vector minima that x86-64 has since AVX2 only, and Swift compiles a function for one
// processor. They are compiled for both and chosen among by asking the processor. (The attribute `target_clones` chooses
// while the program is loaded, which ThreadSanitizer does not survive.) AVX-512 gained nothing for samples of up to 32 bits.
#include "CMedian.h"

#include <stdint.h>

#define INLINED static inline __attribute__((always_inline))

// Columns sorted at a time, so that their ranks stay in the first cache.
#define BLOCK 256

#define NAME simstrip_median27_uint8
#define SAMPLE uint8_t
#include "loops.h"

#define NAME simstrip_median27_int8
#define SAMPLE int8_t
#include "loops.h"

#define NAME simstrip_median27_uint16
#define SAMPLE uint16_t
#include "loops.h"

#define NAME simstrip_median27_int16
#define SAMPLE int16_t
#include "loops.h"

#define NAME simstrip_median27_uint32
#define SAMPLE uint32_t
#include "loops.h"

#define NAME simstrip_median27_int32
#define SAMPLE int32_t
#include "loops.h"

#define NAME simstrip_median27_float16
#define SAMPLE uint16_t
#define INFINITE 0x7C00
#include "loops.h"

#define NAME simstrip_median27_float32
#define SAMPLE uint32_t
#define INFINITE 0x7F800000
#include "loops.h"

#define NAME simstrip_median27_float64
#define SAMPLE uint64_t
#define INFINITE 0x7FF0000000000000
#include "loops.h"
