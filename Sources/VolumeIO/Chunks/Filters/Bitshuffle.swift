/// A chunk of the filter bitshuffle (32008; Masui et al. 2015): in blocks of elements, the first bits of all of them, then the
/// second ones, and so on; each block perhaps compressed. Up to seven elements at the end stay as they are.
struct Bitshuffle {
    /// Bytes of an element.
    let element: Int
    /// Elements of a block, where nothing else says it; 0 for what the element's size makes of it.
    let block: Int
    let inner: ChunkFilter.Inner?

    /// Decodes a chunk.
    ///
    /// - Returns: whether it is whole and has the size that it should.
    func decode(
        _ stored: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer, scratch: GrowingBuffer,
        zstandard: ZstandardDecoder
    ) -> Bool {
        guard decoded.count % element == 0 else { return false }
        let elements = decoded.count / element
        var size = block > 0 ? block : max(128, 8192 / element / 8 * 8)
        var next = 0
        if inner != nil {
            // The size of the chunk in 8 bytes and that of its blocks in 4, highest byte first.
            guard let total = stored.bigEndian(at: 0, as: UInt64.self),
                let bytes = stored.bigEndian(at: 8, as: UInt32.self),
                total == UInt64(decoded.count)
            else { return false }
            size = Int(bytes) / element
            next = 12
        } else if stored.count != decoded.count {
            return false
        }
        guard size > 0, size % 8 == 0 else { return false }
        var done = 0
        while elements - done >= 8 {
            let count = min(size, (elements - done) / 8 * 8)
            let target = UnsafeMutableRawBufferPointer(rebasing: decoded[done * element..<(done + count) * element])
            guard let bits = bits(of: stored, at: &next, bytes: target.count, scratch: scratch, zstandard) else {
                return false
            }
            Bitshuffle.untranspose(bits, element: element, into: target)
            done += count
        }
        let rest = UnsafeMutableRawBufferPointer(rebasing: decoded[(done * element)...])
        guard rest.count <= stored.count - next else { return false }
        rest.copyMemory(from: UnsafeRawBufferPointer(rebasing: stored[next..<next + rest.count]))
        return true
    }

    /// The bits of the next block.
    private func bits(
        of stored: UnsafeRawBufferPointer, at next: inout Int, bytes: Int, scratch: GrowingBuffer,
        _ zstandard: ZstandardDecoder
    ) -> UnsafeRawBufferPointer? {
        guard let inner else {
            defer { next += bytes }
            return UnsafeRawBufferPointer(rebasing: stored[next..<next + bytes])
        }
        guard let length = stored.bigEndian(at: next, as: UInt32.self).map(Int.init) else { return nil }
        next += 4
        guard length > 0, length <= stored.count - next else { return nil }
        let packed = UnsafeRawBufferPointer(rebasing: stored[next..<next + length])
        next += length
        let bits = scratch.bytes(bytes)
        switch inner {
        case .lz4: guard LZ4Chunk.decodeBlock(packed, into: bits) else { return nil }
        case .zstd: guard zstandard.decode(packed, into: bits, surplus: 0) == nil else { return nil }
        }
        return UnsafeRawBufferPointer(bits)
    }

    /// Makes elements of rows of bits: row 8·j + k holds bit k of byte j of every element.
    ///
    /// - Precondition: there are a multiple of eight elements.
    static func untranspose(
        _ bits: UnsafeRawBufferPointer, element: Int, into decoded: UnsafeMutableRawBufferPointer
    ) {
        precondition(bits.count == decoded.count && decoded.count % (8 * element) == 0)
        guard let source = bits.baseAddress?.assumingMemoryBound(to: UInt8.self),
            let target = decoded.baseAddress?.assumingMemoryBound(to: UInt8.self)
        else { return }
        let rowBytes = decoded.count / element / 8
        for byte in 0..<element {
            let rows = source + 8 * byte * rowBytes
            for group in 0..<rowBytes {
                var square: UInt64 = 0
                for bit in 0..<8 { square |= UInt64(rows[bit &* rowBytes &+ group]) &<< UInt64(8 &* bit) }
                // The transpose of 8 × 8 bits: 2 × 2 blocks of 1, of 2 and of 4 are exchanged (Warren, Hacker's Delight, 7-3).
                var swap = (square ^ (square >> 7)) & 0x00AA_00AA_00AA_00AA
                square ^= swap ^ (swap << 7)
                swap = (square ^ (square >> 14)) & 0x0000_CCCC_0000_CCCC
                square ^= swap ^ (swap << 14)
                swap = (square ^ (square >> 28)) & 0x0000_0000_F0F0_F0F0
                square ^= swap ^ (swap << 28)
                let first = target + (8 &* group &* element &+ byte)
                for index in 0..<8 {
                    first[index &* element] = UInt8(truncatingIfNeeded: square &>> UInt64(8 &* index))
                }
            }
        }
    }
}
