/// HDF5's shuffle: of elements of several bytes, all first bytes, then all second ones, and so on; what is left over at the end
/// stays as it is.
enum Shuffle {
    /// Puts the bytes back.
    ///
    /// - Precondition: both have the same number of bytes.
    static func undo(_ stored: UnsafeRawBufferPointer, element: Int, into decoded: UnsafeMutableRawBufferPointer) {
        precondition(stored.count == decoded.count)
        let count = element > 1 ? stored.count / element : 0
        switch element {
        case _ where count < 2:
            decoded.copyMemory(from: stored)
            return
        case 2: undo(stored, count, UInt16.self, decoded)
        case 4: undo(stored, count, UInt32.self, decoded)
        case 8: undo(stored, count, UInt64.self, decoded)
        default:
            for byte in 0..<element {
                for index in 0..<count { decoded[index * element + byte] = stored[byte * count + index] }
            }
        }
        let end = count * element
        if end < stored.count {
            UnsafeMutableRawBufferPointer(rebasing: decoded[end...]).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: stored[end...]))
        }
    }

    private static func undo<Number: FixedWidthInteger & UnsignedInteger>(
        _ stored: UnsafeRawBufferPointer, _ count: Int, _: Number.Type, _ decoded: UnsafeMutableRawBufferPointer
    ) {
        guard let source = stored.baseAddress?.assumingMemoryBound(to: UInt8.self), let target = decoded.baseAddress
        else {
            return
        }
        let size = MemoryLayout<Number>.size
        for index in 0..<count {
            var value: Number = 0
            for byte in 0..<size {
                value |= Number(truncatingIfNeeded: source[byte &* count &+ index]) &<< Number(8 &* byte)
            }
            target.storeBytes(of: value.littleEndian, toByteOffset: index &* size, as: Number.self)
        }
    }
}
