import CLZ4

/// A chunk of HDF5's LZ4 filter (32004): its size in 8 bytes and that of its blocks in 4, highest byte first, then every block
/// behind the 4 bytes that say how many it has; one that would not shrink is stored as it is.
enum LZ4Chunk {
    /// Decodes a chunk.
    ///
    /// - Returns: whether it is whole and has the size that it should.
    static func decode(_ stored: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer) -> Bool {
        guard let total = stored.bigEndian(at: 0, as: UInt64.self), let size = stored.bigEndian(at: 8, as: UInt32.self),
            total == UInt64(decoded.count), size > 0
        else { return false }
        var next = 12
        var done = 0
        while done < decoded.count {
            guard let length = stored.bigEndian(at: next, as: UInt32.self).map(Int.init) else { return false }
            next += 4
            guard length > 0, length <= stored.count - next else { return false }
            let block = UnsafeMutableRawBufferPointer(rebasing: decoded[done..<min(done + Int(size), decoded.count)])
            let bytes = UnsafeRawBufferPointer(rebasing: stored[next..<next + length])
            if length == block.count {
                block.copyMemory(from: bytes)
            } else if !decodeBlock(bytes, into: block) {
                return false
            }
            next += length
            done += block.count
        }
        return true
    }

    /// Decodes one block of LZ4 that has to fill its memory.
    static func decodeBlock(_ stored: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer) -> Bool {
        guard let length = Int32(exactly: stored.count), let room = Int32(exactly: decoded.count) else { return false }
        return LZ4_decompress_safe(
            stored.baseAddress?.assumingMemoryBound(to: CChar.self),
            decoded.baseAddress?.assumingMemoryBound(to: CChar.self),
            length, room) == room
    }
}

extension UnsafeRawBufferPointer {
    /// A number with its highest byte first; nil where the bytes end before.
    func bigEndian<Number: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as _: Number.Type) -> Number? {
        guard offset <= count, MemoryLayout<Number>.size <= count - offset else { return nil }
        return Number(bigEndian: loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
}
