import FoundationEssentials

import Glibc

/// Brings what was written to the disk, and says where that has failed.
struct DiskSync {
    private let fsync: @Sendable (Int32) -> Int32

    init(_ trial: PublishingTrial = .init()) { fsync = trial.fsync }

    /// All files and folders below a folder, and the folder itself.
    ///
    /// - Throws: `SystemFailure`.
    func tree(_ folder: String) throws {
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder) { try path("\(folder)/\(name)") }
        try path(folder)
    }

    /// A file's bytes, or the names in a folder.
    ///
    /// - Throws: `SystemFailure`. That a file system knows no fsync is no failure.
    func path(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            // A folder that may be written but not be listed.
            if errno == EACCES { return }
            throw SystemFailure(errno)
        }
        defer { close(descriptor) }
        while fsync(descriptor) != 0 {
            if [EINVAL, EROFS, ENOTSUP, ENOSYS].contains(errno) { return }
            guard errno == EINTR else { throw SystemFailure(errno) }
        }
    }
}
