// Types of samples in NumPy's words.
#include "inspector.h"

#include <stdio.h>

static void put_integer(hid_t type, size_t size, const char *order) {
    size_t bits = H5Tget_precision(type);
    if (size == 8 && bits == 64) {
        printf("=64-bit%%20integers");
    } else if ((size != 1 && size != 2 && size != 4) || bits != 8 * size || H5Tget_offset(type) != 0) {
        printf("=integers%%20of%%20%zu%%20bits%%20in%%20%zu%%20bytes", bits, size);
    } else {
        printf("%s%zu%s", H5Tget_sign(type) == H5T_SGN_NONE ? "uint" : "int", bits, order);
    }
}

static void put_floating_point(hid_t type, size_t size, const char *order) {
    size_t sign, exponent, exponent_bits, mantissa, mantissa_bits;
    size_t bias = H5Tget_ebias(type);
    bool is_known = H5Tget_fields(type, &sign, &exponent, &exponent_bits, &mantissa, &mantissa_bits) >= 0
        && H5Tget_offset(type) == 0 && H5Tget_norm(type) == H5T_NORM_IMPLIED && mantissa == 0
        && exponent == mantissa_bits && sign == 8 * size - 1;
    bool is_half = size == 2 && exponent_bits == 5 && mantissa_bits == 10 && bias == 15;
    bool is_single = size == 4 && exponent_bits == 8 && mantissa_bits == 23 && bias == 127;
    bool is_double = size == 8 && exponent_bits == 11 && mantissa_bits == 52 && bias == 1023;
    if (is_known && (is_half || is_single || is_double)) {
        printf("float%zu%s", 8 * size, order);
    } else {
        printf("=floating%%20point%%20of%%20%zu%%20bytes%%20in%%20a%%20form%%20of%%20its%%20own", size);
    }
}

void put_type(hid_t type) {
    static const char *names[] = {
        [H5T_TIME] = "times", [H5T_STRING] = "text", [H5T_BITFIELD] = "bit fields", [H5T_OPAQUE] = "opaque bytes",
        [H5T_COMPOUND] = "compounds (a complex number is one)", [H5T_REFERENCE] = "references",
        [H5T_ENUM] = "an enumeration (a truth value is one)", [H5T_VLEN] = "lists of variable length",
        [H5T_ARRAY] = "arrays",
    };
    H5T_class_t class = H5Tget_class(type);
    size_t size = H5Tget_size(type);
    H5T_order_t order = H5Tget_order(type);
    const char *ending = order == H5T_ORDER_BE && size > 1 ? "be" : "le";
    if ((class == H5T_INTEGER || class == H5T_FLOAT) && order != H5T_ORDER_LE && order != H5T_ORDER_BE) {
        put_text("numbers in a byte order of their own");
    } else if (class == H5T_INTEGER) {
        put_integer(type, size, ending);
    } else if (class == H5T_FLOAT) {
        put_floating_point(type, size, ending);
    } else {
        put_text(class > 0 && class < H5T_NCLASSES && names[class] ? names[class] : "an unknown type");
    }
}

bool put_dataset(const char *path, hid_t dataset) {
    hid_t space = H5Dget_space(dataset), type = H5Dget_type(dataset);
    int rank = space < 0 ? -1 : H5Sget_simple_extent_ndims(space);
    bool is_readable = rank >= 0 && type >= 0;
    if (is_readable) {
        hsize_t extents[H5S_MAX_RANK];
        H5Sget_simple_extent_dims(space, extents, NULL);
        printf("d ");
        put_text(path);
        printf(" %d", rank);
        for (int axis = 0; axis < rank; axis++) { printf(" %llu", (unsigned long long)extents[axis]); }
        putchar(' ');
        put_type(type);
        putchar('\n');
    }
    if (type >= 0) { H5Tclose(type); }
    if (space >= 0) { H5Sclose(space); }
    return is_readable;
}

void put_bytes(const void *bytes, size_t count) {
    for (size_t index = 0; index < count; index++) { printf("%02x", ((const unsigned char *)bytes)[index]); }
}
