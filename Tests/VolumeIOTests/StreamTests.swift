import TestSupport
import Testing
import VolumeIO
import VoxelCore

@Suite("Compressed streams: their ends, checksums and predictors")
struct StreamTests {
    /// Sample number i of the streams below is i * 7 % 251.
    private static let sevens: [UInt8] = (0..<64).map { UInt8($0 * 7 % 251) }

    /// 64 samples with a checksum, by the command zstd.
    private static let zstd: [UInt8] = [
        40, 181, 47, 253, 4, 88, 1, 2, 0, 0, 7, 14, 21, 28, 35, 42, 49, 56, 63, 70, 77, 84, 91, 98, 105, 112, 119, 126,
        133, 140, 147, 154, 161, 168, 175, 182, 189, 196, 203, 210, 217, 224, 231, 238, 245, 1, 8, 15, 22, 29, 36, 43,
        50, 57, 64, 71, 78, 85, 92, 99, 106, 113, 120, 127, 134, 141, 148, 155, 162, 169, 176, 183, 190, 34, 208, 249,
        90,
    ]

    /// 64 samples with a CRC-32, by liblzma.
    private static let xz: [UInt8] = [
        253, 55, 122, 88, 90, 0, 0, 1, 105, 34, 222, 54, 2, 0, 33, 1, 0, 0, 0, 0, 55, 39, 151, 214, 1, 0, 63, 0, 7, 14,
        21, 28, 35, 42, 49, 56, 63, 70, 77, 84, 91, 98, 105, 112, 119, 126, 133, 140, 147, 154, 161, 168, 175, 182, 189,
        196, 203, 210, 217, 224, 231, 238, 245, 1, 8, 15, 22, 29, 36, 43, 50, 57, 64, 71, 78, 85, 92, 99, 106, 113, 120,
        127, 134, 141, 148, 155, 162, 169, 176, 183, 190, 0, 121, 244, 103, 230, 0, 1, 84, 64, 235, 108, 141, 136, 144,
        66, 153, 13, 1, 0, 0, 0, 0, 1, 89, 90,
    ]

    /// A zlib stream of stored blocks.
    private static func zlib(_ bytes: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        let blocks = stride(from: 0, to: bytes.count, by: 65_535).map { bytes[$0..<min($0 + 65_535, bytes.count)] }
        for (index, block) in blocks.enumerated() {
            stream.append(index == blocks.count - 1 ? 1 : 0)
            stream += littleEndian([UInt16(block.count), ~UInt16(block.count)]) + block
        }
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            a = (a + UInt32(byte)) % 65_521
            b = (b + a) % 65_521
        }
        return stream + bigEndian([b << 16 | a])
    }

    /// 8 × 8 voxels of 8 bits in one strip, or in strips of so many rows.
    private func page(
        _ compression: Int, _ chunks: [[UInt8]], rowsPerStrip: Int = 8, tags: [Int: TIFFBytes.Value] = [:]
    ) -> TIFFBytes.Page {
        var page = TIFFBytes.grey(
            rows: 8, columns: 8, samples: [],
            tags: [259: .short([compression]), 278: .long([rowsPerStrip])].merging(tags) { $1 })
        page.chunks = chunks
        return page
    }

    private func samples(
        _ page: TIFFBytes.Page, isLittleEndian: Bool = true, options: ReadingOptions = .init()
    ) throws -> [UInt8] {
        let folder = try TemporaryFolder()
        let file = TIFFBytes(pages: [page], isLittleEndian: isLittleEndian)
        return try TIFFVolume.open(try folder.write("s.tif", file.bytes), options: options).samples()
    }

    private static let streams: [(Int, [UInt8])] = [
        (8, zlib(sevens)), (32946, zlib(sevens)), (50000, zstd), (34925, xz),
    ]

    @Test("a whole stream is read, whatever lies behind it; bits of it reversed, too", arguments: streams)
    func whole(compression: Int, stream: [UInt8]) throws {
        for padding in [[], [0], [0xAA, 0x55, 0xFF], stream] {
            #expect(try samples(page(compression, [stream + padding])) == StreamTests.sevens)
            let reversed = (stream + padding).map { byte in
                (0..<8).reduce(0) { $0 | (byte >> $1 & 1) << (7 - $1) }
            }
            #expect(try samples(page(compression, [reversed], tags: [266: .short([2])])) == StreamTests.sevens)
        }
    }

    @Test("a stream that is damaged anywhere is refused", arguments: streams)
    func damaged(compression: Int, stream: [UInt8]) throws {
        for bit in 0..<stream.count * 8 {
            var stream = stream
            stream[bit / 8] ^= 1 << UInt8(bit % 8)
            // Of zlib's header the level, of zstd's and liblzma's one or another bit that changes nothing.
            let read = try? samples(page(compression, [stream]))
            #expect(read == nil || read == StreamTests.sevens, "bit \(bit)")
        }
        for count in 1..<stream.count {
            expectError(.data, "s.tif", "damaged", "strip 0") {
                try samples(page(compression, [Array(stream[..<count])]))
            }
        }
    }

    @Test("a stream of too few samples is refused with both numbers", arguments: streams)
    func short(compression: Int, stream: [UInt8]) throws {
        var page = page(compression, [stream], rowsPerStrip: 9)
        page.tags[257] = .long([9])
        expectError(.data, "strip 0", "holds 64 bytes, its rows have 72") { try samples(page) }
    }

    @Test("more than its rows is read of the last strip only", arguments: streams)
    func surplus(compression: Int, stream: [UInt8]) throws {
        // Six rows, of which the strip has eight; two strips of eight rows for twelve.
        var single = page(compression, [stream])
        single.tags[257] = .long([6])
        #expect(try samples(single) == Array(StreamTests.sevens[..<48]))
        var double = page(compression, [stream, stream])
        double.tags[257] = .long([12])
        #expect(try samples(double) == StreamTests.sevens + StreamTests.sevens[..<32])
        expectError(.data, "strip 0", "holds more than the 32 bytes of its rows") {
            try samples(page(compression, [stream, stream], rowsPerStrip: 4))
        }
        let tags: [Int: TIFFBytes.Value] = [
            256: .long([4]), 257: .long([2]), 322: .long([16]), 323: .long([16]), 278: .long([2]),
        ]
        expectError(.data, "tile 0", "its rows have 256") { try samples(page(compression, [stream], tags: tags)) }
        // A damaged surplus is damage, for the checksum is of all.
        var damaged = stream
        damaged[damaged.count - (compression == 34925 ? 40 : 6)] ^= 0x10
        single.chunks = [damaged]
        expectError(.data, "strip 0") { try samples(single) }
    }

    @Test("a surplus of a thousand times the memory limit is refused without being decoded to its end")
    func bomb() throws {
        // Two blocks of 64 KiB for one row of 64 KiB, and no memory for the second.
        let columns = 65_535
        let stream = StreamTests.zlib(Array(repeating: 3, count: columns * 40))
        let page = TIFFBytes.grey(rows: 1, columns: columns, samples: stream, tags: [259: .short([8])])
        #expect(try samples(page).count == columns)
        expectError(.data, "holds more") { try samples(page, options: ReadingOptions(memoryLimit: columns * 2)) }
    }

    @Test("predictor 2 of every size, in both byte orders, and of pixels of three")
    func differences() throws {
        for isLittleEndian in [true, false] {
            for (bits, format) in [(8, 1), (16, 1), (16, 3), (32, 2), (32, 3), (64, 3)] {
                let values = (0..<64).map { UInt64(truncatingIfNeeded: $0 &* 0x0123_4567_89AB_CDEF) }
                let size = bits / 8
                func bytes(_ value: UInt64, _ isLittleEndian: Bool) -> [UInt8] {
                    let all = (0..<size).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
                    return isLittleEndian ? all : all.reversed()
                }
                let stored = (0..<64).flatMap {
                    bytes($0 % 8 == 0 ? values[$0] : values[$0] &- values[$0 - 1], isLittleEndian)
                }
                let page = page(
                    8, [StreamTests.zlib(stored)],
                    tags: [258: .short([bits]), 339: .short([format]), 317: .short([2])])
                let read = try samples(page, isLittleEndian: isLittleEndian)
                #expect(read == values.flatMap { bytes($0, true) }, "\(bits) \(format) \(isLittleEndian)")
            }
            // Grey pixels of three equal channels: each is the difference from its own.
            let stored = (0..<64).flatMap { index -> [UInt8] in
                let value = StreamTests.sevens[index]
                let difference = index % 8 == 0 ? value : value &- StreamTests.sevens[index - 1]
                return [difference, difference, difference]
            }
            let page = page(
                8, [StreamTests.zlib(stored)],
                tags: [258: .short([8, 8, 8]), 277: .short([3]), 262: .short([2]), 317: .short([2])])
            let options = ReadingOptions(allowGreyRGB: true)
            #expect(try samples(page, isLittleEndian: isLittleEndian, options: options) == StreamTests.sevens)
        }
    }

    @Test("predictor 3 in both byte orders; on integers it is refused")
    func floatingPoint() throws {
        let values = (0..<64).map { (Float($0) * 1.37 - 20).bitPattern }
        let stored = (0..<8).flatMap { row -> [UInt8] in
            let planes = [24, 16, 8, 0].flatMap { shift in
                values[row * 8..<row * 8 + 8].map { UInt8(truncatingIfNeeded: $0 >> UInt32(shift)) }
            }
            return [planes[0]] + zip(planes.dropFirst(), planes).map { $0 &- $1 }
        }
        for isLittleEndian in [true, false] {
            var page = page(
                8, [StreamTests.zlib(stored)], tags: [258: .short([32]), 339: .short([3]), 317: .short([3])])
            #expect(try samples(page, isLittleEndian: isLittleEndian) == littleEndian(values))
            page.tags[339] = .short([1])
            expectError(.data, "predictor 3") { try samples(page, isLittleEndian: isLittleEndian) }
        }
    }

    @Test("packed and odd samples of compressed files of either byte order")
    func packed() throws {
        for isLittleEndian in [true, false] {
            let twelve = (0..<64).map { UInt16($0 * 61) }
            var stored: [UInt8] = []
            for pair in stride(from: 0, to: 64, by: 2) {
                let (a, b) = (twelve[pair], twelve[pair + 1])
                stored += [UInt8(a >> 4), UInt8(truncatingIfNeeded: a << 4 | b >> 8), UInt8(truncatingIfNeeded: b)]
            }
            let packed = page(8, [StreamTests.zlib(stored)], tags: [258: .short([12])])
            #expect(try samples(packed, isLittleEndian: isLittleEndian) == littleEndian(twelve))
            let wide = (0..<64).map { UInt32($0 * 200_003) }
            let bytes = wide.flatMap { value in [16, 8, 0].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) } }
            let three = page(8, [StreamTests.zlib(bytes)], tags: [258: .short([24])])
            #expect(try samples(three, isLittleEndian: isLittleEndian) == littleEndian(wide))
            let inverted = page(8, [StreamTests.zlib(StreamTests.sevens)], tags: [262: .short([0])])
            #expect(try samples(inverted, isLittleEndian: isLittleEndian) == StreamTests.sevens.map { ~$0 })
        }
    }
}
