import Glibc
import VoxelCore

/// What the system lets this process have.
enum ProcessLimits {
    /// Files besides the one that each thread reads; the system's own share of a process among them.
    private static let files = 24
    /// Memory that every command takes.
    private static let memory = 64 << 20

    /// Asks for as many files as may be asked for, and makes sure that a command can work at all.
    ///
    /// - Throws: `SimstripError` of kind `failed` that names the limit: what runs into it would end without a word.
    static func check() throws(SimstripError) {
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < limit.rlim_max {
            // As much as any thread count asks for; programs that this one starts inherit it.
            limit.rlim_cur = min(limit.rlim_max, max(limit.rlim_cur, 16_384))
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        let opened = (0..<files).map { _ in open("/dev/null", O_RDONLY | O_CLOEXEC) }
        for file in opened where file >= 0 { close(file) }
        guard opened.allSatisfy({ $0 >= 0 }) else {
            throw SimstripError(
                .failed,
                "this process may open fewer than \(files) files; raise its limit, for example with ulimit -n 1024")
        }
        let available = availableMemory()
        guard available >= memory else {
            throw SimstripError(
                .failed,
                "this process can have \(mebibytes(available)) of memory, and no command does with less than"
                    + " \(mebibytes(memory)); free some, or raise its limit (ulimit -v, the job's --mem)")
        }
    }
}
