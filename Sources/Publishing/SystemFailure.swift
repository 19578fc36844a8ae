import VoxelCore

/// A system call that failed.
struct SystemFailure: Error, CustomStringConvertible {
    private let code: Int32

    init(_ code: Int32) { self.code = code }

    var description: String { describe(errno: code) }
}
