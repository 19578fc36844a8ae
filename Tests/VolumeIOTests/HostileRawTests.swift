import TestSupport
import Testing
import VolumeIO
import VoxelCore

@Suite("Bare samples and headers that are damaged or lead astray")
struct HostileRawTests {
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
