import TestSupport
import Testing
import VolumeIO
import VoxelCore

@Suite("Samples of every type are read as they are")
struct SampleTypeTests {
    static let types: [(SampleType, bits: Int, format: Int)] = [
        (.uint8, 8, 1), (.uint16, 16, 1), (.uint32, 32, 1), (.int8, 8, 2), (.int16, 16, 2), (.int32, 32, 2),
        (.float16, 16, 3), (.float32, 32, 3), (.float64, 64, 3),
    ]

    @Test("both byte orders, classic and BigTIFF, strips and tiles", arguments: types)
    func everyContainer(type: SampleType, bits: Int, format: Int) throws {
        let folder = try TemporaryFolder()
        let (rows, columns, size) = (33, 21, bits / 8)
        let samples = (0..<rows * columns * size).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        for isLittleEndian in [true, false] {
            for isBig in [true, false] {
                for storage in ["strip", "strips", "scattered", "tiles"] {
                    // Stored samples have their bytes in the file's order.
                    let stored = isLittleEndian ? samples : reversed(samples, by: size)
                    var page = TIFFBytes.grey(
                        rows: rows, columns: columns, bits: bits, format: format, samples: stored)
                    switch storage {
                    case "strips", "scattered":
                        page.tags[278] = .long([7])
                        let strip = 7 * columns * size
                        page.chunks = stride(from: 0, to: stored.count, by: strip).map {
                            Array(stored[$0..<min($0 + strip, stored.count)])
                        }
                        if storage == "scattered" { page.chunks = page.chunks.map { $0 + [1, 2, 3, 4] } }
                    case "tiles":
                        page.tags[278] = nil
                        page.tags[322] = .long([16])
                        page.tags[323] = .long([16])
                        page.chunks = tiles(of: stored, rows: rows, columns: columns, size: size)
                    default: break
                    }
                    let file = TIFFBytes(pages: [page], isLittleEndian: isLittleEndian, isBig: isBig)
                    let volume = try TIFFVolume.open(try folder.write("a.tif", file.bytes))
                    #expect(volume.sampleType == type)
                    #expect(volume.shape == VolumeShape(slices: 1, rows: rows, columns: columns))
                    #expect(volume.byteOrder == (isLittleEndian ? "little" : "big"))
                    #expect(try volume.samples() == samples, "\(storage)")
                    // Windows of every kind: one row, narrow, wide, the last corner.
                    for (y, x) in [(3..<4, 0..<21), (0..<33, 5..<7), (6..<30, 1..<20), (32..<33, 20..<21)] {
                        let region = VoxelRegion(slices: 0..<1, rows: y, columns: x)
                        let expected = window(of: samples, columns: columns, size: size, rows: y, columns: x)
                        #expect(try volume.samples(of: region) == expected, "\(storage) \(y) \(x)")
                    }
                }
            }
        }
    }

    private func reversed(_ bytes: [UInt8], by size: Int) -> [UInt8] {
        stride(from: 0, to: bytes.count, by: size).flatMap { bytes[$0..<$0 + size].reversed() }
    }

    private func tiles(of samples: [UInt8], rows: Int, columns: Int, size: Int) -> [[UInt8]] {
        stride(from: 0, to: rows, by: 16).flatMap { top in
            stride(from: 0, to: columns, by: 16).map { left in
                (top..<top + 16).flatMap { row in
                    (left..<left + 16).flatMap { column -> [UInt8] in
                        guard row < rows, column < columns else { return Array(repeating: 0xEE, count: size) }
                        let start = (row * columns + column) * size
                        return Array(samples[start..<start + size])
                    }
                }
            }
        }
    }

    @Test("NaN and infinities stay what they are")
    func nonFinite() throws {
        let folder = try TemporaryFolder()
        let values: [Float] = [.nan, .infinity, -.infinity, -0.0, 1.5, .leastNonzeroMagnitude]
        let bytes = littleEndian(values.map(\.bitPattern))
        let page = TIFFBytes.grey(rows: 2, columns: 3, bits: 32, format: 3, samples: bytes)
        #expect(try TIFFVolume.open(try folder.write("a.tif", page)).samples() == bytes)
    }

    @Test("packed samples are unpacked, not rescaled", arguments: [1, 2, 3, 4, 5, 6, 7, 9, 10, 12, 14, 15, 24])
    func packed(bits: Int) throws {
        let folder = try TemporaryFolder()
        let (rows, columns) = (5, 13)
        let mask = 1 << bits - 1
        let values = (0..<rows * columns).map { $0 &* 2_654_435 & mask }
        var stored: [UInt8] = []
        for row in 0..<rows {
            var accumulator: [Int] = []
            for column in 0..<columns {
                let value = values[row * columns + column]
                accumulator += (0..<bits).map { value >> (bits - 1 - $0) & 1 }
            }
            while accumulator.count % 8 != 0 { accumulator.append(1) }
            stored += stride(from: 0, to: accumulator.count, by: 8).map { start in
                UInt8(accumulator[start..<start + 8].reduce(0) { $0 << 1 | $1 })
            }
        }
        for isLittleEndian in [true, false] {
            for photometric in [0, 1] {
                for stripRows in [5, 2] {
                    var page = TIFFBytes.grey(
                        rows: rows, columns: columns, bits: bits, samples: stored,
                        tags: [262: .short([photometric]), 278: .long([stripRows])])
                    let strip = stored.count / rows * stripRows
                    // Bytes between strips send it through libtiff, which has to agree.
                    page.chunks = stride(from: 0, to: stored.count, by: strip).map {
                        Array(stored[$0..<min($0 + strip, stored.count)]) + (stripRows == 2 ? [9, 9, 9] : [])
                    }
                    let file = TIFFBytes(pages: [page], isLittleEndian: isLittleEndian)
                    let volume = try TIFFVolume.open(try folder.write("a.tif", file.bytes))
                    let expected = values.map { photometric == 0 ? $0 ^ mask : $0 }
                    let type: SampleType = bits <= 8 ? .uint8 : bits <= 16 ? .uint16 : .uint32
                    #expect(volume.sampleType == type)
                    let bytes: [UInt8] =
                        switch type {
                        case .uint8: expected.map { UInt8($0) }
                        case .uint16: littleEndian(expected.map { UInt16($0) })
                        default: littleEndian(expected.map { UInt32($0) })
                        }
                    #expect(try volume.samples() == bytes, "\(isLittleEndian) \(photometric) \(stripRows)")
                    let region = VoxelRegion(slices: 0..<1, rows: 1..<4, columns: 3..<11)
                    let part = window(of: bytes, columns: columns, size: type.byteCount, rows: 1..<4, columns: 3..<11)
                    #expect(try volume.samples(of: region) == part)
                }
            }
        }
    }

    @Test("MinIsWhite becomes MinIsBlack", arguments: [8, 16, 32])
    func minIsWhite(bits: Int) throws {
        let folder = try TemporaryFolder()
        let stored = (0..<4 * 3 * bits / 8).map { UInt8($0 * 5) }
        for format in [1, 2] {
            let page = TIFFBytes.grey(
                rows: 4, columns: 3, bits: bits, format: format, samples: stored, tags: [262: .short([0])])
            #expect(try TIFFVolume.open(try folder.write("a.tif", page)).samples() == stored.map { ~$0 })
        }
        let float = TIFFBytes.grey(
            rows: 1, columns: 1, bits: 32, format: 3, samples: [0, 0, 0, 0], tags: [262: .short([0])])
        expectError(.data, "MinIsWhite", "float32") { try TIFFVolume.open(try folder.write("f.tif", float)) }
    }

    @Test("reversed bits and predictor 2 without compression")
    func unusualStorage() throws {
        let folder = try TemporaryFolder()
        let reversed = TIFFBytes.grey(
            rows: 1, columns: 4, samples: [0b1000_0000, 0b0100_0000, 0b1111_0000, 0], tags: [266: .short([2])])
        #expect(try TIFFVolume.open(try folder.write("r.tif", reversed)).samples() == [1, 2, 15, 0])
        for isLittleEndian in [true, false] {
            let differences: [UInt16] = [1000, 1, 65535, 10, 7, 0, 0, 1]
            let page = TIFFBytes.grey(
                rows: 2, columns: 4, bits: 16,
                samples: isLittleEndian ? littleEndian(differences) : bigEndian(differences),
                tags: [317: .short([2])])
            let path = try folder.write("d.tif", TIFFBytes(pages: [page], isLittleEndian: isLittleEndian).bytes)
            let volume = try TIFFVolume.open(path)
            #expect(try volume.samples() == littleEndian([1000, 1001, 1000, 1010, 7, 7, 7, 8] as [UInt16]))
            let part = VoxelRegion(slices: 0..<1, rows: 0..<2, columns: 2..<4)
            #expect(try volume.samples(of: part) == littleEndian([1000, 1010, 7, 8] as [UInt16]))
        }
        let float = TIFFBytes.grey(
            rows: 1, columns: 1, bits: 32, format: 3, samples: [0, 0, 0, 0], tags: [317: .short([2])])
        expectError(.data, "predictor 2") { try TIFFVolume.open(try folder.write("f.tif", float)) }
    }

    @Test("types without a place in a volume are refused by name")
    func refused() throws {
        let folder = try TemporaryFolder()
        for (bits, format, word) in [
            (64, 1, "64-bit unsigned"), (64, 2, "64-bit signed"), (24, 3, "24-bit floating-point"), (64, 6, "complex"),
            (32, 5, "complex integer"), (12, 2, "12-bit signed"), (20, 1, "20-bit"),
        ] {
            let page = TIFFBytes.grey(
                rows: 1, columns: 2, bits: bits, format: format, samples: Array(repeating: 0, count: 32))
            expectError(.data, word, "Convert") { try TIFFVolume.open(try folder.write("a.tif", page)) }
        }
    }
}
