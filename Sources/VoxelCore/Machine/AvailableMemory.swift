import Glibc

/// The bytes of memory that this process could take now, at least 1: of what Linux counts as available, what its control
/// groups leave it.
package func availableMemory() -> Int {
    let page = sysconf(Int32(_SC_PAGESIZE))
    var available = sysconf(Int32(_SC_PHYS_PAGES)) * page / 2
    for line in linesOfSystemFile("/proc/meminfo") where line.hasPrefix("MemAvailable:") {
        if let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) {
            available = kibibytes << 10
        }
    }
    return max(1, min(available, ControlGroups().spareMemory ?? .max))
}
