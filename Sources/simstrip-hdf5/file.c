// A file driver for libhdf5 that reads one file, which was opened before, and opens no other.
//
// Chunks are looked up by asking for them: libhdf5 finds where one lies and calls the driver to read it, which then notes
// the place instead. So a lookup costs what the index of chunks makes it cost; H5Dget_chunk_info of 1.10 walks through the
// whole index for each.
#include "inspector.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    H5FD_t base;
    haddr_t end_of_addresses;
} driver_file;

static int descriptor = -1;
static uint64_t file_bytes;
static bool is_taken;
static bool is_noting;
static bool has_noted;
static uint64_t noted_address, noted_bytes;

static H5FD_t *driver_open(const char *name, unsigned flags, hid_t fapl, haddr_t most) {
    (void)name, (void)fapl, (void)most;
    static driver_file file;
    if (is_taken || (flags & H5F_ACC_RDWR)) { return NULL; }
    is_taken = true;
    return &file.base;
}

static herr_t driver_close(H5FD_t *file) {
    (void)file;
    return 0;
}

static herr_t driver_query(const H5FD_t *file, unsigned long *flags) {
    (void)file;
    *flags = H5FD_FEAT_ACCUMULATE_METADATA_READ;
    return 0;
}

static haddr_t driver_end_of_addresses(const H5FD_t *file, H5FD_mem_t type) {
    (void)type;
    return ((const driver_file *)file)->end_of_addresses;
}

static herr_t driver_set_end_of_addresses(H5FD_t *file, H5FD_mem_t type, haddr_t address) {
    (void)type;
    ((driver_file *)file)->end_of_addresses = address;
    return 0;
}

static haddr_t driver_end_of_file(const H5FD_t *file, H5FD_mem_t type) {
    (void)file, (void)type;
    return file_bytes;
}

static herr_t driver_read(H5FD_t *file, H5FD_mem_t type, hid_t dxpl, haddr_t address, size_t count, void *buffer) {
    (void)file, (void)dxpl;
    if (is_noting && type == H5FD_MEM_DRAW) {
        has_noted = true;
        noted_address = address;
        noted_bytes = count;
        return 0;
    }
    if (address > file_bytes || count > file_bytes - address) { return -1; }
    for (size_t done = 0; done < count;) {
        ssize_t part = pread(descriptor, (char *)buffer + done, count - done, (off_t)(address + done));
        if (part < 0 && errno == EINTR) { continue; }
        if (part <= 0) { return -1; }
        done += (size_t)part;
    }
    return 0;
}

static herr_t driver_write(
    H5FD_t *file, H5FD_mem_t type, hid_t dxpl, haddr_t address, size_t count, const void *buffer
) {
    (void)file, (void)type, (void)dxpl, (void)address, (void)count, (void)buffer;
    return -1;
}

static const H5FD_class_t driver = {
    .name = "simstrip", .maxaddr = (haddr_t)1 << 62, .fc_degree = H5F_CLOSE_WEAK, .open = driver_open,
    .close = driver_close, .query = driver_query, .get_eoa = driver_end_of_addresses,
    .set_eoa = driver_set_end_of_addresses, .get_eof = driver_end_of_file, .read = driver_read, .write = driver_write,
    .fl_map = H5FD_FLMAP_DICHOTOMY,
};

hid_t open_file(const char *path) {
    struct stat status;
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0 || fstat(descriptor, &status) != 0) { refuse("missing", strerror(errno)); }
    if (!S_ISREG(status.st_mode)) { refuse("data", "it is not a regular file"); }
    file_bytes = (uint64_t)status.st_size;
    H5open();
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_driver(access, H5FDregister(&driver), NULL);
    limit_everything_else(file_bytes);
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, access);
    if (file < 0) { refuse("data", reason()); }
    return file;
}

void note_reads(bool on) { is_noting = on; has_noted = false; }

bool noted_read(uint64_t *address, uint64_t *bytes) {
    *address = noted_address;
    *bytes = noted_bytes;
    bool result = has_noted;
    has_noted = false;
    return result;
}
