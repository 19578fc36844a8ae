import Glibc
import TestSupport
import Testing
import VolumeIO
import VoxelCore

@Suite("Files of several pages")
struct StackTests {
    private func page(_ value: Int, tags: [Int: TIFFBytes.Value] = [:], rows: Int = 2) -> TIFFBytes.Page {
        TIFFBytes.grey(rows: rows, columns: 3, samples: Array(repeating: UInt8(value), count: rows * 3), tags: tags)
    }

    private func firstSamples(_ volume: TIFFVolume) throws -> [UInt8] {
        let bytes = try volume.samples()
        return stride(from: 0, to: bytes.count, by: 6).map { bytes[$0] }
    }

    @Test("reduced versions, masks and thumbnails are left out, with a warning")
    func reducedPages() throws {
        let folder = try TemporaryFolder()
        let small = page(9, tags: [254: .long([1])], rows: 1)
        let mask = page(9, tags: [254: .long([4])])
        let old = page(9, tags: [255: .short([2])], rows: 1)
        let pages = [small, page(0), page(1, tags: [254: .long([2])]), mask, page(2, tags: [255: .short([3])]), old]
        let path = try folder.write("s.tif", TIFFBytes(pages: pages).bytes)
        let volume = try TIFFVolume.open(path)
        #expect(try firstSamples(volume) == [0, 1, 2])
        #expect(volume.warnings.map(\.code) == ["skipped_pages"])
        let onlySmall = try folder.write("t.tif", small)
        expectError(.data, "only pages marked") { try TIFFVolume.open(onlySmall) }
    }

    @Test("a page of another size that is not marked as a thumbnail is refused")
    func unmarkedThumbnail() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("s.tif", TIFFBytes(pages: [page(0), page(1), page(2, rows: 1)]).bytes)
        expectError(.data, "slice 2 (page 2 of s.tif) is 1 × 3, the stack is 2 × 3") { try TIFFVolume.open(path) }
    }

    @Test("ImageJ's contiguous samples behind a single directory", arguments: [true, false])
    func contiguous(isLittleEndian: Bool) throws {
        let folder = try TemporaryFolder()
        let values = (0..<60).map { UInt16($0 * 300) }
        let samples = isLittleEndian ? littleEndian(values) : bigEndian(values)
        var stack = TIFFBytes.grey(
            rows: 2, columns: 3, bits: 16, samples: samples,
            tags: [270: .text("ImageJ=1.53t\nimages=10\nslices=10\n"), 279: .long([12])])
        stack.tags[279] = .long([12])
        let path = try folder.write("s.tif", TIFFBytes(pages: [stack], isLittleEndian: isLittleEndian).bytes)
        let volume = try TIFFVolume.open(path)
        #expect(volume.shape == VolumeShape(slices: 10, rows: 2, columns: 3))
        #expect(try volume.samples() == littleEndian(values))

        stack.tags[270] = .text("ImageJ=1.53t\nimages=1000\nslices=1000\n")
        let short = try folder.write("t.tif", TIFFBytes(pages: [stack]).bytes)
        expectError(.data, "truncated", "1000 images") { try TIFFVolume.open(short) }
        for count in ["4611686018427387904", "9223372036854775807"] {
            stack.tags[270] = .text("ImageJ=1.53t\nimages=\(count)\n")
            let absurd = try folder.write("u.tif", TIFFBytes(pages: [stack]).bytes)
            expectError(.data, "truncated") { try TIFFVolume.open(absurd) }
        }
    }

    @Test("more than 4 GiB behind a single classic directory")
    func largeContiguous() throws {
        let folder = try TemporaryFolder()
        let page = TIFFBytes.grey(
            rows: 32_768, columns: 32_768, samples: [1],
            tags: [270: .text("ImageJ=1.53t\nimages=6\nslices=6\n"), 279: .long([1 << 30])])
        let path = try folder.write("large.tif", page)
        // A file of holes with one sample at its end.
        let end = 8 + (6 << 30)
        let file = try #require(fopen(path, "r+"))
        fseek(file, end - 1, SEEK_SET)
        fputc(42, file)
        fclose(file)
        let volume = try TIFFVolume.open(path)
        #expect(volume.shape == VolumeShape(slices: 6, rows: 32_768, columns: 32_768))
        let corner = VoxelRegion(slices: 5..<6, rows: 32_767..<32_768, columns: 32_766..<32_768)
        #expect(try volume.samples(of: corner) == [0, 42])
        truncate(path, end - 1)
        expectError(.data, "truncated") { try TIFFVolume.open(path) }
    }

    @Test("hyperstacks: channels are fastest, then slices, then time points")
    func hyperstack() throws {
        let folder = try TemporaryFolder()
        let description = "ImageJ=1.53t\nimages=12\nchannels=2\nslices=3\nframes=2\nhyperstack=true\n"
        for isContiguous in [true, false] {
            var pages = (0..<12).map { page($0) }
            if isContiguous {
                pages = [
                    TIFFBytes.grey(
                        rows: 2, columns: 3, samples: (0..<72).map { UInt8($0 / 6) }, tags: [279: .long([6])])
                ]
            }
            pages[0].tags[270] = .text(description)
            let path = try folder.write("h.tif", TIFFBytes(pages: pages).bytes)
            expectError(.data, "2 channels", "--channel") { try TIFFVolume.open(path) }
            expectError(.data, "2 time points", "--frame") {
                try TIFFVolume.open(path, options: ReadingOptions(channel: 1))
            }
            expectError(.usage, "--channel 2") {
                try TIFFVolume.open(path, options: ReadingOptions(channel: 2, frame: 0))
            }
            #expect(
                try firstSamples(TIFFVolume.open(path, options: ReadingOptions(channel: 1, frame: 1))) == [7, 9, 11])
            #expect(
                try firstSamples(TIFFVolume.open(path, options: ReadingOptions(channel: 0, frame: 0))) == [0, 2, 4])
        }
        let plain = try folder.write("p.tif", page(1))
        expectError(.usage, "--frame 3") { try TIFFVolume.open(plain, options: ReadingOptions(frame: 3)) }
    }

    @Test("a stack whose slices are called time points or channels is a volume, with a warning")
    func readAsSlices() throws {
        let folder = try TemporaryFolder()
        var pages = (0..<4).map { page($0) }
        for (counts, choice) in [
            ("frames=4\n", ReadingOptions(frame: 2)), ("channels=4\nhyperstack=true\n", ReadingOptions(channel: 2)),
        ] {
            pages[0].tags[270] = .text("ImageJ=1.53t\nimages=4\n" + counts)
            let path = try folder.write("t.tif", TIFFBytes(pages: pages).bytes)
            let volume = try TIFFVolume.open(path)
            #expect(try firstSamples(volume) == [0, 1, 2, 3])
            #expect(volume.warnings.map(\.code) == ["read_as_slices"])
            #expect(try firstSamples(TIFFVolume.open(path, options: choice)) == [2])
        }
        pages[0].tags[270] = .text("ImageJ=1.53t\nimages=6\nslices=6\n")
        let incomplete = try folder.write("i.tif", TIFFBytes(pages: pages).bytes)
        expectError(.data, "6 images, but has 4 pages") { try TIFFVolume.open(incomplete) }
    }

    @Test(
        "issue 12: arrays of more than three dimensions, as tifffile notes their shape",
        arguments: [
            (#"{"shape": [2, 3, 2, 3], "axes": "TZYX"}"#, "--frame", [3, 4, 5]),
            (#"{"shape": [2, 3, 2, 3]}"#, "--frame", [3, 4, 5]),
            (#"{"shape": [2, 1, 3, 2, 3]}"#, "--frame", [3, 4, 5]),
            (#"{"shape": [2, 3, 2, 3], "axes": "CZYX"}"#, "--channel", [3, 4, 5]),
            (#"{"shape": [3, 2, 2, 3], "axes": "ZCYX"}"#, "--channel", [1, 3, 5]),
            (#"{"shape": [3, 2, 2, 3], "axes": "ZTYX"}"#, "--frame", [1, 3, 5]),
            ("shape=(2, 3, 2, 3)", "--frame", [3, 4, 5]),
            (#"{"shape": [2, 3, 2, 3], "axes": "QZYX"}"#, "--frame", [3, 4, 5]),
        ] as [(String, String, [UInt8])])
    func arrays(description: String, option: String, second: [UInt8]) throws {
        let folder = try TemporaryFolder()
        var pages = (0..<6).map { page($0) }
        pages[0].tags[270] = .text(description)
        let path = try folder.write("a.tif", TIFFBytes(pages: pages).bytes)
        expectError(.data, "a.tif", "2 ", option + " 0 … 1") { try TIFFVolume.open(path) }
        func options(_ index: Int) -> ReadingOptions {
            option == "--frame" ? ReadingOptions(frame: index) : ReadingOptions(channel: index)
        }
        #expect(try firstSamples(TIFFVolume.open(path, options: options(1))) == second)
        expectError(.usage, option + " 2") { try TIFFVolume.open(path, options: options(2)) }
    }

    @Test("arrays of three dimensions and less, of five, and with too few pages")
    func otherArrays() throws {
        let folder = try TemporaryFolder()
        func open(_ description: String, pages count: Int, _ options: ReadingOptions = .init()) throws -> TIFFVolume {
            var pages = (0..<count).map { page($0) }
            pages[0].tags[270] = .text(description)
            return try TIFFVolume.open(try folder.write("a.tif", TIFFBytes(pages: pages).bytes), options: options)
        }
        for axes in ["ZYX", "QYX", "IYX"] {
            let volume = try open(#"{"shape": [4, 2, 3], "axes": "\#(axes)"}"#, pages: 4)
            #expect(try firstSamples(volume) == [0, 1, 2, 3])
            #expect(volume.warnings.isEmpty)
        }
        let labelled = try open(#"{"shape": [4, 2, 3], "axes": "TYX"}"#, pages: 4)
        #expect(try firstSamples(labelled) == [0, 1, 2, 3])
        #expect(labelled.warnings.map(\.code) == ["read_as_slices"])
        expectError(.data, "2 time points") {
            try open(#"{"shape": [2, 2, 3, 2, 3], "axes": "TCZYX"}"#, pages: 12, ReadingOptions(channel: 0))
        }
        let chosen = ReadingOptions(channel: 1, frame: 1)
        #expect(
            try firstSamples(open(#"{"shape": [2, 2, 3, 2, 3], "axes": "TCZYX"}"#, pages: 12, chosen)) == [9, 10, 11])
        expectError(.data, "more than slices, channels and time points") {
            try open(#"{"shape": [2, 2, 2, 3, 2, 3]}"#, pages: 24, chosen)
        }
        expectError(.data, "4 pages", "6 × 2 × 3", "incomplete") { try open(#"{"shape": [6, 2, 3]}"#, pages: 4) }
        #expect(try open(#"{"shape": [4, 2, 3]}"#, pages: 5).warnings.map(\.code) == ["image_count"])
        for broken in [
            "{\"shape\"", "{\"shape\": [2, \"a\"]}", "{\"shape\": []}",
            "{\"shape\": " + String(repeating: "[", count: 60_000), "{\"shape\": [9223372036854775807, 9, 9]}",
            "shape=(", "{\"shape\": [-1, 2, 3]}",
        ] {
            #expect(try open(broken, pages: 4).shape.slices == 4)
        }
    }

    @Test("issue 12: volumes appended to one another")
    func appended() throws {
        let folder = try TemporaryFolder()
        let array = #"{"shape": [3, 2, 3]}"#
        let stack = "ImageJ=1.53t\nimages=3\nslices=3\n"
        for description in [array, stack] {
            var pages = (0..<6).map { page($0) }
            pages[0].tags[270] = .text(description)
            pages[3].tags[270] = .text(description)
            let path = try folder.write("a.tif", TIFFBytes(pages: pages).bytes)
            expectError(.data, "2 volumes", "pages 0 to 2, pages 3 to 5", "--frame 0 … 1") { try TIFFVolume.open(path) }
            #expect(try firstSamples(TIFFVolume.open(path, options: ReadingOptions(frame: 0))) == [0, 1, 2])
            #expect(try firstSamples(TIFFVolume.open(path, options: ReadingOptions(frame: 1))) == [3, 4, 5])
            expectError(.usage, "--frame 2") { try TIFFVolume.open(path, options: ReadingOptions(frame: 2)) }
        }
        // Written slice by slice, every page has its own shape.
        var slices = (0..<4).map { page($0) }
        for index in slices.indices { slices[index].tags[270] = .text(#"{"shape": [2, 3]}"#) }
        let path = try folder.write("a.tif", TIFFBytes(pages: slices).bytes)
        #expect(try firstSamples(TIFFVolume.open(path)) == [0, 1, 2, 3])
    }

    @Test("issue 12: slices within one page are refused", arguments: [32997, 32998])
    func depth(tag: Int) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("d.tif", page(0, tags: [tag: .long([8])]))
        expectError(.data, "8 slices in one page", "page per slice") { try TIFFVolume.open(path) }
        #expect(try TIFFVolume.open(try folder.write("e.tif", page(0, tags: [tag: .long([1])]))).shape.slices == 1)
    }

    @Test("issue 12: ImageJ's signed 16-bit values", arguments: [true, false])
    func signed(isLittleEndian: Bool) throws {
        let folder = try TemporaryFolder()
        let values: [Int16] = [-32768, -1, 0, 1, 32767, 1000]
        let stored = values.map { UInt16(bitPattern: $0) ^ 0x8000 }
        let samples = isLittleEndian ? littleEndian(stored) : bigEndian(stored)
        for (lines, type, expected, codes) in [
            ("cf=0\nc0=-32768.0\nc1=1.0\nvunit=Gray Value\n", SampleType.int16, littleEndian(values), []),
            ("c0 = -32768\nc1 = 1\n", .int16, littleEndian(values), []),
            ("c0=-32768\nc1=1\n", .int16, littleEndian(values), []),
            ("cf=0\nc0=0\nc1=1\n", .uint16, littleEndian(stored), []),
            ("cf=0\nc0=1.5\nc1=0.25\nvunit=g/cm3\n", .uint16, littleEndian(stored), ["calibration_ignored"]),
            ("cf=21\nvunit=OD\n", .uint16, littleEndian(stored), ["calibration_ignored"]),
        ] as [(String, SampleType, [UInt8], [String])] {
            let page = TIFFBytes.grey(
                rows: 2, columns: 3, bits: 16, samples: samples, tags: [270: .text("ImageJ=1.53t\n" + lines)])
            let bytes = TIFFBytes(pages: [page], isLittleEndian: isLittleEndian).bytes
            let volume = try TIFFVolume.open(try folder.write("s.tif", bytes))
            #expect(volume.sampleType == type, "\(lines)")
            #expect(try volume.samples() == expected, "\(lines)")
            #expect(volume.warnings.map(\.code) == codes)
            let region = VoxelRegion(slices: 0..<1, rows: 1..<2, columns: 1..<3)
            #expect(try volume.samples(of: region) == Array(expected[8...]))
        }
    }

    @Test("three thousand pages at random")
    func manyPages() throws {
        let folder = try TemporaryFolder()
        var pages: [TIFFBytes.Page] = []
        for index in 0..<3000 {
            var page = page(index % 251)
            // Two strips apart from each other, so that libtiff has to look at every page.
            page.tags[278] = .long([1])
            page.chunks = [Array(page.chunks[0][..<3]) + [0], Array(page.chunks[0][3...])]
            pages.append(page)
        }
        let path = try folder.write("m.tif", TIFFBytes(pages: pages).bytes)
        let volume = try TIFFVolume.open(path)
        #expect(volume.pages == 3000)
        let reader = try volume.makeReader()
        let slice = UnsafeMutableRawBufferPointer.allocate(byteCount: 6, alignment: 1)
        defer { slice.deallocate() }
        let elapsed = try ContinuousClock().measure {
            for step in 0..<3000 {
                let index = step * 1361 % 3000
                try reader.read(slice: index, rows: 0..<2, columns: 0..<3, into: slice)
                #expect(slice[5] == UInt8(index % 251))
            }
        }
        // Walking the chain again for every page takes many times that.
        #expect(elapsed < .seconds(3))
    }

    @Test("issue 12: grey RGB with a full alpha, in planes, compressed", arguments: [8, 16], [3, 4])
    func greyInOtherForms(bits: Int, samples: Int) throws {
        let folder = try TemporaryFolder()
        let insists = ReadingOptions(allowGreyRGB: true)
        let values: [UInt16] = [0, 40, 80, 120, 160, 200]
        func bytes(_ values: [UInt16]) -> [UInt8] { bits == 8 ? values.map { UInt8($0) } : littleEndian(values) }
        let full: UInt16 = bits == 8 ? 255 : 65535
        let tags: [Int: TIFFBytes.Value] = [
            262: .short([2]), 277: .short([samples]), 258: .short(Array(repeating: bits, count: samples)),
            339: .short(Array(repeating: 1, count: samples)), 338: .short(Array(repeating: 2, count: samples - 3)),
        ].filter { samples == 4 || $0.key != 338 }
        var pixels: [UInt16] = []
        for value in values { pixels += [value, value, value] + (samples == 4 ? [full] : []) }
        let interleaved = TIFFBytes.grey(rows: 2, columns: 3, samples: bytes(pixels), tags: tags)
        var planar = interleaved
        planar.tags[284] = .short([2])
        planar.chunks = Array(repeating: bytes(values), count: 3)
        if samples == 4 { planar.chunks.append(bytes(Array(repeating: full, count: 6))) }
        var strips = planar
        strips.tags[278] = .long([1])
        let half = planar.chunks[0].count / 2
        strips.chunks = planar.chunks.flatMap { [Array($0[..<half]), Array($0[half...])] }
        for (name, page) in [("i.tif", interleaved), ("p.tif", planar), ("s.tif", strips)] {
            let path = try folder.write(name, page)
            expectError(.data, "RGB", "--allow-grey-rgb") { try TIFFVolume.open(path) }
            let volume = try TIFFVolume.open(path, options: insists)
            #expect(volume.sampleType == (bits == 8 ? .uint8 : .uint16))
            #expect(try volume.samples() == bytes(values))
            let region = VoxelRegion(slices: 0..<1, rows: 1..<2, columns: 1..<3)
            #expect(try volume.samples(of: region) == bytes([160, 200]))
            // One sample of the last plane, or of the last pixel: a colour, or an alpha that is not full.
            var coloured = page
            coloured.chunks[page.chunks.count - 1][page.chunks[page.chunks.count - 1].count - 1] ^= 1
            let wrong = try TIFFVolume.open(try folder.write("c.tif", coloured), options: insists)
            expectError(.data, "slice 0 (c.tif) is a colour image") { try wrong.samples() }
        }
    }

    @Test("issue 12: grey with a full alpha")
    func greyWithAlpha() throws {
        let folder = try TemporaryFolder()
        let insists = ReadingOptions(allowGreyRGB: true)
        func write(_ samples: [UInt8], extra: Int) throws -> String {
            try folder.write(
                "a.tif",
                TIFFBytes.grey(
                    rows: 1, columns: 2, samples: samples,
                    tags: [277: .short([2]), 258: .short([8, 8]), 339: .short([1, 1]), 338: .short([extra])]))
        }
        let path = try write([5, 255, 7, 255], extra: 2)
        expectError(.data, "2 samples per pixel", "--allow-grey-rgb") { try TIFFVolume.open(path) }
        #expect(try TIFFVolume.open(path, options: insists).samples() == [5, 7])
        expectError(.data, "alpha is not full") {
            try TIFFVolume.open(try write([5, 255, 7, 254], extra: 2), options: insists).samples()
        }
        expectError(.data, "2 samples per pixel") {
            try TIFFVolume.open(try write([5, 255, 7, 255], extra: 0), options: insists)
        }
    }

    @Test("grey RGB and grey palettes, where a user insists")
    func greyRGB() throws {
        let folder = try TemporaryFolder()
        let insists = ReadingOptions(allowGreyRGB: true)
        let rgb: [Int: TIFFBytes.Value] = [
            262: .short([2]), 277: .short([3]), 258: .short([8, 8, 8]), 339: .short([1, 1, 1]),
        ]
        var grey: [UInt8] = []
        for value in [0, 40, 80, 120, 160, 200] as [UInt8] { grey += [value, value, value] }
        for separated in [false, true] {
            var page = TIFFBytes.grey(rows: 2, columns: 3, samples: grey, tags: rgb)
            if separated {
                page.tags[278] = .long([1])
                page.chunks = [Array(grey[..<9]) + [0], Array(grey[9...])]
            }
            let path = try folder.write("g.tif", page)
            #expect(try TIFFVolume.open(path, options: insists).samples() == [0, 40, 80, 120, 160, 200])
            page.chunks[0][4] = 41
            let coloured = try folder.write("c.tif", page)
            let volume = try TIFFVolume.open(coloured, options: insists)
            expectError(.data, "slice 0 (c.tif)", "row 0") { try volume.samples() }
        }
        let ramp = (0..<256).map { $0 * 257 }
        let wide = (0..<256).map { $0 * 200 + 1 }
        for (map, type, expected) in [
            (ramp, SampleType.uint8, [5, 7]), (ramp.reversed(), .uint8, [250, 248]),
            (wide, .uint16, littleEndian([UInt16(1001), 1401])),
        ] as [([Int], SampleType, [UInt8])] {
            let page = TIFFBytes.grey(
                rows: 1, columns: 2, samples: [5, 7], tags: [262: .short([3]), 320: .short(map + map + map)])
            let volume = try TIFFVolume.open(try folder.write("p.tif", page), options: insists)
            #expect(volume.sampleType == type)
            #expect(try volume.samples() == expected)
        }
        let page = TIFFBytes.grey(
            rows: 1, columns: 2, samples: [5, 7], tags: [262: .short([3]), 320: .short(ramp + ramp + wide)])
        let path = try folder.write("q.tif", page)
        expectError(.data, "palette of colours") { try TIFFVolume.open(path, options: insists) }
    }
}
