import VoxelCore

import Glibc

/// A system call that failed.
struct SystemFailure: Error, CustomStringConvertible {
    private let code: Int32

    init(_ code: Int32) { self.code = code }

    var description: String { describe(errno: code) }

    /// Calls what returns 0, or something else and sets errno.
    static func check(_ call: () -> Int32) throws(SystemFailure) {
        guard call() == 0 else { throw SystemFailure(errno) }
    }
}
