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
