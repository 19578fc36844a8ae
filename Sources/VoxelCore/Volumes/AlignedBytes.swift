/// Raw memory aligned for every sample type, freed with its last owner.
public final class AlignedBytes {
    /// The memory.
    public let buffer: UnsafeMutableRawBufferPointer

    /// So many bytes, uninitialised.
    public init(count: Int) {
        buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
    }

    deinit { buffer.deallocate() }
}
