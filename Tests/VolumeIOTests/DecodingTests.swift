import Foundation
import TestSupport
import Testing
import VolumeIO
import VoxelCore

@Suite("Strips and tiles are decoded as little as can be, wherever their samples go")
struct DecodingTests {
    /// A page of strips with bytes between them, so that it goes through libtiff.
    private func scattered(
        rows: Int, columns: Int, bits: Int = 16, rowsPerStrip: Int, samples: [UInt8],
        tags: [Int: TIFFBytes.Value] = [:]
    ) -> TIFFBytes.Page {
        var page = TIFFBytes.grey(
            rows: rows, columns: columns, bits: bits, samples: [],
            tags: tags.merging([278: .long([rowsPerStrip])]) { $1 })
        let strip = rowsPerStrip * columns * bits / 8
        page.chunks = stride(from: 0, to: samples.count, by: strip).map {
            Array(samples[$0..<min($0 + strip, samples.count)]) + [1, 2, 3, 4]
        }
        return page
    }

    private func someBytes(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ $0 >> 8) }
    }

    /// Reads windows of whole and of cut rows, strip by strip, across strips and over all, into memory that is aligned
    /// for the samples and into memory that is not, with one reader.
    private func expectEveryWindow(
        of volume: TIFFVolume, slice: Int, are samples: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let reader = try volume.makeReader()
        let (rows, columns, size) = (volume.shape.rows, volume.shape.columns, volume.sampleType.byteCount)
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: rows * columns * size + 1, alignment: 16)
        defer { memory.deallocate() }
        for (first, count) in (0..<rows).flatMap({ first in [1, 4, 7, 16, rows].map { (first, $0) } }) {
            let window = first..<min(first + count, rows)
            for width in [0..<columns, 1..<columns, 0..<columns - 1] {
                for shift in 0...1 {
                    memory.initializeMemory(as: UInt8.self, repeating: 0xEE)
                    let part = UnsafeMutableRawBufferPointer(
                        rebasing: memory[shift..<shift + window.count * width.count * size])
                    try reader.read(slice: slice, rows: window, columns: width, into: part)
                    let expected = VolumeIOTests.window(
                        of: samples, columns: columns, size: size, rows: window, columns: width)
                    #expect(Array(part) == expected, "\(window) \(width) \(shift)", sourceLocation: sourceLocation)
                }
            }
        }
    }

    @Test("every compression, type and window", arguments: CodecTests.names)
    func everyWindow(name: String) throws {
        let folder = try #require(Bundle.module.url(forResource: "codecs", withExtension: nil))
        let volume = try TIFFVolume.open(folder.appendingPathComponent(name).path)
        let all = try volume.samples()
        try expectEveryWindow(of: volume, slice: 1, are: Array(all[(all.count / 2)...]))
    }

    @Test("strips that are stored otherwise: inverted, in the other byte order, with reversed bits")
    func otherForms() throws {
        let folder = try TemporaryFolder()
        let samples = someBytes(23 * 9 * 2)
        for isLittleEndian in [true, false] {
            for (tags, form) in [
                ([:], { $0 }),
                ([262: .short([0])], { ~$0 }),
                ([266: .short([2])], { byte in (0..<8).reduce(0) { $0 | (byte >> $1 & 1) << (7 - $1) } }),
            ] as [([Int: TIFFBytes.Value], (UInt8) -> UInt8)] {
                let page = scattered(rows: 23, columns: 9, rowsPerStrip: 4, samples: samples, tags: tags)
                let file = TIFFBytes(pages: [page], isLittleEndian: isLittleEndian)
                let volume = try TIFFVolume.open(try folder.write("a.tif", file.bytes))
                var expected = samples.map(form)
                if !isLittleEndian {
                    for index in stride(from: 0, to: expected.count, by: 2) { expected.swapAt(index, index + 1) }
                }
                try expectEveryWindow(of: volume, slice: 0, are: expected)
            }
        }
    }

    @Test("a last strip with the rows of a whole one is read as far as the image goes")
    func surplusRows() throws {
        let folder = try TemporaryFolder()
        // 2,400 bytes of 7, by zlib: four rows.
        let strip: [UInt8] = [
            120, 156, 99, 103, 31, 5, 163, 96, 20, 140, 130, 81, 48, 10, 70, 193, 40, 24, 5, 212, 4, 0, 218, 45, 65,
            161,
        ]
        var page = TIFFBytes.grey(
            rows: 6, columns: 600, samples: [], tags: [259: .short([8]), 278: .long([4])])
        page.chunks = [strip, strip]
        let volume = try TIFFVolume.open(try folder.write("a.tif", page))
        try expectEveryWindow(of: volume, slice: 0, are: Array(repeating: 7, count: 3_600))
    }

    @Test("of the tables of strips only what is needed is read")
    func tables() throws {
        let folder = try TemporaryFolder()
        let samples = someBytes(1024 * 16 * 2)
        for isBig in [true, false] {
            let page = scattered(rows: 1024, columns: 16, rowsPerStrip: 2, samples: samples)
            let path = try folder.write("a.tif", TIFFBytes(pages: [page], isBig: isBig).bytes)
            let volume = try TIFFVolume.open(path)
            let region = VoxelRegion(slices: 0..<1, rows: 500..<516, columns: 0..<16)
            // The two tables of 512 strips have 4 KiB, the strips 512 bytes.
            var part: [UInt8] = []
            let read = try bytesRead { part = try volume.samples(of: region) }
            #expect(part == Array(samples[500 * 32..<516 * 32]))
            #expect(read < 512 + 1_500, "\(read)")
        }
    }

    @Test("windows that follow each other down a page decode whole strips once, cut ones twice")
    func walkingDown() throws {
        let folder = try TemporaryFolder()
        let samples = someBytes(480 * 512 * 2)
        let volume = try TIFFVolume.open(
            try folder.write("a.tif", scattered(rows: 480, columns: 512, rowsPerStrip: 16, samples: samples)))
        let reader = try volume.makeReader()
        let window = UnsafeMutableRawBufferPointer.allocate(byteCount: 24 * 1024, alignment: 16)
        defer { window.deallocate() }
        for (rows, times) in [(8, 2.0), (16, 1), (24, 4.0 / 3)] {
            let read = try bytesRead {
                for first in stride(from: 0, to: 480, by: rows) {
                    let part = UnsafeMutableRawBufferPointer(rebasing: window[..<(rows * 1024)])
                    try reader.read(slice: 0, rows: first..<first + rows, columns: 0..<512, into: part)
                    #expect(Array(part) == Array(samples[first * 1024..<(first + rows) * 1024]))
                }
            }
            #expect(Double(read) < Double(samples.count) * times + 4_096, "\(rows) \(read)")
        }
    }

    @Test("tables of any integer type, in the directory and behind it, of more strips than are looked at together")
    func tableTypes() throws {
        let folder = try TemporaryFolder()
        for (rows, isBig) in [(2, false), (2, true), (3, false), (4_099, false), (4_099, true)] {
            let samples = someBytes(rows * 3)
            for isLittleEndian in [true, false] {
                for kind in [3, 4, 16] where (kind != 16 || isBig) && (kind != 3 || rows < 5) {
                    var page = scattered(rows: rows, columns: 3, bits: 8, rowsPerStrip: 1, samples: samples)
                    // Strips begin at even offsets behind the header.
                    let offsets = (0..<rows).map { (isBig ? 16 : 8) + 8 * $0 }
                    let counts = Array(repeating: 7, count: rows)
                    page.tags[273] = kind == 3 ? .short(offsets) : kind == 4 ? .long(offsets) : .long8(offsets)
                    page.tags[279] = kind == 3 ? .short(counts) : kind == 4 ? .long(counts) : .long8(counts)
                    let file = TIFFBytes(pages: [page], isLittleEndian: isLittleEndian, isBig: isBig)
                    let volume = try TIFFVolume.open(try folder.write("a.tif", file.bytes))
                    #expect(try volume.samples() == samples, "\(rows) \(isBig) \(isLittleEndian) \(kind)")
                }
            }
        }
    }

    @Test("tables that are too short or lie beyond the file are refused")
    func damagedTables() throws {
        let folder = try TemporaryFolder()
        let page = scattered(rows: 8, columns: 4, rowsPerStrip: 2, samples: someBytes(64))
        for tag in [273, 279] {
            for value in [
                .raw(type: 4, count: 4, field: [0, 0, 0, 0x7F]), .raw(type: 4, count: 1 << 30, field: [8, 0, 0, 0]),
                .long([8, 8]), .text("none"),
            ] as [TIFFBytes.Value] {
                var damaged = page
                damaged.tags[259] = .short([5])
                damaged.tags[tag] = value
                expectError(.data, "d.tif") {
                    try TIFFVolume.open(try folder.write("d.tif", damaged)).samples()
                }
            }
        }
    }

    @Test("a compressed strip that shrinks between two windows ends with an error, and so does one that is cut")
    func shrinking() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "s.tif", scattered(rows: 64, columns: 64, rowsPerStrip: 4, samples: someBytes(64 * 128)))
        let volume = try TIFFVolume.open(path)
        let reader = try volume.makeReader()
        let window = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 128, alignment: 16)
        defer { window.deallocate() }
        try reader.read(slice: 0, rows: 0..<64, columns: 0..<64, into: window)
        truncate(path, 4_000)
        expectError(.data, "slice 0 (s.tif) cannot be read") {
            try reader.read(slice: 0, rows: 0..<64, columns: 0..<64, into: window)
        }
    }

    @Test("a stored strip above the limit is refused before memory is taken for it")
    func storedBeyondLimit() throws {
        let folder = try TemporaryFolder()
        var page = scattered(rows: 2, columns: 64, rowsPerStrip: 1, samples: someBytes(256))
        page.tags[259] = .short([32773])
        page.chunks[1] = Array(repeating: 0x81, count: 17 << 20)
        let volume = try TIFFVolume.open(
            try folder.write("l.tif", page), options: ReadingOptions(memoryLimit: 1 << 20))
        expectError(.data, "slice 0 (l.tif)", "strip of \(17 << 20) stored bytes", "--memory-limit") {
            try volume.samples(of: VoxelRegion(slices: 0..<1, rows: 1..<2, columns: 0..<64))
        }
    }
}
