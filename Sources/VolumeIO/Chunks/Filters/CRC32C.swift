/// The CRC of 32 bits with Castagnoli's polynomial, reflected (RFC 3720), as Zarr puts it behind a chunk, lowest byte first.
enum CRC32C {
    /// The bytes before the checksum; nil where it is not theirs.
    static func verified(_ stored: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard stored.count >= 4 else { return nil }
        let bytes = UnsafeRawBufferPointer(rebasing: stored[..<(stored.count - 4)])
        let noted = UInt32(littleEndian: stored.loadUnaligned(fromByteOffset: bytes.count, as: UInt32.self))
        return noted == checksum(bytes) ? bytes : nil
    }

    /// The checksum of bytes.
    ///
    /// - Complexity: O(bytes), eight at a time: table k goes on with a byte and k bytes of 0 behind it.
    static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        tables.withUnsafeBufferPointer { tables in
            var crc: UInt32 = ~0
            var next = 0
            while bytes.count &- next >= 8 {
                let word =
                    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: next, as: UInt64.self)) ^ UInt64(crc)
                crc = 0
                for index in 0..<8 {
                    let byte = Int(truncatingIfNeeded: word &>> UInt64(8 &* index)) & 0xFF
                    crc ^= tables[(7 &- index) &* 256 &+ byte]
                }
                next &+= 8
            }
            while next < bytes.count {
                crc = crc &>> 8 ^ tables[Int(truncatingIfNeeded: crc ^ UInt32(bytes[next])) & 0xFF]
                next &+= 1
            }
            return ~crc
        }
    }

    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var crc = UInt32(byte)
            for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0x82F6_3B78 : 0) }
            tables[byte] = crc
        }
        for index in 256..<tables.count {
            let crc = tables[index - 256]
            tables[index] = crc >> 8 ^ tables[Int(crc & 0xFF)]
        }
        return tables
    }()
}
