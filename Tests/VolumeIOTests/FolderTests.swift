import Glibc
import TestSupport
import Testing
import VolumeIO
import VoxelCore

@Suite("Folders and patterns of slices")
struct FolderTests {
    /// A slice of 2 × 3 whose samples are its number.
    private func slice(_ number: Int, rows: Int = 2, columns: Int = 3, bits: Int = 8) -> TIFFBytes.Page {
        TIFFBytes.grey(
            rows: rows, columns: columns, bits: bits,
            samples: Array(repeating: UInt8(number), count: rows * columns * bits / 8))
    }

    private func firstSamples(_ volume: TIFFVolume) throws -> [UInt8] {
        let bytes = try volume.samples()
        return stride(from: 0, to: bytes.count, by: bytes.count / volume.shape.slices).map { bytes[$0] }
    }

    @Test("natural order, any start, any extension, other files and subfolders beside")
    func naturalOrder() throws {
        let folder = try TemporaryFolder()
        for number in [9, 10, 11, 8, 100, 99] + Array(12...98) {
            try folder.write("cell7_im\(number).\(number % 2 == 0 ? "tif" : "TIFF")", slice(number))
        }
        try folder.write("notes.txt", "hello")
        try folder.write("rec.json", "{}")
        try folder.write("._cell7_im9.tif", "resource fork")
        try folder.makeFolder("try_center")
        try folder.write("try_center/recon_1.tif", slice(1))
        for threads in [1, 2, 7] {
            let volume = try TIFFVolume.open(folder.path, threads: threads)
            #expect(volume.shape == VolumeShape(slices: 93, rows: 2, columns: 3))
            #expect(try firstSamples(volume) == (8...100).map { UInt8($0) })
            #expect(volume.files.count == 93)
            #expect(volume.files[0].path == folder("cell7_im8.tif"))
            #expect(volume.files[0].bytes == (try bytes(ofFile: folder("cell7_im8.tif"))).count)
            #expect(volume.warnings.isEmpty)
        }
        #expect(try TIFFVolume.open(folder.path + "/").shape.slices == 93)
    }

    @Test("a pattern chooses")
    func pattern() throws {
        let folder = try TemporaryFolder()
        for number in 0..<4 {
            try folder.write("recon_0000\(number).tiff", slice(number))
            try folder.write("recon_0000\(number)-1.tiff", slice(100 + number))
        }
        expectError(.data, "more than one kind", "recon_#.tiff (4 files)", "recon_#-1.tiff", "recon_?????.tiff") {
            try TIFFVolume.open(folder.path)
        }
        #expect(try firstSamples(TIFFVolume.open(folder("recon_?????.tiff"))) == [0, 1, 2, 3])
        #expect(try firstSamples(TIFFVolume.open(folder("recon_*-1.tiff"))) == [100, 101, 102, 103])
        #expect(try firstSamples(TIFFVolume.open(folder("recon_0000[12].tiff"))) == [1, 2])
        expectError(.missingInput, "nothing matches") { try TIFFVolume.open(folder("other_*.tif")) }
        try folder.write("recon.txt", "")
        expectError(.missingInput, "no .tif", "recon.txt") { try TIFFVolume.open(folder("*.txt")) }
    }

    @Test("a folder whose name looks like a pattern is a folder")
    func bracketedFolder() throws {
        let folder = try TemporaryFolder()
        try folder.makeFolder("scan[1]*")
        try folder.write("scan[1]*/a_1.tif", slice(1))
        try folder.write("scan[1]*/a_2.tif", slice(2))
        #expect(try TIFFVolume.open(folder("scan[1]*")).shape.slices == 2)
    }

    @Test("missing and empty")
    func missing() throws {
        let folder = try TemporaryFolder()
        expectError(.missingInput, "no file or folder") { try TIFFVolume.open(folder("nowhere")) }
        expectError(.missingInput, "no .tif") { try TIFFVolume.open(folder.path) }
        try folder.write("a.h5", "x")
        expectError(.missingInput, "no .tif", "1 files") { try TIFFVolume.open(folder.path) }
        expectError(.missingInput) { try TIFFVolume.open("") }
    }

    @Test("a missing number")
    func gap() throws {
        let folder = try TemporaryFolder()
        for number in [3, 4, 6, 9] { try folder.write("recon_0000\(number).tif", slice(number)) }
        expectError(
            .data, "number 5 is missing", "recon_00004.tif and recon_00006.tif", "3: 5, 7 to 8", "--allow-gaps"
        ) {
            try TIFFVolume.open(folder.path)
        }
        let volume = try TIFFVolume.open(folder.path, options: ReadingOptions(allowGaps: true))
        #expect(try firstSamples(volume) == [3, 4, 6, 9])
        #expect(volume.warnings.map(\.code) == ["slice_gaps"])
    }

    @Test("a duplicate number")
    func duplicate() throws {
        let folder = try TemporaryFolder()
        for name in ["recon_0.tif", "recon_1.tif", "recon_0001.tif", "recon_2.tif"] {
            try folder.write(name, slice(1))
        }
        expectError(.data, "number 1 is there twice", "recon_0001.tif and recon_1.tif") {
            try TIFFVolume.open(folder.path)
        }
        expectError(.data, "twice") { try TIFFVolume.open(folder.path, options: ReadingOptions(allowGaps: true)) }
    }

    @Test("runs, timestamps and names without numbers")
    func families() throws {
        let folder = try TemporaryFolder()
        for number in 0..<3 {
            try folder.write("s1_\(number).tif", slice(number))
            try folder.write("s2_\(number).tif", slice(number))
        }
        expectError(.data, "s1_#.tif (3 files)", "s2_#.tif (3 files)", "s1_*.tif") { try TIFFVolume.open(folder.path) }

        let stamped = try TemporaryFolder()
        for (number, time) in [(1, 120_001), (2, 120_517), (3, 121_002)] {
            try stamped.write("img_\(number)_2022_\(time).tif", slice(number))
        }
        #expect(try firstSamples(TIFFVolume.open(stamped.path)) == [1, 2, 3])

        let named = try TemporaryFolder()
        try named.write("bottom.tif", slice(1))
        try named.write("top.tif", slice(2))
        expectError(.data, "top.tif, bottom.tif") { try TIFFVolume.open(named.path) }
    }

    @Test("a slice of another size or type names slice, file, found and expected")
    func misfits() throws {
        let folder = try TemporaryFolder()
        for number in 0..<5 { try folder.write("r_\(number).tif", slice(number)) }
        try folder.write("r_3.tif", slice(3, rows: 3, columns: 2))
        for threads in [1, 3] {
            expectError(.data, "slice 3 (r_3.tif) is 3 × 2, the stack is 2 × 3") {
                try TIFFVolume.open(folder.path, threads: threads)
            }
        }
        for number in 10...12 { try folder.write("r_\(number).tif", slice(number, rows: 4)) }
        for number in 5...9 { try folder.write("r_\(number).tif", slice(number)) }
        try folder.write("r_3.tif", slice(3))
        expectError(
            .data, "slice 10 (r_10.tif) is 4 × 3", "3 slices differ from the first (r_10.tif, r_11.tif, r_12.tif)",
            "move what is not"
        ) { try TIFFVolume.open(folder.path) }
        for number in 0...9 { try folder.write("s_000\(number).tif", slice(number)) }
        for number in 10...19 { try folder.write("s_00\(number).tif", slice(number, rows: 4)) }
        expectError(.data, "10 slices differ", "s_000*.tif'") { try TIFFVolume.open(folder("s_*")) }
        #expect(try TIFFVolume.open(folder("s_000*.tif")).shape.slices == 10)
        for name in (0...19).map({ "s_00\($0 < 10 ? "0" : "")\($0).tif" }) { unlink(folder(name)) }
        for number in 5...12 { unlink(folder("r_\(number).tif")) }
        try folder.write("r_3.tif", slice(3, bits: 16))
        expectError(.data, "slice 3 (r_3.tif) is uint16, the stack is uint8") { try TIFFVolume.open(folder.path) }
        try folder.write("r_3.tif", "This is no picture, it is a text.")
        expectError(.data, "slice 3 (r_3.tif) is not a TIFF image", "'This is '") { try TIFFVolume.open(folder.path) }
        try folder.write("r_3.tif", "")
        expectError(.data, "slice 3 (r_3.tif) is an empty file") { try TIFFVolume.open(folder.path) }
        let whole = TIFFBytes(pages: [slice(3)]).bytes
        for length in [4, 12, whole.count - 4] {
            try folder.write("r_3.tif", Array(whole[..<length]))
            expectError(.data, "slice 3 (r_3.tif) is t") { try TIFFVolume.open(folder.path) }
        }
        let pages = TIFFBytes(pages: [slice(3), slice(4)]).bytes
        try folder.write("r_3.tif", pages)
        expectError(.data, "slice 3 (r_3.tif) has 2 pages") { try TIFFVolume.open(folder.path) }
    }

    @Test("a folder that holds one multi-page file is that file")
    func oneStack() throws {
        let folder = try TemporaryFolder()
        try folder.write("stack.tif", TIFFBytes(pages: (0..<4).map { slice($0) }).bytes)
        let volume = try TIFFVolume.open(folder.path)
        #expect(try firstSamples(volume) == [0, 1, 2, 3])
        #expect(volume.files.count == 1)
        #expect(volume.pages == 4)
    }

    @Test("colour, palette and more than one sample per pixel are refused with a hint")
    func colour() throws {
        let folder = try TemporaryFolder()
        let zeros = [UInt8](repeating: 0, count: 64)
        for (photometric, samples, words) in [
            (2, 3, ["RGB", "--allow-grey-rgb"]), (3, 1, ["palette", "--allow-grey-rgb"]), (5, 4, ["CMYK"]),
            (1, 2, ["2 samples per pixel"]), (8, 3, ["CIELAB"]),
        ] {
            let page = TIFFBytes.grey(
                rows: 2, columns: 2, samples: zeros,
                tags: [
                    262: .short([photometric]), 277: .short([samples]),
                    258: .short(Array(repeating: 8, count: samples)),
                    339: .short(Array(repeating: 1, count: samples)),
                    320: .short(Array(repeating: 7, count: 768)),
                ])
            try folder.write("c.tif", page)
            expectError(.data, words[0], words.last ?? "", "save") { try TIFFVolume.open(folder("c.tif")) }
        }
    }

    @Test("an orientation other than top-left is refused", arguments: 2...8)
    func orientation(value: Int) throws {
        let folder = try TemporaryFolder()
        let page = TIFFBytes.grey(rows: 2, columns: 2, samples: [1, 2, 3, 4], tags: [274: .short([value])])
        try folder.write("o.tif", page)
        expectError(.data, "orientation \(value)") { try TIFFVolume.open(folder("o.tif")) }
    }

    @Test("issue 12: links that lead nowhere are slices that are missing", arguments: [0, 2, 4])
    func deadLinks(number: Int) throws {
        let folder = try TemporaryFolder()
        for index in 0..<5 where index != number { try folder.write("r_\(index).tif", slice(index)) }
        symlink("../.git/annex/objects/xx/r", folder("r_\(number).tif"))
        symlink("nowhere", folder("notes.txt"))
        for path in [folder.path, folder("r_*.tif"), folder("r_?.tif")] {
            expectError(
                .data, "1 slice is", "r_\(number).tif is a link to '../.git/annex/objects/xx/r'", "git annex get",
                "--allow-gaps"
            ) { try TIFFVolume.open(path) }
            let volume = try TIFFVolume.open(path, options: ReadingOptions(allowGaps: true))
            #expect(volume.shape.slices == 4)
            #expect(volume.warnings.map(\.code).prefix(1) == ["slices_lost"])
        }
        expectError(.missingInput, "is a link to", "annex") { try TIFFVolume.open(folder("r_\(number).tif")) }
        // A link that leads to a slice is a slice.
        unlink(folder("r_\(number).tif"))
        let store = try TemporaryFolder()
        symlink(try store.write("any", slice(number)), folder("r_\(number).tif"))
        #expect(try firstSamples(TIFFVolume.open(folder.path)) == [0, 1, 2, 3, 4])
    }

    @Test("issue 12: folders, pipes, loops, unfinished and packed files in the place of a slice")
    func lostSlices() throws {
        for (word, place) in [
            ("is a folder", { (path: String) in _ = mkdir(path, 0o755) }),
            ("is not a regular file", { (path: String) in _ = mkfifo(path, 0o644) }),
            ("is a link to", { (path: String) in _ = symlink("r_4.tif", path) }),
            ("is not complete, or packed", { (path: String) in close(creat(path + ".part", 0o644)) }),
            ("is not complete, or packed", { (path: String) in close(creat(path + ".gz", 0o644)) }),
        ] {
            let folder = try TemporaryFolder()
            for index in 0..<4 { try folder.write("r_\(index).tif", slice(index)) }
            place(folder("r_4.tif"))
            expectError(.data, "r_4.tif", word) { try TIFFVolume.open(folder.path) }
            #expect(
                try TIFFVolume.open(folder.path, options: ReadingOptions(allowGaps: true)).warnings.map(\.code)
                    == ["slices_lost"])
        }
        let dead = try TemporaryFolder()
        symlink("nowhere", dead("r_0.tif"))
        expectError(.data, "1 slice is", "r_0.tif is a link to 'nowhere'") { try TIFFVolume.open(dead.path) }
        let packed = try TemporaryFolder()
        try packed.write("r_0.tif.gz", "packed")
        expectError(.missingInput, "no .tif") { try TIFFVolume.open(packed.path) }
        let folder = try TemporaryFolder()
        for index in 0..<4 { try folder.write("r_\(index).tif", slice(index)) }
        // What is there already, and folders of another name.
        try folder.write("r_3.tif.gz", "packed")
        try folder.makeFolder("previews.tif")
        try folder.write("backup.tif.gz", "packed")
        #expect(try TIFFVolume.open(folder.path).shape.slices == 4)
    }

    @Test("issue 12: metadata that tells of more slices than the folder has")
    func promisedSlices() throws {
        let folder = try TemporaryFolder()
        let ome =
            "<OME><Image><Pixels DimensionOrder=\"XYZCT\" Type=\"uint8\" SizeX=\"3\" SizeY=\"2\" SizeZ=\"5\" SizeC=\"1\""
            + " SizeT=\"1\"><TiffData/></Pixels></Image></OME>"
        for description in [ome, #"{"shape": [5, 2, 3]}"#] {
            for index in 1..<5 {
                var page = slice(index)
                page.tags[270] = .text(description)
                try folder.write("r_\(index).tif", page)
            }
            let volume = try TIFFVolume.open(folder.path)
            #expect(volume.shape.slices == 4)
            #expect(volume.warnings.map(\.code) == ["slice_count"])
            #expect(volume.warnings[0].message.contains("tells of 5 slices"))
            var page = slice(5)
            page.tags[270] = .text(description)
            try folder.write("r_5.tif", page)
            #expect(try TIFFVolume.open(folder.path).warnings.isEmpty)
            unlink(folder("r_5.tif"))
        }
    }

    @Test("issue 12: ImageJ's signed slices, and slices of which some are signed")
    func signedSlices() throws {
        let folder = try TemporaryFolder()
        func write(_ index: Int, _ lines: String) throws {
            let page = TIFFBytes.grey(
                rows: 1, columns: 2, bits: 16, samples: littleEndian([UInt16(32768), 32767]),
                tags: [270: .text("ImageJ=1.53t\n" + lines)])
            try folder.write("r_\(index).tif", page)
        }
        for index in 0..<3 { try write(index, "cf=0\nc0=-32768.0\nc1=1.0\nvunit=Gray Value\n") }
        let volume = try TIFFVolume.open(folder.path)
        #expect(volume.sampleType == .int16)
        #expect(try volume.samples() == littleEndian([Int16(0), -1, 0, -1, 0, -1]))
        try write(2, "")
        expectError(.data, "mean different things", "r_2.tif") { try TIFFVolume.open(folder.path) }
    }

    @Test("issue 12: multi-page files in a folder: which to give")
    func partsOfScan() throws {
        let folder = try TemporaryFolder()
        for index in 0..<2 {
            try folder.write("scan_\(index).tif", TIFFBytes(pages: [slice(index), slice(index + 1)]).bytes)
        }
        expectError(.data, "has 2 pages", "scan_0.tif'", "join them") { try TIFFVolume.open(folder.path) }
    }

    @Test(
        "issue 12: signed and decimal numbers are not taken for several scans, of which a pattern would read one",
        arguments: [
            (["z_-2", "z_-1", "z_0", "z_1"], "with a sign"), (["z_n1", "z_0", "z_p1"], "with a sign"),
            (["zn2", "zn1", "zp0", "zp1"], "with a sign"), (["z-1", "z+1"], "with a sign"),
            (["z_-0.5", "z_0.0", "z_0.5"], "with a sign"), (["z_0.0", "z_0.5", "z_1.0", "z_1.5"], "decimal"),
            (["z_0", "z_0.5", "z_1", "z_1.5"], "decimal"),
        ])
    func otherNumbers(names: [String], words: String) throws {
        let folder = try TemporaryFolder()
        for (index, name) in names.enumerated() { try folder.write(name + ".tif", slice(index)) }
        do {
            _ = try TIFFVolume.open(folder.path)
            Issue.record("no error was thrown")
        } catch let error as SimstripError {
            #expect(error.kind == .data)
            #expect(error.message.contains(words), "\(error.message)")
            #expect(!error.message.contains("*"), "\(error.message)")
        }
    }

    @Test("issue 12: a pattern is proposed only where it opens")
    func checkedPatterns() throws {
        let folder = try TemporaryFolder()
        for number in [0, 1, 3, 4] { try folder.write("a_\(number).tif", slice(number)) }
        for number in 0..<3 { try folder.write("b_\(number).tif", slice(number)) }
        // a_*.tif would be refused for its gap.
        expectError(.data, "more than one kind", "b_*.tif'") { try TIFFVolume.open(folder.path) }
        unlink(folder("b_1.tif"))
        expectError(.data, "more than one kind", "none is complete", "a_*.tif'", "--allow-gaps") {
            try TIFFVolume.open(folder.path)
        }
        let sizes = try TemporaryFolder()
        for number in 0..<9 { try sizes.write("r_\(number).tif", slice(number, rows: number % 2 == 0 ? 2 : 3)) }
        expectError(.data, "4 slices differ", "move what is not") { try TIFFVolume.open(sizes.path) }
    }

    @Test("issue 12: slices one level deeper, and files of another kind")
    func insteadOfSlices() throws {
        let folder = try TemporaryFolder()
        try folder.write("notes.txt", "hello")
        try folder.makeFolder("rec")
        expectError(.missingInput, "no .tif") { try TIFFVolume.open(folder.path) }
        for number in 0..<3 { try folder.write("rec/r_\(number).tif", slice(number)) }
        expectError(.missingInput, "no .tif", "its folder 'rec' holds 3", "give '\(folder("rec"))'") {
            try TIFFVolume.open(folder.path)
        }
        let other = try TemporaryFolder()
        try other.write("scan.h5", [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A] + [UInt8](repeating: 0, count: 64))
        expectError(.missingInput, "no .tif", "scan.h5") { try TIFFVolume.open(other.path) }
        expectError(.data, "not a TIFF image", "HDF5") { try TIFFVolume.open(other("scan.h5")) }
        for (bytes, words) in [
            (Array("/annex/objects/MD5E-s1--0.tif\n".utf8), "git annex get"),
            (Array("version https://git-lfs.github.com/spec/v1\n".utf8), "git lfs pull"),
            ([UInt8](repeating: 0, count: 600), "copy it again"),
            ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "PNG"),
            (Array("What is this?".utf8), "save it as TIFF"),
        ] {
            try other.write("a.tif", bytes)
            expectError(.data, "not a TIFF image", words) { try TIFFVolume.open(other("a.tif")) }
        }
    }

    @Test("issue 12: a truncated slice: what to do")
    func truncatedSlice() throws {
        let folder = try TemporaryFolder()
        let whole = TIFFBytes(pages: [slice(3)]).bytes
        try folder.write("r.tif", Array(whole[..<(whole.count - 4)]))
        expectError(.data, "truncated", "copy it again") { try TIFFVolume.open(folder("r.tif")) }
    }

    @Test("issue 12: one slice of a folder is told from a volume")
    func singleSlice() throws {
        let folder = try TemporaryFolder()
        for number in 0..<3 { try folder.write("r_\(number).tif", slice(number)) }
        let volume = try TIFFVolume.open(folder("r_1.tif"))
        #expect(volume.warnings.map(\.code) == ["single_slice"])
        #expect(volume.warnings[0].message.contains("3 slices in '\(folder.path)'"))
        let alone = try TemporaryFolder()
        #expect(try TIFFVolume.open(alone.write("r_1.tif", slice(1))).warnings.isEmpty)
        try alone.write("other.tif", slice(1))
        #expect(try TIFFVolume.open(alone("r_1.tif")).warnings.isEmpty)
    }

    @Test("what is not a regular file does not make the reader wait")
    func notAFile() throws {
        expectError(.data, "not a regular file") { try TIFFVolume.open("/dev/null") }
    }
}
