import TestSupport
import Testing
import VolumeIO
import VoxelCore

@Suite("Files that want to crash, hang or exhaust a reader")
struct HostileTests {
    /// Expects an error of kind data about a file, soon.
    private func refuse(
        _ bytes: [UInt8], _ words: String..., options: ReadingOptions = .init(),
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("h.tif", bytes)
        let elapsed = ContinuousClock().measure {
            do {
                let volume = try TIFFVolume.open(path, options: options)
                // What can only be found by decoding is found by decoding the first rows.
                let rows = 0..<min(volume.shape.rows, 4)
                let region = VoxelRegion(slices: 0..<1, rows: rows, columns: 0..<min(volume.shape.columns, 64))
                _ = try volume.samples(of: region)
                Issue.record("no error was thrown", sourceLocation: sourceLocation)
            } catch let error as SimstripError {
                #expect(error.kind == .data, "\(error)", sourceLocation: sourceLocation)
                for word in words {
                    #expect(error.message.contains(word), "\(error)", sourceLocation: sourceLocation)
                }
            } catch {
                Issue.record("\(error)", sourceLocation: sourceLocation)
            }
        }
        #expect(elapsed < .seconds(1), sourceLocation: sourceLocation)
    }

    private func refuse(
        _ page: TIFFBytes.Page, _ words: String, isBig: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try refuse(TIFFBytes(pages: [page], isBig: isBig).bytes, words, sourceLocation: sourceLocation)
    }

    @Test("directories that run in a circle")
    func circles() throws {
        for isBig in [true, false] {
            let page = TIFFBytes.grey(rows: 1, columns: 1, samples: [0])
            var bytes = TIFFBytes(pages: [page, page], isBig: isBig).bytes
            let word = isBig ? 8 : 4
            // The last directory leads back to the first.
            bytes.replaceSubrange((bytes.count - word)..., with: bytes[(isBig ? 8 : 4)..<(isBig ? 16 : 8)])
            try refuse(bytes, "circle")
        }
    }

    @Test("extents that overflow or that the file cannot hold")
    func extents() throws {
        let most = Int(UInt32.max)
        for (rows, columns) in [
            (most, most), (most, 1), (1, most), (1 << 31, 1 << 31), (1 << 20, 1 << 20), (0, 1), (1, 0),
        ] {
            for compression in [1, 5, 8, 32773, 50000, 34925, 4] {
                for tags in [
                    [:], [278: .long([1])], [322: .long([16]), 323: .long([16])],
                    [322: .long([1 << 30]), 323: .long([1 << 30])], [322: .long([most]), 323: .long([16])],
                ] as [[Int: TIFFBytes.Value]] {
                    for bits in [1, 8, 64] {
                        let page = TIFFBytes.grey(
                            rows: rows, columns: columns, bits: bits, format: bits == 64 ? 3 : 1,
                            samples: Array(repeating: 0, count: 64),
                            tags: tags.merging([259: .short([compression])]) { $1 })
                        try refuse(page, "h.tif")
                    }
                }
            }
        }
    }

    @Test("offsets and counts beyond the file")
    func offsets() throws {
        for isBig in [true, false] {
            for (offset, count) in [(1 << 31, 4), (8, 1 << 31), (Int(UInt32.max), Int(UInt32.max)), (0, 4), (8, 0)] {
                var page = TIFFBytes.grey(rows: 2, columns: 2, samples: [1, 2, 3, 4], tags: [259: .short([5])])
                page.tags[273] = .long([offset])
                page.tags[279] = .long([count])
                try refuse(page, "h.tif", isBig: isBig)
            }
        }
        var page = TIFFBytes.grey(rows: 2, columns: 2, samples: [1, 2, 3, 4])
        page.tags[273] = .long8([-2])
        page.tags[279] = .long8([4])
        try refuse(page, "truncated", isBig: true)
        page.tags[273] = .long8([.max])
        try refuse(page, "truncated", isBig: true)
        page.tags[273] = .raw(type: 4, count: 1 << 30, field: [8, 0, 0, 0])
        page.tags[279] = .long([4])
        try refuse(page, "h.tif")
    }

    @Test("directories of absurd size")
    func directories() throws {
        let page = TIFFBytes.grey(rows: 1, columns: 1, samples: [0])
        var bytes = TIFFBytes(pages: [page]).bytes
        bytes[10] = 0xFF
        bytes[11] = 0xFF
        try refuse(bytes, "65535 entries")
        try refuse([0x49, 0x49, 42, 0, 0, 0, 0, 0], "no image")
        try refuse([0x49, 0x49, 42, 0, 0xF0, 0xFF, 0xFF, 0xFF], "truncated")
        try refuse([0x49, 0x49, 43, 0, 8, 0, 0, 0] + Array(repeating: 0xFF, count: 8), "truncated")
        try refuse([0x4D, 0x4D, 0, 43, 0, 4, 0, 0] + Array(repeating: 0, count: 8), "not a TIFF image")
    }

    @Test("many directories in few bytes")
    func overlappingDirectories() throws {
        // Every directory begins two bytes after the one before it and has a thousand entries.
        var bytes: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0] + Array(repeating: 0, count: 80_000)
        for start in stride(from: 8, to: 60_000, by: 2) {
            bytes[start] = 0xE8
            bytes[start + 1] = 3
        }
        try refuse(bytes, "h.tif")
    }

    @Test("strips and pages that share their bytes")
    func sharedBytes() throws {
        var page = TIFFBytes.grey(
            rows: 4096, columns: 4096, samples: Array(repeating: 0, count: 4096),
            tags: [278: .long([1])])
        page.tags[273] = .long(Array(repeating: 8, count: 4096))
        page.tags[279] = .long(Array(repeating: 4096, count: 4096))
        try refuse(page, "overlap")
        let shared = TIFFBytes.grey(
            rows: 32, columns: 64, samples: Array(repeating: 0, count: 2048),
            tags: [273: .long([8]), 279: .long([2048])])
        let file = TIFFBytes(
            pages: Array(repeating: shared, count: 200).enumerated().map { index, page in
                var page = page
                if index > 0 { page.chunks = [] }
                return page
            })
        try refuse(file.bytes, "overlap")
    }

    @Test("bombs: more decoded bytes than the stored ones, the limit or sense allow")
    func bombs() throws {
        // PackBits makes at most 64 bytes of one.
        let packed = TIFFBytes.grey(
            rows: 1000, columns: 1000, samples: Array(repeating: 0x81, count: 100), tags: [259: .short([32773])])
        try refuse(packed, "cannot hold")
        let fax = TIFFBytes.grey(
            rows: 60_000, columns: 60_000, bits: 1, samples: Array(repeating: 0xFF, count: 8000),
            tags: [259: .short([4])])
        try refuse(TIFFBytes(pages: [fax]).bytes, "limit", options: ReadingOptions(memoryLimit: 100 << 20))
        // 16 GiB in tiles of 128 MiB that hold next to nothing.
        var tiled = TIFFBytes.grey(
            rows: 32768 * 4, columns: 32768 * 4, bits: 1, samples: [], tags: [259: .short([4])])
        tiled.tags[278] = nil
        tiled.tags[322] = .long([32768])
        tiled.tags[323] = .long([32768])
        tiled.chunks = Array(repeating: Array(repeating: 0xFF, count: 4096), count: 16)
        try refuse(tiled, "would grow")
        let strip = TIFFBytes.grey(
            rows: 64, columns: 1 << 20, samples: Array(repeating: 0, count: 1 << 20), tags: [259: .short([5])])
        try refuse(
            TIFFBytes(pages: [strip]).bytes, "--memory-limit", options: ReadingOptions(memoryLimit: 1 << 20))
    }

    @Test("every single byte of a small file changed")
    func changedBytes() throws {
        let folder = try TemporaryFolder()
        for isBig in [true, false] {
            let pages = (0..<2).map { index in
                TIFFBytes.grey(
                    rows: 4, columns: 8, samples: Array(repeating: UInt8(index), count: 32),
                    tags: [
                        270: .text("ImageJ=1.53t\nimages=2\nslices=2\nunit=um\nspacing=1.4\n"),
                        282: .rational([(5, 7)]),
                        283: .rational([(5, 7)]),
                    ])
            }
            let original = TIFFBytes(pages: pages, isBig: isBig).bytes
            for index in original.indices {
                for value in [0, 1, 0x7F, 0x80, 0xFF, original[index] ^ 1] as [UInt8] {
                    var bytes = original
                    bytes[index] = value
                    let path = try folder.write("c.tif", bytes)
                    do {
                        let volume = try TIFFVolume.open(path)
                        if volume.shape.count < 1 << 12 { _ = try volume.samples() }
                    } catch let error as SimstripError {
                        #expect(error.kind == .data || error.kind == .usage, "byte \(index): \(error)")
                    }
                }
            }
            for length in original.indices {
                let path = try folder.write("t.tif", Array(original[..<length]))
                expectError(.data) { try TIFFVolume.open(path) }
            }
        }
    }
}
