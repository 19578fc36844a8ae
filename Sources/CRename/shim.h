/* renameat2 is declared for _GNU_SOURCE only, which the Swift overlay of the C library does not define. */
#pragma once
#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

/* Exchanges two paths of one file system in one step: 0, or -1 with errno. */
static inline int simstrip_exchange(const char *a, const char *b) {
#ifdef SYS_renameat2
    return (int)syscall(SYS_renameat2, AT_FDCWD, a, AT_FDCWD, b, 2u /* RENAME_EXCHANGE */);
#else
    errno = ENOSYS;
    return -1;
#endif
}

/* Whether a path has an extended attribute. */
static inline int simstrip_has_attribute(const char *path, const char *name) {
    return getxattr(path, name, (void *)0, 0) > 0;
}
