import CBlosc

/// A chunk of Blosc, HDF5's filter 32001: one buffer of c-blosc's, with a header that names its sizes.
enum BloscChunk {
    /// Decodes a chunk.
    ///
    /// - Returns: whether it is whole and has the size that it should.
    static func decode(_ stored: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer) -> Bool {
        var bytes = 0
        // Its sizes lie within what is stored, and are those of the chunk.
        guard blosc_cbuffer_validate(stored.baseAddress, stored.count, &bytes) == 0, bytes == decoded.count else {
            return false
        }
        return blosc_decompress_ctx(stored.baseAddress, decoded.baseAddress, decoded.count, 1) == Int32(exactly: bytes)
            ?? 0
    }
}
