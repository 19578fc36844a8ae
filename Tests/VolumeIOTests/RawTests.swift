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

    @Test("malformed MetaImage and NRRD headers are refused by what is wrong")
    func hostile() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("v.raw", RawTests.little)
        _ = try folder.write("s1.raw", Array(RawTests.little[..<12]))
        let metaImages: [([String], String)] = [
            (["ElementDataFile = ../v.raw"], "own folder"), (["ElementDataFile = /etc/passwd"], "own folder"),
            (["ElementDataFile = a/../../v.raw"], "own folder"), (["ElementDataFile ="], "own folder"),
            (["ElementType = MET_LONG_LONG", "ElementDataFile = v.raw"], "MET_LONG_LONG"),
            (["ElementNumberOfChannels = 3", "ElementDataFile = v.raw"], "3 values"),
            (["BinaryData = False", "ElementDataFile = v.raw"], "as text"),
            (["NDims = 2", "ElementDataFile = v.raw"], "NDims"),
            (["DimSize = 3 2 -2", "ElementDataFile = v.raw"], "extents"),
            (["DimSize = 3 2 9223372036854775807", "ElementDataFile = v.raw"], "slices"),
            (["DimSize = 9223372036854775807 2 2", "ElementDataFile = v.raw"], "more than a file"),
            (["HeaderSize = 9223372036854775807", "ElementDataFile = v.raw"], "shorter"),
            (["HeaderSize = -2", "ElementDataFile = v.raw"], "HeaderSize"),
            (["HeaderSize = 2", "ElementDataFile = v.raw"], "shorter"),
            (["ElementByteOrderMSB = True", "ElementDataFile = v.raw"], "two byte orders"),
            (["ElementDataFile = s%s.raw 1 2 1"], "%d"), (["ElementDataFile = s%d%d.raw 1 2 1"], "%d"),
            (["ElementDataFile = s%n.raw 1 2 1"], "%d"), (["ElementDataFile = s%d.raw 1 2 0"], "never ends"),
            (["ElementDataFile = s%d.raw 0 9223372036854775807 1"], "more than"),
            (["ElementDataFile = s%d.raw 1 3 1"], "3 files"), (["ElementDataFile = LIST"], "lists no files"),
            (["CompressedData = True", "ElementDataFile = v.raw"], "damaged"),
            (["CompressedData = True", "CompressedDataSize = 99999", "ElementDataFile = v.raw"], "truncated"),
            (["CompressedData = True", "DimSize = 300000 30000 2", "ElementDataFile = v.raw"], "cannot hold"),
            (["ObjectType = Mesh", "ElementDataFile = v.raw"], "Mesh"), (["DimSize = 3 2 2"], "elementdatafile"),
            (["nonsense"], "not a MetaImage"), (["NDims = 3", "NDims = 3", "ElementDataFile = v.raw"], "twice"),
        ]
        for (lines, word) in metaImages {
            let path = try folder.write("v.mhd", RawTests.mhd(lines))
            expectError(.data, word) { try Volume.open(path) }
        }
        let missing = try folder.write("v.mhd", RawTests.mhd(["ElementDataFile = w.raw"]))
        expectError(.missingInput, "w.raw") { try Volume.open(missing) }
        let unordered = try folder.write(
            "v.mhd", Array("NDims = 3\nDimSize = 3 2 2\nElementType = MET_USHORT\nElementDataFile = v.raw\n".utf8))
        expectError(.data, "byte order") { try Volume.open(unordered) }
        let nrrds: [([String], String)] = [
            (["data file: ../v.raw"], "own folder"), (["data file: /dev/zero"], "own folder"),
            (["type: longlong", "data file: v.raw"], "longlong"), (["type: block", "data file: v.raw"], "block"),
            (["encoding: bzip2", "data file: v.raw"], "bzip2"), (["encoding: hex", "data file: v.raw"], "hex"),
            (["encoding: ascii", "data file: v.raw"], "ascii"), (["encoding: gzip", "data file: v.raw"], "damaged"),
            (["encoding: gzip", "byte skip: -1", "data file: v.raw"], "byte skip -1"),
            (["encoding: gzip", "byte skip: 9223372036854775807", "data file: v.raw"], "cannot hold"),
            (["byte skip: 9223372036854775807", ""], "byte skip"), (["byte skip: -2", ""], "byte skip"),
            (["line skip: 9223372036854775807", "data file: v.raw"], "fewer"), (["line skip: -1", ""], "line skip"),
            (["dimension: 4", ""], "dimension"), (["dimension: x", ""], "whole number"),
            (["sizes: 3 2", ""], "dimension"),
            (["endian: middle", ""], "middle"), (["kinds: RGB-color domain domain", ""], "rgb-color"),
            (["kinds: domain", ""], "kinds"), (["kinds: list domain domain", ""], "within a slice"),
            (["space directions: (1,0,0) (1,1,0) (0,0,1)", "data file: v.raw"], "right angles"),
            (["data file: LIST 1", "v.raw"], "axes"), (["data file: LIST x", "v.raw"], "LIST"),
            (["data file: s%d.raw 1"], "step"), (["nonsense"], "field: value"),
            (["endian: little", "endian: little"], "twice"),
            (["sizes: 3 2 99999999999999999999", ""], "extents"),
        ]
        for (lines, word) in nrrds {
            let path = try folder.write("v.nhdr", RawTests.nrrd(lines))
            expectError(.data, word) { try Volume.open(path) }
        }
        for (name, text) in [
            ("v.nrrd", "NRRX0004\n\n"), ("v.nrrd", "NRRD0009\n\n"), ("v.nrrd", ""), ("v.mha", ""), ("v.vgi", ""),
        ] {
            let path = try folder.write(name, Array(text.utf8))
            expectError(.data) { try Volume.open(path) }
        }
    }
}

extension RawTests {
    @Test("packed samples: cut, longer, shorter, with something behind, with every bit flipped")
    func packed() throws {
        let folder = try TemporaryFolder()
        // gzip of the samples, stored: a header of 10 bytes, a block, CRC-32 and size.
        func member(_ bytes: [UInt8]) -> [UInt8] {
            let count = UInt16(bytes.count)
            var stream: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1]
            stream += littleEndian([count, ~count])
            stream += bytes
            stream += littleEndian([crc32(bytes), UInt32(bytes.count)])
            return stream
        }
        let header = RawTests.nrrd(["encoding: gzip", ""])
        let stream = member(RawTests.little)
        let volume = try Volume.open(folder.write("v.nrrd", header + stream))
        #expect(try volume.samples() == RawTests.little && volume.storage.compression == "gzip")
        // Members one behind the other are one stream.
        let twice = member(Array(RawTests.little[..<5])) + member(Array(RawTests.little[5...]))
        #expect(try Volume.open(folder.write("v.nrrd", header + twice)).samples() == RawTests.little)
        // Bytes are passed over once they are unpacked.
        let skipping = RawTests.nrrd(["encoding: gzip", "byte skip: 3", ""]) + member([1, 2, 3] + RawTests.little)
        #expect(try Volume.open(folder.write("v.nrrd", skipping)).samples() == RawTests.little)
        let wrong: [([UInt8], String)] = [
            (stream + [0], "behind the end"), (stream + stream, "longer"),
            (member(Array(RawTests.little.dropLast())), "shorter"),
            (member(RawTests.little + [0]), "longer"),
        ]
        for (bytes, word) in wrong {
            let path = try folder.write("v.nrrd", header + bytes)
            expectError(.data, word) { try Volume.open(path) }
        }
        for length in stream.indices {
            let path = try folder.write("v.nrrd", header + stream[..<length])
            expectError(.data) { try Volume.open(path) }
        }
        for bit in 0..<stream.count * 8 {
            var bytes = stream
            bytes[bit / 8] ^= 1 << (bit % 8)
            let path = try folder.write("v.nrrd", header + bytes)
            // What gzip's header says of time and system is nothing to the samples.
            guard let volume = try? Volume.open(path) else { continue }
            #expect(try volume.samples() == RawTests.little, "bit \(bit)")
        }
    }

    @Test("every single byte of small files changed, and every length")
    func changedBytes() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("v.raw", RawTests.little)
        let originals = [
            ("v.npy", RawTests.npy("{'descr': '<u2', 'fortran_order': True, 'shape': (2, 2, 3), }", RawTests.little)),
            ("v.mha", RawTests.mhd(["ElementSpacing = 0.0014 0.0014 1", "ElementDataFile = LOCAL"]) + RawTests.little),
            ("v.mhd", RawTests.mhd(["HeaderSize = -1", "ElementDataFile = v%d.raw 1 2 1"])),
            (
                "v.nrrd",
                RawTests.nrrd(["space directions: (1,0,0) (0,1,0) (0,0,1)", "space units: \"um\" \"mm\"", ""])
                    + RawTests.little
            ),
            ("v.nhdr", RawTests.nrrd(["byte skip: -1", "data file: v.raw"])),
            (
                "v.vgi",
                Array("{volume1}\n[file1]\nsize=3 2 2\nname=v.raw\ndatatype=unsigned integer\nbitsperelement=16\n".utf8)
            ),
        ]
        for (name, original) in originals {
            for index in original.indices {
                for value in [0, 0x0A, 0x2D, 0x39, 0x80, 0xFF, original[index] ^ 1] as [UInt8] {
                    var bytes = original
                    bytes[index] = value
                    let path = try folder.write(name, bytes)
                    do {
                        let volume = try Volume.open(path)
                        if volume.shape.count < 1 << 12 { _ = try volume.samples() }
                    } catch let error as SimstripError {
                        #expect(error.kind == .data || error.kind == .missingInput, "\(name) byte \(index): \(error)")
                    }
                }
            }
        }
    }
}

/// CRC-32 as gzip has it, bit by bit.
private func crc32(_ bytes: [UInt8]) -> UInt32 {
    var sum = UInt32.max
    for byte in bytes {
        sum ^= UInt32(byte)
        for _ in 0..<8 {
            let low = sum & 1
            sum >>= 1
            if low == 1 { sum ^= 0xEDB8_8320 }
        }
    }
    return ~sum
}
