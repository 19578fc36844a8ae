import Glibc

/// A file being written, which is removed again unless it is closed without a failure.
///
/// Whoever has it may hand it to other threads, but not use it on two at once.
package final class OutputFile: @unchecked Sendable {
    private let path: String
    private var descriptor: Int32

    /// Creates a file, or empties the one that exists.
    ///
    /// - Throws: `SimstripError` of kind `output`.
    package init(creating path: String) throws(SimstripError) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .output("cannot write '\(path)': \(describe(errno: errno))") }
        self.path = path
    }

    deinit {
        guard descriptor >= 0 else { return }
        if isRegular { unlink(path) }
        Glibc.close(descriptor)
    }

    /// Whether the path may be removed again: never a device or a pipe that was given as output.
    private var isRegular: Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Writes all bytes.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(SimstripError) {
        var done = 0
        while done < bytes.count, let start = bytes.baseAddress {
            let count = Glibc.write(descriptor, start + done, bytes.count - done)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .output("cannot write '\(path)': \(describe(errno: errno))") }
            done += count
        }
    }

    /// Writes all bytes.
    package func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }

    /// Closes the file, which stays from then on.
    package func close() throws(SimstripError) {
        let isRegular = self.isRegular
        let status = Glibc.close(descriptor)
        let reason = errno
        descriptor = -1
        // Some file systems report a full disk only here.
        guard status == 0 else {
            if isRegular { unlink(path) }
            throw .output("cannot write '\(path)': \(describe(errno: reason))")
        }
    }
}
