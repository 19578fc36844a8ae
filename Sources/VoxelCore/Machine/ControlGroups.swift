import Glibc

/// The control groups of this process, in which a scheduler or a container says how much of the machine it may use.
///
/// Both versions are understood: of version 2 there is one group for everything, of version 1 one for every kind of limit.
/// The limits of the groups around it hold for a group, too. Source: Linux, Documentation/admin-guide/cgroup-v2.rst and
/// cgroup-v1/memory.rst.
package struct ControlGroups {
    /// The folders of the process's own groups and of all around them that hold what a file name stands for.
    private let folders: [(version: Version, path: String)]

    enum Version { case one, two }

    /// The groups of this process.
    package init() { self.init(membership: "/proc/self/cgroup", root: "/sys/fs/cgroup") }

    /// The groups that a file lists, below a folder.
    ///
    /// - Parameters:
    ///   - membership: the kernel's list, a line such as `0::/job_7/step_0` or `4:memory:/job_7` a group.
    ///   - root: where the groups are mounted.
    package init(membership: String, root: String) {
        var folders: [(Version, String)] = []
        for line in linesOfSystemFile(membership) {
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            let controllers = fields[1].split(separator: ",")
            let mounts = fields[1].isEmpty ? [(Version.two, root)] : controllers.map { (Version.one, "\(root)/\($0)") }
            for (version, mount) in mounts {
                var parts = fields[2].split(separator: "/")
                while true {
                    folders.append((version, ([mount] + parts.map(String.init)).joined(separator: "/")))
                    guard parts.popLast() != nil else { break }
                }
            }
        }
        self.folders = folders
    }

    /// The bytes that the tightest group leaves this process; nil where none has a limit.
    ///
    /// Of what a group has used, files that the kernel can forget do not count: slices that were read twice are among them.
    package var spareMemory: Int? {
        folders.compactMap { version, path in
            let names =
                switch version {
                case .one:
                    (
                        limit: "memory.limit_in_bytes", used: "memory.usage_in_bytes",
                        files: ["total_inactive_file", "total_active_file"]
                    )
                case .two: (limit: "memory.max", used: "memory.current", files: ["inactive_file", "active_file"])
                }
            guard let limit = number("\(path)/\(names.limit)"), let used = number("\(path)/\(names.used)") else {
                return nil
            }
            let files = linesOfSystemFile("\(path)/memory.stat").lazy
                .compactMap { line -> Int? in
                    let words = line.split(separator: " ")
                    return words.count == 2 && names.files.contains(String(words[0])) ? Int(words[1]) : nil
                }
                .reduce(0) { $0 + $1 }
            return max(0, limit - max(0, used - files))
        }
        .min()
    }

    /// The processors whose time the tightest group grants, rounded up; nil where none has a limit.
    package var processors: Int? {
        folders.compactMap { version, path -> Int? in
            let (quota, period): (Int?, Int?)
            switch version {
            case .one: (quota, period) = (number("\(path)/cpu.cfs_quota_us"), number("\(path)/cpu.cfs_period_us"))
            case .two:
                let words = linesOfSystemFile("\(path)/cpu.max").first?.split(separator: " ") ?? []
                (quota, period) = (words.first.flatMap { Int($0) }, words.last.flatMap { Int($0) })
            }
            guard let quota, let period, quota > 0, period > 0 else { return nil }
            return (quota - 1) / period + 1
        }
        .min()
    }

    /// The only number of a file; nil where it says `max` or is not there.
    private func number(_ path: String) -> Int? { linesOfSystemFile(path).first.flatMap { Int($0) } }
}

/// The lines of a small file of the kernel; none where it is not there.
func linesOfSystemFile(_ path: String) -> [Substring] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 14) { buffer, count in
        count = 0
        while count < buffer.count, let start = buffer.baseAddress {
            let got = read(descriptor, start + count, buffer.count - count)
            guard got > 0 else { break }
            count += got
        }
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
}
