import VoxelCore

extension [UInt8] {
    /// The bytes behind zlib's format (RFC 1950).
    ///
    /// - Throws: `SimstripError` of kind `failed` where zlib has no memory.
    package func packed(level: Int32) throws(SimstripError) -> [UInt8] {
        let stream = try DeflateStream(level: level)
        stream.add(self, isLast: true)
        return stream.compressed
    }
}
