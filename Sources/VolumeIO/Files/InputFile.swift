import Glibc
import VoxelCore

/// An open regular file, read at offsets and closed when it goes out of scope.
struct InputFile: ~Copyable {
    let descriptor: Int32
    let identity: SourceFile

    /// Opens a file for reading.
    ///
    /// - Throws: `SimstripError` of kind `missingInput` where there is no such file or it may not be read, of kind
    ///   `data` where the path is not a regular file: a pipe or a device would make the reader wait.
    init(opening path: String) throws(SimstripError) {
        // Without O_NONBLOCK the open itself would wait for a pipe's writer.
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw .missingInput("cannot open '\(path)': \(describe(errno: errno))")
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let reason = describe(errno: errno)
            close(descriptor)
            throw .missingInput("cannot read '\(path)': \(reason)")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .data("'\(path)' is not a regular file")
        }
        self.descriptor = descriptor
        identity = SourceFile(path: path, status)
    }

    deinit { close(descriptor) }

    /// Fills a buffer from an offset.
    ///
    /// - Returns: false where the file ends before the buffer is full, or reading fails.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Bool {
        var done = 0
        while done < buffer.count, let start = buffer.baseAddress {
            let count = pread(descriptor, start + done, buffer.count - done, off_t(offset + done))
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }

    /// The bytes of a range, or nil where the file does not hold them all.
    func bytes(at offset: UInt64, count: Int) -> [UInt8]? {
        guard let offset = Int(exactly: offset), count >= 0, offset <= identity.bytes,
            count <= identity.bytes - offset
        else { return nil }
        var complete = false
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            complete = read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
            initialized = complete ? count : 0
        }
        return complete ? bytes : nil
    }
}
