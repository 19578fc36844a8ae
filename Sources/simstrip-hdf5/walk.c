// The list of what a file holds: through its groups, each once, as deep and as many as scans have.
#include "inspector.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_OBJECTS = 10000, DEEPEST = 16, LONGEST_PATH = 1024 };

static char *waiting[MOST_OBJECTS];
static haddr_t seen[MOST_OBJECTS];
static size_t waiting_count, seen_count, link_count;
static bool is_cut;

static bool is_new(haddr_t address) {
    for (size_t index = 0; index < seen_count; index++) {
        if (seen[index] == address) { return false; }
    }
    if (seen_count < MOST_OBJECTS) { seen[seen_count++] = address; }
    return true;
}

static int depth(const char *path) {
    int slashes = 0;
    for (; *path; path++) { slashes += *path == '/'; }
    return slashes;
}

static void put_unreadable(const char *path) {
    printf("u ");
    put_text(path);
    putchar(' ');
    put_text(reason());
    putchar('\n');
}

static void visit_dataset(hid_t group, const char *name, const char *path) {
    hid_t dataset = H5Dopen2(group, name, H5P_DEFAULT);
    if (dataset < 0) { put_unreadable(path); return; }
    if (!put_dataset(path, dataset)) { put_unreadable(path); }
    put_attributes(path, dataset);
    if (is_telling(name)) { put_value(path, dataset); }
    H5Dclose(dataset);
}

static void visit_external(hid_t group, const char *name, const char *path, const H5L_info_t *link) {
    char value[4096];
    const char *file, *target;
    if (link->u.val_size > sizeof value || H5Lget_val(group, name, value, sizeof value, H5P_DEFAULT) < 0) { return; }
    if (H5Lunpack_elink_val(value, link->u.val_size, NULL, &file, &target) < 0) { return; }
    printf("x ");
    put_text(path);
    putchar(' ');
    put_text(file);
    putchar(' ');
    put_text(target);
    putchar('\n');
}

static herr_t visit(hid_t group, const char *name, const H5L_info_t *link, void *parent) {
    if (++link_count > MOST_OBJECTS) { is_cut = true; return 1; }
    char path[LONGEST_PATH];
    int length = snprintf(path, sizeof path, "%s/%s", (const char *)parent, name);
    if (length < 0 || (size_t)length >= sizeof path || depth(path) > DEEPEST) { is_cut = true; return 0; }
    if (link->type == H5L_TYPE_EXTERNAL) { visit_external(group, name, path, link); return 0; }
    // A soft link leads to what has a name of its own.
    if (link->type != H5L_TYPE_HARD) { return 0; }
    H5O_info_t object;
    if (H5Oget_info_by_name2(group, name, &object, H5O_INFO_BASIC, H5P_DEFAULT) < 0) { put_unreadable(path); return 0; }
    if (object.type == H5O_TYPE_DATASET) { visit_dataset(group, name, path); }
    if (object.type == H5O_TYPE_GROUP && is_new(object.addr) && waiting_count < MOST_OBJECTS) {
        waiting[waiting_count++] = strdup(path);
    }
    return 0;
}

void list(hid_t file) {
    waiting[waiting_count++] = strdup("");
    for (size_t next = 0; next < waiting_count && link_count <= MOST_OBJECTS; next++) {
        const char *path = waiting[next];
        hid_t group = H5Gopen2(file, *path ? path : "/", H5P_DEFAULT);
        if (group < 0) { put_unreadable(path); continue; }
        put_attributes(*path ? path : "/", group);
        hsize_t place = 0;
        if (H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, &place, visit, waiting[next]) < 0) { put_unreadable(path); }
        H5Gclose(group);
    }
    printf(is_cut ? ". more\n" : ". complete\n");
}
