/// Fletcher's checksum over words of 16 bits, highest byte first, as HDF5 puts it behind a chunk.
enum Fletcher32 {
    /// The bytes before the checksum; nil where it is not theirs.
    static func verified(_ stored: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard stored.count > 4 else { return nil }
        let bytes = UnsafeRawBufferPointer(rebasing: stored[..<(stored.count - 4)])
        let noted = UInt32(littleEndian: stored.loadUnaligned(fromByteOffset: bytes.count, as: UInt32.self))
        let found = checksum(bytes)
        // Libraries before 1.6.3 wrote the bytes of each half the other way round.
        let old = (found & 0xFF00_FF00) >> 8 | (found & 0x00FF_00FF) << 8
        return noted == found || noted == old ? bytes : nil
    }

    /// The checksum of bytes; an odd one at the end is a word's high byte.
    static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        var (first, second): (UInt32, UInt32) = (0, 0)
        let words = bytes.count / 2
        var next = 0
        while next < words {
            // So many words do not overflow 32 bits.
            let end = min(next + 360, words)
            while next < end {
                let word = UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: next &* 2, as: UInt16.self))
                first &+= UInt32(word)
                second &+= first
                next &+= 1
            }
            first = (first & 0xFFFF) &+ (first >> 16)
            second = (second & 0xFFFF) &+ (second >> 16)
        }
        if bytes.count % 2 == 1 {
            first &+= UInt32(bytes[bytes.count - 1]) << 8
            second &+= first
            first = (first & 0xFFFF) &+ (first >> 16)
            second = (second & 0xFFFF) &+ (second >> 16)
        }
        first = (first & 0xFFFF) &+ (first >> 16)
        second = (second & 0xFFFF) &+ (second >> 16)
        return second << 16 | first
    }
}
