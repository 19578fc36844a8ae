import TestSupport
import Testing
import VolumeIO
import VoxelCore

@Suite("Bare samples and headers, built byte by byte")
struct RawTests {
    /// Two slices of 2 × 3 samples.
    static let shape = VolumeShape(slices: 2, rows: 2, columns: 3)
    static let numbers: [UInt16] = [1, 2, 3, 256, 5, 6, 7, 8, 9, 10, 11, 65535]
    static var little: [UInt8] { littleEndian(numbers) }
    static var big: [UInt8] { bigEndian(numbers) }

    static func npy(_ header: String, _ samples: [UInt8], version: UInt8 = 1) -> [UInt8] {
        let text = Array(header.utf8) + [0x0A]
        let length = version == 1 ? littleEndian([UInt16(text.count)]) : littleEndian([UInt32(text.count)])
        return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + text + samples
    }

    private func read(_ volume: Volume) throws {
        #expect(volume.shape == RawTests.shape)
        #expect(volume.sampleType == .uint16)
        #expect(try volume.samples() == RawTests.little)
    }

    private func open(_ name: String, _ files: [String: [UInt8]], raw: RawForm? = nil) throws -> Volume {
        let folder = try TemporaryFolder()
        for (name, bytes) in files { _ = try folder.write(name, bytes) }
        let volume = try Volume.open(folder.path + "/" + name, options: ReadingOptions(raw: raw))
        try read(volume)
        return volume
    }

    @Test("--raw: both byte orders, an offset, a file for each slice")
    func raw() throws {
        var form = RawForm(shape: RawTests.shape, sampleType: .uint16)
        var volume = try open("v.raw", ["v.raw": RawTests.little], raw: form)
        #expect(volume.storage.format == "raw" && volume.storage.byteOrder == "little")
        form.isBigEndian = true
        form.offset = 5
        volume = try open("v.vol", ["v.vol": [1, 2, 3, 4, 5] + RawTests.big], raw: form)
        #expect(volume.storage.byteOrder == "big")
        form = RawForm(shape: RawTests.shape, sampleType: .uint16, offset: 2)
        volume = try open(
            "s_*.raw",
            ["s_9.raw": [0, 0] + RawTests.little[..<12], "s_10.raw": [0, 0] + RawTests.little[12...]], raw: form)
        #expect(volume.files.map(\.path.last) == ["w", "w"] && volume.files.count == 2)
    }

    @Test("what a .vol.info beside a .vol says is proposed, where the size fits", arguments: [false, true])
    func volInfo(isBig: Bool) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("v.vol", isBig ? RawTests.big : RawTests.little)
        expectError(.data, "bare samples", "--raw z,y,x,TYPE") { try Volume.open(path) }
        let shape = RawTests.shape
        let text =
            "! PyHST_SLAVE VOLUME INFO FILE\nNUM_X =  \(shape.columns)\nNUM_Y =  \(shape.rows)\nNUM_Z =  \(shape.slices)\n"
            + "voxelSize =  0.650000\nBYTEORDER = \(isBig ? "HIGHBYTEFIRST" : "LOWBYTEFIRST")\n"
        _ = try folder.write("v.vol.info", Array(text.utf8))
        let form = RawForm(shape: shape, sampleType: .uint16, isBigEndian: isBig)
        expectError(.data, "v.vol.info and its size say", "--raw \(form)") { try Volume.open(path) }
        let volume = try Volume.open(path, options: ReadingOptions(raw: form))
        try read(volume)
        _ = try folder.write("v.vol.info", Array(text.replacing("NUM_X =", with: "NUM_X = 1").utf8))
        expectError(.data, "--raw z,y,x,TYPE") { try Volume.open(path) }
    }

    @Test("sizes that do not fit are told with what would")
    func sizes() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("v.raw", [0, 0, 0] + RawTests.little)
        var options = ReadingOptions(raw: RawForm(shape: RawTests.shape, sampleType: .uint16))
        expectError(.data, "longer than --raw", "24 bytes", "the file has 27", "offset=3") {
            try Volume.open(path, options: options)
        }
        options.raw?.offset = 4
        expectError(.data, "shorter", "from byte 4 on", "27") { try Volume.open(path, options: options) }
        options.raw = RawForm(shape: RawTests.shape, sampleType: .uint32)
        expectError(.data, "shorter", "48 bytes") { try Volume.open(path, options: options) }
        options.raw = RawForm(shape: RawTests.shape, sampleType: .uint8, offset: 3)
        expectError(.data, "longer", "2 bytes each") { try Volume.open(path, options: options) }
        options.raw = RawForm(shape: VolumeShape(slices: 1 << 20, rows: .max, columns: 9), sampleType: .uint8)
        expectError(.data, "more than a file can hold") { try Volume.open(path, options: options) }
        options.raw = RawForm(shape: RawTests.shape, sampleType: .uint16)
        expectError(.missingInput, "there is no file") { try Volume.open(folder.path + "/w.raw", options: options) }
        expectError(.usage, "folder") { try Volume.open(folder.path, options: options) }
    }

    @Test("NumPy: 2 and 4 axes, Python 2's integers, and what is refused")
    func numPy() throws {
        _ = try open(
            "v.npy",
            ["v.npy": RawTests.npy("{'descr': '<u2', 'fortran_order': False, 'shape': (2, 2, 3), }", RawTests.little)])
        _ = try open(
            "v.npy",
            [
                "v.npy": RawTests.npy(
                    "{'descr': '>u2', 'fortran_order': False, 'shape': (1, 2L, 1, 2L, 3), }", RawTests.big, version: 2)
            ])
        // z fastest.
        var turned: [UInt16] = []
        for x in 0..<3 {
            for y in 0..<2 {
                for z in 0..<2 { turned.append(RawTests.numbers[(z * 2 + y) * 3 + x]) }
            }
        }
        _ = try open(
            "v.npy",
            [
                "v.npy": RawTests.npy(
                    "{'descr': '>u2', 'fortran_order': True, 'shape': (2, 2, 3)}", bigEndian(turned), version: 3)
            ])
        let folder = try TemporaryFolder()
        let headers = [
            ("{'descr': '<i8', 'fortran_order': False, 'shape': (2, 2, 3), }", "64-bit integers"),
            ("{'descr': '|O', 'fortran_order': False, 'shape': (2, 2, 3), }", "never loaded"),
            ("{'descr': [('a', '<u2')], 'fortran_order': False, 'shape': (2, 2, 3), }", "records"),
            ("{'descr': '<c8', 'fortran_order': False, 'shape': (2, 2, 3), }", "complex"),
            ("{'descr': '<u2', 'fortran_order': False, 'shape': (2, 2, 3, 2), }", "4 axes"),
            ("{'descr': '<u2', 'fortran_order': False, 'shape': (12,), }", "one axis"),
            ("{'descr': '<u2', 'fortran_order': False, 'shape': (), }", "no axes"),
            ("{'descr': '<u2', 'fortran_order': False, 'shape': (0, 2, 3), }", "no samples"),
            ("{'descr': '<u2', 'fortran_order': False, 'shape': (2, 2, -3), }", "damaged"),
            ("{'descr': '<u2', 'fortran_order': False, 'shape': (99999999999999999999, 2, 3), }", "damaged"),
            ("{'descr': '<u2', 'fortran_order': False, 'shape': (4611686018427387904, 4, 4), }", "slices"),
            ("{'descr': '<u2', 'fortran_order': False, 'shape': (2, 4611686018427387904, 4), }", "more than a file"),
            ("{'descr': '<u2', 'descr': '<u2', 'fortran_order': False, 'shape': (2, 2, 3), }", "damaged"),
            ("{'descr': '<u2', 'shape': (2, 2, 3), }", "damaged"), ("{'descr", "damaged"), ("", "damaged"),
            ("{'descr': '<u2', 'fortran_order': False, 'shape': (3, 2, 3), }", "shorter"),
            ("{'descr': '<u2', 'fortran_order': False, 'shape': (1, 2, 3), }", "longer"),
            ("{'descr': __import__('os'), 'fortran_order': False, 'shape': (2, 2, 3), }", "damaged"),
        ]
        for (header, word) in headers {
            let path = try folder.write("v.npy", RawTests.npy(header, RawTests.little))
            expectError(.data, "v.npy", word) { try Volume.open(path) }
        }
        let good = RawTests.npy("{'descr': '<u2', 'fortran_order': False, 'shape': (2, 2, 3), }", RawTests.little)
        for length in good.indices {
            let path = try folder.write("v.npy", Array(good[..<length]))
            expectError(.data) { try Volume.open(path) }
        }
    }

    static func mhd(_ lines: [String], packed: Bool = false) -> [UInt8] {
        let own = Set(lines.map { String($0.prefix { $0 != " " }) })
        let standard = [
            "ObjectType = Image", "NDims = 3", "BinaryDataByteOrderMSB = False", "DimSize = 3 2 2",
            "ElementType = MET_USHORT",
        ]
        let rest = standard.filter { !own.contains(String($0.prefix { $0 != " " })) }
        return Array(((rest + lines).joined(separator: "\r\n") + "\n").utf8)
    }

    @Test("MetaImage: a file, LOCAL, a list, numbers, HeaderSize, both byte orders")
    func metaImage() throws {
        let (low, high) = (Array(RawTests.little[..<12]), Array(RawTests.little[12...]))
        var volume = try open("v.mhd", ["v.mhd": RawTests.mhd(["ElementDataFile = v.raw"]), "v.raw": RawTests.little])
        #expect(volume.voxelSize == nil && volume.storage.format == "MetaImage" && volume.files.count == 2)
        volume = try open(
            "v.mha",
            [
                "v.mha": RawTests.mhd(["ElementSpacing = 0.0014 0.0007 0.002", "ElementDataFile = LOCAL"])
                    + RawTests.little
            ])
        #expect(volume.voxelSize?.micrometres == [2, 0.7, 1.4] && volume.files.count == 1)
        volume = try open(
            "v.mha",
            [
                "v.mha": RawTests.mhd([
                    "ElementSize = 1 1 1", "DistanceUnits = um", "ElementByteOrderMSB = True",
                    "BinaryDataByteOrderMSB = True", "ElementDataFile = LOCAL",
                ]) + RawTests.big
            ])
        #expect(volume.voxelSize?.micrometres == [1, 1, 1])
        volume = try open(
            "v.mhd",
            [
                "v.mhd": RawTests.mhd(["HeaderSize = -1", "ElementSpacing = 1 1 1", "ElementDataFile = v.raw"]),
                "v.raw": [7, 7, 7] + RawTests.little,
            ])
        #expect(volume.voxelSize == nil && volume.warnings.map(\.code) == ["voxel_size_unreadable"])
        _ = try open(
            "v.mhd",
            [
                "v.mhd": RawTests.mhd(["HeaderSize = 2", "ElementDataFile = LIST", "b/x.raw", "a.raw"]),
                "a.raw": [0, 0] + high, "b/x.raw": [0, 0] + low,
            ])
        _ = try open(
            "v.mhd", ["v.mhd": RawTests.mhd(["ElementDataFile = s%03d.raw 4 6 2"]), "s004.raw": low, "s006.raw": high])
        _ = try open("v.mhd", ["v.mhd": RawTests.mhd(["ElementDataFile = s%d.raw"]), "s1.raw": low, "s2.raw": high])
    }

    static func nrrd(_ lines: [String]) -> [UInt8] {
        let own = Set(lines.map { String($0.prefix { $0 != ":" }) })
        let standard = ["dimension: 3", "sizes: 3 2 2", "type: unsigned short int", "encoding: raw", "endian: little"]
        let rest = standard.filter { !own.contains(String($0.prefix { $0 != ":" })) }
        return Array((["NRRD0004", "# a comment"] + rest + lines).joined(separator: "\n").utf8) + [0x0A]
    }

    @Test("NRRD: attached, detached, lists, numbers, skips, directions and units")
    func nrrd() throws {
        let (low, high) = (Array(RawTests.little[..<12]), Array(RawTests.little[12...]))
        var volume = try open(
            "v.nrrd", ["v.nrrd": RawTests.nrrd(["key:=value", "spacings: 0.0014 0.0007 0.002", ""]) + RawTests.little])
        #expect(volume.voxelSize?.micrometres == [2, 0.7, 1.4])
        #expect(volume.voxelSizeSource == "NRRD, in mm as no unit is named")
        volume = try open(
            "v.nrrd",
            [
                "v.nrrd": RawTests.nrrd([
                    "endian: big", "space dimension: 3", "space directions: (0,1.4,0) (0,0,-0.7) (2,0,0)",
                    "space units: \"um\" \"um\" \"µm\"", "",
                ]) + RawTests.big
            ])
        #expect(volume.voxelSize?.micrometres == [2, 0.7, 1.4] && volume.voxelSizeSource == "NRRD")
        volume = try open(
            "v.nrrd",
            [
                "v.nrrd": RawTests.nrrd([
                    "dimension: 4", "sizes: 1 3 2 2", "kinds: vector domain domain domain",
                    "space directions: none (1,0,0) (0,1,0) (0,0,1)", "",
                ]) + RawTests.little
            ])
        #expect(volume.voxelSize == nil && volume.warnings.map(\.code) == ["voxel_size_unreadable"])
        volume = try open(
            "v.nrrd",
            ["v.nrrd": RawTests.nrrd(["kinds: domain domain time", "spacings: 0.6 0.8 nan", ""]) + RawTests.little])
        #expect(volume.warnings.map(\.code) == ["read_as_slices", "voxel_size_unreadable"])
        _ = try open(
            "v.nhdr",
            [
                "v.nhdr": RawTests.nrrd(["datafile: v.raw", "line skip: 2", "byte skip: 1"]),
                "v.raw": Array("a\nbb\n.".utf8) + RawTests.little,
            ])
        _ = try open(
            "v.nhdr",
            [
                "v.nhdr": RawTests.nrrd(["byteskip: -1", "data file: ./v.raw"]),
                "v.raw": Array("anything".utf8) + RawTests.little,
            ])
        _ = try open(
            "v.nhdr", ["v.nhdr": RawTests.nrrd(["data file: LIST", "x.raw", "a.raw"]), "a.raw": high, "x.raw": low])
        _ = try open(
            "v.nhdr", ["v.nhdr": RawTests.nrrd(["data file: s%02d.raw 2 1 -1 2"]), "s01.raw": high, "s02.raw": low])
    }

    @Test("VGI: the file as its own section says, resolution and unit")
    func vgi() throws {
        let header = """
            {volume1}
            [representation]
            size = 3 2 2
            datatype = float
            bitsperelement = 32
            [file1]
            SkipHeader = 4
            FileFormat = raw
            Size = 3 2 2
            Name = D:\\scans\\v.vol
            Datatype = unsigned integer
            BitsPerElement = 16
            {volumeprimitive12}
            [geometry]
            resolution = 0.0014 0.0014 0.0028
            unit = mm
            """
        let volume = try open("v.vgi", ["v.vgi": Array(header.utf8), "v.vol": [0, 0, 0, 0] + RawTests.little])
        #expect(volume.voxelSize?.micrometres == [2.8, 1.4, 1.4])
        #expect(volume.voxelSizeSource == "VGI" && volume.storage.format == "VGI")
        let plain = header.replacing("SkipHeader", with: "HeaderSkip").replacing("0.0014 0.0014 0.0028", with: "1 1 1")
        let unset = try open("v.vgi", ["v.vgi": Array(plain.utf8), "v.vol": [0, 0, 0, 0] + RawTests.little])
        #expect(unset.voxelSize == nil)
        let folder = try TemporaryFolder()
        _ = try folder.write("v.vol", RawTests.little)
        for (old, new, word) in [
            ("SkipHeader = 4", "SkipHeader = -4", "SkipHeader"), ("FileFormat = raw", "FileFormat = ept", "ept"),
            ("[file1]", "[file7]", "no section"), ("BitsPerElement = 16", "BitsPerElement = 64", "64"),
            ("{volumeprimitive12}", "[file2]", "several"), ("SkipHeader = 4", "SkipHeader = 1", "shorter"),
            ("Size = 3 2 2", "Size = 3 x 2", "extents"),
        ] {
            let path = try folder.write("v.vgi", Array(header.replacing(old, with: new).utf8))
            expectError(.data, word) { try Volume.open(path) }
        }
        let path = try folder.write("v.vgi", Array(header.replacing("v.vol", with: "w.vol").utf8))
        expectError(.missingInput, "w.vol") { try Volume.open(path) }
    }
}
