/// Raw memory aligned for every sample type, freed with its last owner.
package final class AlignedBytes {
    /// The memory.
    package let buffer: UnsafeMutableRawBufferPointer

    /// So many bytes, uninitialised.
    package init(count: Int) {
        buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
    }

    deinit { buffer.deallocate() }
}
