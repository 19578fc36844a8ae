import SimulatedStripping

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Four fifths of the memory that this process could take now, in bytes: of what Linux counts as available, and of
/// what the process's control group leaves it.
func spareMemory() -> Int {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    var available = Int(sysconf(Int32(_SC_PHYS_PAGES))) * page / 2
    for line in lines(of: "/proc/meminfo") where line.hasPrefix("MemAvailable:") {
        if let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) {
            available = kibibytes << 10
        }
    }
    if let limit = lines(of: "/sys/fs/cgroup/memory.max").first.flatMap({ Int($0) }),
        let used = lines(of: "/sys/fs/cgroup/memory.current").first.flatMap({ Int($0) })
    {
        available = min(available, max(0, limit - used))
    }
    return max(1, available / 5 * 4)
}

/// The lines of a small file of the kernel; none where it is not there.
private func lines(of path: String) -> [String] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 13) { buffer, count in
        count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
}
