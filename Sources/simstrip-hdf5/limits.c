// What the process may take and do, set by itself before libhdf5 reads the first byte of a stranger's file.
#include "inspector.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

// What watches the memory in tests takes terabytes of addresses and calls of its own: there they are not limited.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define IS_WATCHED 1
#endif
#endif

static void limit(int what, rlim_t most) {
    struct rlimit old;
    if (getrlimit(what, &old) != 0) { return; }
    if (old.rlim_max != RLIM_INFINITY && old.rlim_max < most) { most = old.rlim_max; }
    struct rlimit new = {most, most};
    setrlimit(what, &new);
}

void limit_memory(void) {
#ifndef IS_WATCHED
    limit(RLIMIT_AS, (rlim_t)512 << 20);
#endif
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    H5PLset_loading_state(0);
}

#ifndef IS_WATCHED
// The calls that reading an open file, taking memory and answering need; every other fails with EPERM.
static void limit_calls(void) {
#if defined(__x86_64__)
    const uint32_t architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
    const uint32_t architecture = AUDIT_ARCH_AARCH64;
#else
    return;
#endif
#define ALLOW(call) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        ALLOW(read), ALLOW(pread64), ALLOW(write), ALLOW(lseek), ALLOW(close), ALLOW(fstat), ALLOW(newfstatat),
        ALLOW(mmap), ALLOW(munmap), ALLOW(mremap), ALLOW(mprotect), ALLOW(madvise), ALLOW(brk), ALLOW(futex),
        ALLOW(rt_sigaction), ALLOW(rt_sigprocmask), ALLOW(rt_sigreturn), ALLOW(getpid), ALLOW(gettid), ALLOW(tgkill),
        ALLOW(clock_gettime), ALLOW(gettimeofday), ALLOW(getrandom), ALLOW(exit), ALLOW(exit_group),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
    };
#undef ALLOW
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    // Where a kernel or a container does not have it, the other limits hold.
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}
#endif

void limit_everything_else(uint64_t file_bytes) {
    // Headers and indices grow with the file: a second, and one more for each GiB.
    uint64_t seconds = 1 + (file_bytes >> 30);
    limit(RLIMIT_CPU, seconds < 60 ? seconds : 60);
    // What is open stays open, and nothing else can be: no external storage, no linked file, no source of a virtual dataset.
    limit(RLIMIT_NOFILE, 0);
#ifndef IS_WATCHED
    limit_calls();
#endif
}
