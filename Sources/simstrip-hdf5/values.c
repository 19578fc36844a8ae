// Attributes and small datasets that may tell the voxel size, or which dataset is meant.
#include "inspector.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A voxel size has three numbers, a matrix of axes nine.
enum { MOST_NUMBERS = 16, LONGEST_TEXT = 8192 };

bool is_telling(const char *name) {
    static const char *words[] = {"voxel", "pixel", "spacing", "resolution", "element_size", "unit"};
    static const char *whole[] = {"signal", "default", "nx_class", "command"};
    char lower[128];
    size_t count = strlen(name);
    if (count >= sizeof lower) { return false; }
    for (size_t index = 0; index <= count; index++) { lower[index] = (char)tolower((unsigned char)name[index]); }
    for (size_t index = 0; index < sizeof words / sizeof *words; index++) {
        if (strstr(lower, words[index])) { return true; }
    }
    for (size_t index = 0; index < sizeof whole / sizeof *whole; index++) {
        if (strcmp(lower, whole[index]) == 0) { return true; }
    }
    return false;
}

// Reads all values of an attribute or a dataset in a type of memory.
typedef herr_t reader(hid_t object, hid_t type, void *values);

static herr_t read_attribute(hid_t object, hid_t type, void *values) { return H5Aread(object, type, values); }

static herr_t read_dataset(hid_t object, hid_t type, void *values) {
    return H5Dread(object, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
}

static void put_name(const char *kind, const char *path, const char *name) {
    printf("%s ", kind);
    put_text(path);
    putchar(' ');
    put_text(name);
}

static void put_numbers(const char *kind, const char *path, const char *name, hid_t object, reader *read, hssize_t count) {
    double numbers[MOST_NUMBERS];
    if (read(object, H5T_NATIVE_DOUBLE, numbers) < 0) { return; }
    put_name(kind, path, name);
    printf(" n");
    for (hssize_t index = 0; index < count; index++) { printf(" %.17g", numbers[index]); }
    putchar('\n');
}

static void put_string(const char *kind, const char *path, const char *name, hid_t object, reader *read, hid_t type) {
    static char text[LONGEST_TEXT + 1];
    memset(text, 0, sizeof text);
    if (H5Tis_variable_str(type) > 0) {
        char *value = NULL;
        hid_t memory = H5Tcopy(H5T_C_S1);
        H5Tset_size(memory, H5T_VARIABLE);
        H5Tset_cset(memory, H5Tget_cset(type));
        if (read(object, memory, &value) < 0 || !value) { return; }
        snprintf(text, sizeof text, "%s", value);
    } else if (H5Tget_size(type) > LONGEST_TEXT || read(object, type, text) < 0) {
        return;
    }
    put_name(kind, path, name);
    printf(" s ");
    put_text(text);
    putchar('\n');
}

static void put(const char *kind, const char *path, const char *name, hid_t object, reader *read, hid_t space, hid_t type) {
    hssize_t count = space < 0 ? 0 : H5Sget_simple_extent_npoints(space);
    H5T_class_t class = type < 0 ? H5T_NO_CLASS : H5Tget_class(type);
    if (count >= 1 && count <= MOST_NUMBERS && (class == H5T_INTEGER || class == H5T_FLOAT)) {
        put_numbers(kind, path, name, object, read, count);
    } else if (count == 1 && class == H5T_STRING) {
        put_string(kind, path, name, object, read, type);
    }
    if (type >= 0) { H5Tclose(type); }
    if (space >= 0) { H5Sclose(space); }
}

static herr_t put_attribute(hid_t object, const char *name, const H5A_info_t *info, void *path) {
    (void)info;
    if (!is_telling(name)) { return 0; }
    hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
    if (attribute < 0) { return 0; }
    put("a", path, name, attribute, read_attribute, H5Aget_space(attribute), H5Aget_type(attribute));
    H5Aclose(attribute);
    return 0;
}

void put_attributes(const char *path, hid_t object) {
    hsize_t next = 0;
    H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, &next, put_attribute, (void *)path);
}

void put_value(const char *path, hid_t dataset) {
    const char *slash = strrchr(path, '/');
    put("v", path, slash ? slash + 1 : path, dataset, read_dataset, H5Dget_space(dataset), H5Dget_type(dataset));
}
