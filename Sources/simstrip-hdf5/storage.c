// Where the samples of a dataset lie.
#include "inspector.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A terabyte in chunks of 64³ float32 has one million.
enum { MOST_CHUNKS = 1 << 22, MOST_MAPPINGS = 1 << 14 };

static void put_fill_value(hid_t creation, hid_t type) {
    unsigned char value[8] = {0};
    H5D_fill_value_t state;
    size_t size = H5Tget_size(type);
    if (size > sizeof value) { return; }
    if (H5Pfill_value_defined(creation, &state) >= 0 && state == H5D_FILL_VALUE_USER_DEFINED) {
        if (H5Pget_fill_value(creation, type, value) < 0) { return; }
    }
    printf("f ");
    put_bytes(value, size);
    putchar('\n');
}

static void put_filters(hid_t creation) {
    int count = H5Pget_nfilters(creation);
    for (int index = 0; index < count; index++) {
        unsigned flags, values[32];
        size_t value_count = sizeof values / sizeof *values;
        char name[64] = "";
        int filter = H5Pget_filter2(creation, (unsigned)index, &flags, &value_count, values, sizeof name, name, NULL);
        if (filter < 0) { refuse("data", reason()); }
        name[sizeof name - 1] = 0;
        if (value_count > sizeof values / sizeof *values) { value_count = sizeof values / sizeof *values; }
        printf("p %d ", filter);
        put_text(name);
        for (size_t value = 0; value < value_count; value++) { printf(" %u", values[value]); }
        putchar('\n');
    }
}

static void put_compact(hid_t dataset, hid_t type) {
    static unsigned char bytes[1 << 16];
    hsize_t count = H5Dget_storage_size(dataset);
    hid_t space = H5Dget_space(dataset);
    hssize_t points = H5Sget_simple_extent_npoints(space);
    size_t size = H5Tget_size(type);
    if (points < 0 || size == 0 || (uint64_t)points > sizeof bytes / size || count > sizeof bytes
        || H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes) < 0) {
        refuse("data", "its compact samples cannot be read");
    }
    printf("l compact ");
    put_bytes(bytes, (size_t)points * size);
    putchar('\n');
}

static void put_contiguous(hid_t dataset, hid_t creation) {
    if (H5Pget_external_count(creation) > 0) {
        char name[1024] = "";
        H5Pget_external(creation, 0, sizeof name - 1, name, NULL, NULL);
        refuse("external", name);
    }
    haddr_t address = H5Dget_offset(dataset);
    if (address == HADDR_UNDEF) {
        printf("l contiguous none\n");
    } else {
        printf("l contiguous %llu %llu\n", (unsigned long long)address,
            (unsigned long long)H5Dget_storage_size(dataset));
    }
}

// Every chunk of the grid in its order, x fastest; one that was never written is left out, or ends the list where none may
// be missing.
static void put_chunks(hid_t dataset, hid_t creation, bool gaps_allowed) {
    hsize_t extents[H5S_MAX_RANK], chunk[H5S_MAX_RANK], offset[H5S_MAX_RANK] = {0};
    hid_t space = H5Dget_space(dataset);
    int rank = H5Sget_simple_extent_dims(space, extents, NULL);
    unsigned options = 0;
    if (rank < 1 || rank > MOST_AXES || H5Pget_chunk(creation, rank, chunk) != rank) { refuse("data", reason()); }
    H5Pget_chunk_opts(creation, &options);
    printf("l chunked %d %d", (options & H5D_CHUNK_DONT_FILTER_PARTIAL_CHUNKS) != 0, rank);
    uint64_t total = 1;
    for (int axis = 0; axis < rank; axis++) {
        printf(" %llu", (unsigned long long)chunk[axis]);
        if (chunk[axis] == 0 || extents[axis] == 0) { refuse("data", "an extent of it or of its chunks is 0"); }
        uint64_t count = (extents[axis] - 1) / chunk[axis] + 1;
        if (count > MOST_CHUNKS || total * count > MOST_CHUNKS) { refuse("chunks", "more than 4194304"); }
        total *= count;
    }
    putchar('\n');
    note_reads(true);
    for (uint64_t index = 0; index < total; index++) {
        hsize_t stored = 0;
        uint64_t address, bytes;
        uint32_t mask = 0;
        char nothing;
        if (H5Dget_chunk_storage_size(dataset, offset, &stored) < 0) {
            const char *why = reason();
            // So libhdf5 calls a chunk that was never written.
            if (!strstr(why, "not allocated")) { refuse("data", why); }
            stored = 0;
        }
        if (stored > 0) {
            if (H5Dread_chunk(dataset, H5P_DEFAULT, offset, &mask, &nothing) < 0) { refuse("data", reason()); }
            if (!noted_read(&address, &bytes)) { refuse("data", "one of its chunks cannot be found"); }
            printf("k %llu %u %llu %llu\n", (unsigned long long)index, mask, (unsigned long long)address,
                (unsigned long long)bytes);
        } else if (!gaps_allowed) {
            break;
        }
        for (int axis = rank - 1; axis >= 0; axis--) {
            offset[axis] += chunk[axis];
            if (offset[axis] < extents[axis]) { break; }
            offset[axis] = 0;
        }
    }
    note_reads(false);
}

// A box: the extents of the space, then where it begins and ends. A selection that is none is refused.
static void put_box(hid_t space, const char *whose) {
    hsize_t start[H5S_MAX_RANK], end[H5S_MAX_RANK], extents[H5S_MAX_RANK], stride[H5S_MAX_RANK], count[H5S_MAX_RANK],
        block[H5S_MAX_RANK];
    int rank = H5Sget_simple_extent_dims(space, extents, NULL);
    H5S_sel_type kind = H5Sget_select_type(space);
    // All of a source whose extents the file does not tell.
    if (kind == H5S_SEL_ALL && rank == 0) { printf(" 0"); return; }
    if (rank < 1 || rank > MOST_AXES) { refuse("mapping", whose); }
    for (int axis = 0; axis < rank; axis++) { start[axis] = 0, end[axis] = extents[axis]; }
    if (kind == H5S_SEL_HYPERSLABS) {
        if (H5Sis_regular_hyperslab(space) <= 0 || H5Sget_regular_hyperslab(space, start, stride, count, block) < 0) {
            refuse("mapping", whose);
        }
        for (int axis = 0; axis < rank; axis++) {
            bool is_endless = count[axis] == H5S_UNLIMITED || block[axis] == H5S_UNLIMITED;
            if (is_endless || (count[axis] > 1 && stride[axis] != block[axis])) { refuse("mapping", whose); }
            end[axis] = start[axis] + count[axis] * block[axis];
        }
    } else if (kind != H5S_SEL_ALL) {
        refuse("mapping", whose);
    }
    printf(" %d", rank);
    for (int axis = 0; axis < rank; axis++) {
        printf(" %llu %llu", (unsigned long long)start[axis], (unsigned long long)end[axis]);
    }
}

static void put_mappings(hid_t creation) {
    size_t count = 0;
    static char name[4096];
    if (H5Pget_virtual_count(creation, &count) < 0) { refuse("data", reason()); }
    if (count > MOST_MAPPINGS) { refuse("mapping", "more than 16384 sources"); }
    printf("l virtual %zu\n", count);
    for (size_t index = 0; index < count; index++) {
        printf("m ");
        if (H5Pget_virtual_filename(creation, index, name, sizeof name) < 0) { refuse("data", reason()); }
        name[sizeof name - 1] = 0;
        put_text(name);
        putchar(' ');
        if (H5Pget_virtual_dsetname(creation, index, name, sizeof name) < 0) { refuse("data", reason()); }
        name[sizeof name - 1] = 0;
        put_text(name);
        put_box(H5Pget_virtual_vspace(creation, index), "its own side");
        put_box(H5Pget_virtual_srcspace(creation, index), "the side of its source");
        putchar('\n');
    }
}

void describe(hid_t file, const char *path, bool gaps_allowed) {
    hid_t dataset = H5Dopen2(file, path, H5P_DEFAULT);
    if (dataset < 0) {
        const char *why = reason();
        bool is_missing = strstr(why, "not found") || strstr(why, "doesn't exist") || strstr(why, "not a dataset");
        refuse(is_missing ? "missing" : "data", why);
    }
    hid_t creation = H5Dget_create_plist(dataset), type = H5Dget_type(dataset);
    if (creation < 0 || type < 0 || !put_dataset(path, dataset)) { refuse("data", reason()); }
    put_fill_value(creation, type);
    put_filters(creation);
    switch (H5Pget_layout(creation)) {
    case H5D_COMPACT: put_compact(dataset, type); break;
    case H5D_CONTIGUOUS: put_contiguous(dataset, creation); break;
    case H5D_CHUNKED: put_chunks(dataset, creation, gaps_allowed); break;
    case H5D_VIRTUAL: put_mappings(creation); break;
    default: refuse("data", "its layout is unknown");
    }
    printf(". complete\n");
}
