import VoxelCore

import Glibc

/// A right that one process at a time has through a file, by flock(2).
///
/// The kernel takes it back when its owner dies, however it dies and on whatever machine. What is written in the file
/// only tells the others who that is.
package final class FileLock: Sendable {
    /// Whether the file system has locks at all; if not, nothing keeps others away.
    package let isEffective: Bool
    private let path: String
    private let descriptor: Int32
    private let isReleased = Guarded(false)

    /// Takes the right, or nothing where another has it. The file is made where it is missing.
    ///
    /// - Throws: `SimstripError` of kind `output` where the file cannot be opened, or is none.
    package init?(_ path: String) throws(SimstripError) {
        while true {
            // What another user's killed process has left may be locked, though not be written.
            let descriptor =
                if access(path, F_OK) == 0, access(path, W_OK) != 0 {
                    try RegularFile.open(path, O_RDONLY)
                } else {
                    try RegularFile.open(path, O_RDWR | O_CREAT)
                }
            var isEffective = true
            if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
                guard errno != EWOULDBLOCK else {
                    close(descriptor)
                    return nil
                }
                isEffective = false
            }
            // The one before may have removed the file between our opening and our locking it.
            var (opened, named) = (stat(), stat())
            if fstat(descriptor, &opened) == 0, lstat(path, &named) == 0, opened.st_ino == named.st_ino {
                (self.path, self.descriptor, self.isEffective) = (path, descriptor, isEffective)
                return
            }
            close(descriptor)
        }
    }

    deinit { release() }

    /// Says in the file who has the right.
    ///
    /// - Throws: `SimstripError` of kind `output`.
    package func write(_ text: [UInt8]) throws(SimstripError) {
        guard ftruncate(descriptor, 0) == 0,
            text.withUnsafeBytes({ pwrite(descriptor, $0.baseAddress, $0.count, 0) }) == text.count
        else { throw .output("'\(path)' cannot be written: \(describe(errno: errno))") }
    }

    /// Gives the right back and removes the file.
    package func release() {
        end { unlink(path) }
    }

    /// Gives the right back and leaves the file to those who are named in it.
    package func leave() { end {} }

    private func end(_ last: () -> Void) {
        isReleased.withLock { isReleased in
            guard !isReleased else { return }
            last()
            close(descriptor)
            isReleased = true
        }
    }
}

/// The machine's name.
package func hostName() -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { name in
        name.initialize(repeating: 0)
        guard let start = name.baseAddress, gethostname(start, name.count - 1) == 0 else { return "unknown" }
        return String(cString: start)
    }
}
