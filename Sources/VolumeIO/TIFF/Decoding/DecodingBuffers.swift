/// The memory in which a reader's strips and tiles are decoded: kept from file to file, since fresh memory costs more
/// than copying into it.
final class DecodingBuffers {
    /// The bytes of a strip or tile as they are stored.
    let stored = GrowingBuffer()
    /// A strip or tile of another plane of the same pixels.
    let plane = GrowingBuffer()
    /// A row whose bytes are put in another order.
    let row = GrowingBuffer()
    private var decoded: [GrowingBuffer] = []

    /// The buffer of a column of decoded strips or tiles.
    func decoded(column: Int) -> GrowingBuffer {
        while decoded.count <= column { decoded.append(GrowingBuffer()) }
        return decoded[column]
    }
}

/// A buffer that is kept from one use to the next and only ever grows.
final class GrowingBuffer {
    private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)

    /// So many bytes of it; what they hold is undefined.
    func bytes(_ count: Int) -> UnsafeMutableRawBufferPointer {
        if memory.count < count {
            // Once it grows, by an eighth at least: compressed strips all differ a little in size.
            let size = max(count, memory.count + memory.count / 8)
            memory.deallocate()
            memory = .allocate(byteCount: size, alignment: 16)
        }
        return UnsafeMutableRawBufferPointer(rebasing: memory[..<count])
    }

    deinit { memory.deallocate() }
}
