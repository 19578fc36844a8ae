// A part of its own, indexed from 0, keeps index arithmetic and its overflow checks out of inner loops, which the
// compiler then turns into vector instructions.
extension UnsafeBufferPointer {
    /// The elements `start ..< start + count`.
    @inline(__always)
    func part(at start: Int, count: Int) -> UnsafeBufferPointer { Self(rebasing: self[start..<start + count]) }
}

extension UnsafeMutableBufferPointer {
    /// The elements `start ..< start + count`.
    @inline(__always)
    func part(at start: Int, count: Int) -> UnsafeMutableBufferPointer { Self(rebasing: self[start..<start + count]) }
}
