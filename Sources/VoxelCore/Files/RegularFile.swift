import Glibc

/// A file under a name that everybody knows: it may have become a link, a pipe or a device.
package enum RegularFile {
    /// Opens it itself, not what a link there leads to, and without waiting for anybody.
    ///
    /// - Parameter flags: of open(2); with `O_CREAT` it is made where it is missing.
    /// - Returns: a descriptor, which the caller closes.
    /// - Throws: `SimstripError` of kind `output` where it cannot be opened or is no regular file.
    package static func open(_ path: String, _ flags: Int32) throws(SimstripError) -> Int32 {
        let descriptor = Glibc.open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            let code = errno
            // A link, or a pipe that nobody reads.
            if code == ELOOP || code == ENXIO { throw irregular(path) }
            throw .output("'\(path)' cannot be opened for writing: \(describe(errno: code))")
        }
        guard isRegular(descriptor) else {
            close(descriptor)
            throw irregular(path)
        }
        return descriptor
    }

    /// Its bytes, through links; nil where there is none, where it cannot be read, where it is no regular file, or has more
    /// bytes than a limit.
    package static func contents(_ path: String, atMost limit: Int = 64 << 20) -> [UInt8]? {
        let descriptor = Glibc.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= limit else {
            return nil
        }
        var bytes: [UInt8] = []
        let room = 1 << 16
        while true {
            var count = 0
            bytes += [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
                repeat { count = read(descriptor, buffer.baseAddress, room) } while count < 0 && errno == EINTR
                filled = max(count, 0)
            }
            guard bytes.count <= limit else { return nil }
            guard count > 0 else { return count == 0 ? bytes : nil }
        }
    }

    private static func isRegular(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    private static func irregular(_ path: String) -> SimstripError {
        .output("'\(path)' is a link, a pipe or a device, not a file that simstrip wrote; remove it")
    }
}
