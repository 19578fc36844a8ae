import Glibc

/// The bytes of memory that this process could take now, at least 1: of what Linux counts as available, what its control
/// groups and its own limit of addresses (`ulimit -v`) leave it.
///
/// - Parameter threads: that are going to work; each sets aside addresses.
package func availableMemory(threads: Int = 1) -> Int {
    let page = sysconf(Int32(_SC_PAGESIZE))
    var available = sysconf(Int32(_SC_PHYS_PAGES)) * page / 2
    for line in linesOfSystemFile("/proc/meminfo") where line.hasPrefix("MemAvailable:") {
        if let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) {
            available = kibibytes << 10
        }
    }
    return max(
        1, min(available, ControlGroups().spareMemory ?? .max, spareAddresses(page: page, threads: threads) ?? .max))
}

/// What the limit of the process's addresses leaves; nil where there is none.
private func spareAddresses(page: Int, threads: Int) -> Int? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur < rlim_t(Int64.max) else {
        return nil
    }
    let used = linesOfSystemFile("/proc/self/statm").first?.split(separator: " ").first.flatMap { Int($0) } ?? 0
    // Every thread sets aside 64 MiB for what it allocates and 8 for its stack, whatever it takes of them.
    let reserved = (threads - 1) * 72 << 20
    return max(0, Int(limit.rlim_cur) - used * page - reserved)
}

/// Makes sure that so much memory can be had, before it is taken: the system ends a process that takes more, without a word.
///
/// - Parameters:
///   - bytes: how much it is.
///   - threads: that are going to work on it.
///   - what: what takes it, for the message: `holding the slab`.
/// - Throws: `SimstripError` of kind `failed` with how much there is, and what to do.
package func checkMemory(_ bytes: Int, threads: Int = 1, for what: String) throws(SimstripError) {
    let available = availableMemory(threads: threads)
    guard bytes > available else { return }
    throw SimstripError(
        .failed,
        "\(what) takes \(mebibytes(bytes)) of memory, and this process can have"
            + " \(mebibytes(available)); strip a part (--roi) or fewer layers, use --segmentation threshold, which holds no slab,"
            + " or give the process more (a job of Slurm's: --mem)")
}

/// Bytes for people.
package func mebibytes(_ bytes: Int) -> String { "\(bytes / (1 << 20) + (bytes % (1 << 20) > 0 ? 1 : 0)) MiB" }
