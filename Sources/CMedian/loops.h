// The loops of median27.c for one type. Included with NAME and SAMPLE defined; for floating point SAMPLE is the
// unsigned integer of the same size, and INFINITE the bits of infinity.

#define PASTED(a, b) a##b
#define PASTE(a, b) PASTED(a, b)
#define KEY PASTE(NAME, _key)
#define UNKEY PASTE(NAME, _unkey)
#define LESSER PASTE(NAME, _lesser)
#define GREATER PASTE(NAME, _greater)
#define EXCHANGE PASTE(NAME, _exchange)
#define LEAST PASTE(NAME, _least)
#define MIDDLE PASTE(NAME, _middle)
#define GREATEST PASTE(NAME, _greatest)
#define SORT_COLUMNS PASTE(NAME, _sort_columns)
#define SELECT_MEDIANS PASTE(NAME, _select_medians)
#define ROW PASTE(NAME, _row)
#define ROW_WITH_AVX2 PASTE(NAME, _row_with_avx2)

#ifdef INFINITE
// Numbers as unsigned integers in the same order. Below zero the bits run backwards and are turned round. Counted from
// minus infinity on, NaN of either sign comes behind all numbers.
#define SIGN_SHIFT (8 * sizeof(SAMPLE) - 1)
#define BELOW_SIGN ((SAMPLE)(((SAMPLE)1 << SIGN_SHIFT) - 1))
#define TURNED(x) ((SAMPLE)((x) ^ ((SAMPLE)(0 - ((x) >> SIGN_SHIFT)) & BELOW_SIGN)))
#define MINUS_INFINITY TURNED((SAMPLE)((SAMPLE)1 << SIGN_SHIFT | INFINITE))
INLINED SAMPLE KEY(SAMPLE sample) { return (SAMPLE)(TURNED(sample) - MINUS_INFINITY); }
INLINED SAMPLE UNKEY(SAMPLE key) {
    SAMPLE turned = (SAMPLE)(key + MINUS_INFINITY);
    return TURNED(turned);
}
#define IS_FINITE(sample) (((sample) & INFINITE) != INFINITE)
#else
INLINED SAMPLE KEY(SAMPLE sample) { return sample; }
INLINED SAMPLE UNKEY(SAMPLE key) { return key; }
#define IS_FINITE(sample) 1
#endif

INLINED SAMPLE LESSER(SAMPLE a, SAMPLE b) { return b < a ? b : a; }
INLINED SAMPLE GREATER(SAMPLE a, SAMPLE b) { return b < a ? a : b; }

// Puts the lesser of two samples into `a` and the greater into `b`.
INLINED void EXCHANGE(SAMPLE *a, SAMPLE *b) {
    SAMPLE lesser = LESSER(*a, *b);
    *b = GREATER(*a, *b);
    *a = lesser;
}

// Of three neighbours of one rank.
INLINED SAMPLE LEAST(const SAMPLE *r) { return LESSER(LESSER(r[0], r[1]), r[2]); }
INLINED SAMPLE GREATEST(const SAMPLE *r) { return GREATER(GREATER(r[0], r[1]), r[2]); }
INLINED SAMPLE MIDDLE(const SAMPLE *r) {
    return GREATER(LESSER(r[0], r[1]), LESSER(GREATER(r[0], r[1]), r[2]));
}

// Sorts the nine samples of every column: the least go to the first of nine rows, the greatest to the last.
INLINED void SORT_COLUMNS(
    const SAMPLE *restrict rows, ptrdiff_t width, SAMPLE ranked[restrict 9][BLOCK + 2], ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i++) {
        SAMPLE a = KEY(rows[i]), b = KEY(rows[width + i]), c = KEY(rows[2 * width + i]);
        SAMPLE d = KEY(rows[3 * width + i]), e = KEY(rows[4 * width + i]), f = KEY(rows[5 * width + i]);
        SAMPLE g = KEY(rows[6 * width + i]), h = KEY(rows[7 * width + i]), k = KEY(rows[8 * width + i]);
        EXCHANGE(&a, &d); EXCHANGE(&b, &h); EXCHANGE(&c, &f); EXCHANGE(&e, &k);
        EXCHANGE(&a, &h); EXCHANGE(&c, &e); EXCHANGE(&d, &k); EXCHANGE(&f, &g);
        EXCHANGE(&a, &c); EXCHANGE(&b, &d); EXCHANGE(&e, &f); EXCHANGE(&h, &k);
        EXCHANGE(&b, &e); EXCHANGE(&d, &g); EXCHANGE(&f, &h);
        EXCHANGE(&a, &b); EXCHANGE(&c, &e); EXCHANGE(&d, &f); EXCHANGE(&g, &k);
        EXCHANGE(&c, &d); EXCHANGE(&e, &f); EXCHANGE(&g, &h);
        EXCHANGE(&b, &c); EXCHANGE(&d, &e); EXCHANGE(&f, &g);
        ranked[0][i] = a, ranked[1][i] = b, ranked[2][i] = c;
        ranked[3][i] = d, ranked[4][i] = e, ranked[5][i] = f;
        ranked[6][i] = g, ranked[7][i] = h, ranked[8][i] = k;
    }
}

// Finds the median of every three neighbouring columns.
//
// Of rank k (0 ... 8) in its column and rank j (0 ... 2) among three columns, at least (k + 1)(j + 1) - 1 of 27 are no
// greater and (9 - k)(3 - j) - 1 no smaller; with more than 13 of either it cannot be the median. What is left are the
// greatest of ranks 0 to 3, the middle ones of ranks 2 to 6 and the least of ranks 5 to 8.
INLINED void SELECT_MEDIANS(
    SAMPLE ranked[restrict 9][BLOCK + 2], const SAMPLE *restrict centre, SAMPLE *restrict medians, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i++) {
        SAMPLE a = GREATEST(&ranked[0][i]), b = GREATEST(&ranked[1][i]);
        SAMPLE c = GREATEST(&ranked[2][i]), d = GREATEST(&ranked[3][i]);
        SAMPLE e = LEAST(&ranked[5][i]), f = LEAST(&ranked[6][i]), g = LEAST(&ranked[7][i]), h = LEAST(&ranked[8][i]);
        EXCHANGE(&a, &e); EXCHANGE(&b, &f); EXCHANGE(&c, &g); EXCHANGE(&d, &h);
        EXCHANGE(&c, &e); EXCHANGE(&d, &f);
        EXCHANGE(&b, &c); EXCHANGE(&d, &e); EXCHANGE(&f, &g);
        // Seven of thirteen are no greater than the median: i from one chain and 7 - i from the other.
        SAMPLE median = LESSER(g, GREATER(b, MIDDLE(&ranked[6][i])));
        median = LESSER(median, GREATER(c, MIDDLE(&ranked[5][i])));
        median = LESSER(median, GREATER(d, MIDDLE(&ranked[4][i])));
        median = LESSER(median, GREATER(e, MIDDLE(&ranked[3][i])));
        median = LESSER(median, GREATER(f, MIDDLE(&ranked[2][i])));
        medians[i] = IS_FINITE(centre[i]) ? UNKEY(median) : centre[i];
    }
}

INLINED void ROW(const SAMPLE *samples, ptrdiff_t centre, ptrdiff_t count, SAMPLE *medians) {
    SAMPLE ranked[9][BLOCK + 2];
    ptrdiff_t width = count + 2;
    for (ptrdiff_t first = 0; first < count; first += BLOCK) {
        ptrdiff_t length = count - first < BLOCK ? count - first : BLOCK;
        SORT_COLUMNS(samples + first, width, ranked, length + 2);
        SELECT_MEDIANS(ranked, samples + centre * width + first + 1, medians + first, length);
    }
}

#ifdef __x86_64__
__attribute__((target("avx2")))
static void ROW_WITH_AVX2(const SAMPLE *samples, ptrdiff_t centre, ptrdiff_t count, SAMPLE *medians) {
    ROW(samples, centre, count, medians);
}
#endif

void NAME(const void *rows, ptrdiff_t centre, ptrdiff_t count, void *medians) {
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2")) {
        ROW_WITH_AVX2(rows, centre, count, medians);
        return;
    }
#endif
    ROW(rows, centre, count, medians);
}

#undef PASTED
#undef PASTE
#undef KEY
#undef UNKEY
#undef LESSER
#undef GREATER
#undef EXCHANGE
#undef LEAST
#undef MIDDLE
#undef GREATEST
#undef SORT_COLUMNS
#undef SELECT_MEDIANS
#undef ROW
#undef ROW_WITH_AVX2
#undef SIGN_SHIFT
#undef BELOW_SIGN
#undef TURNED
#undef MINUS_INFINITY
#undef IS_FINITE
#undef NAME
#undef SAMPLE
#undef INFINITE
