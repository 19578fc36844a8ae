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
