import Foundation
import TestSupport
import Testing
import VolumeIO
import VoxelCore

/// A strip or tile whose bytes are not those that were written is refused, or decodes to what was written; where a
/// compression carries neither sizes nor a checksum, to one and the same thing each time.
@Suite("Strips and tiles that were damaged")
struct DamageTests {
    /// What became of damaged files.
    private struct Tally {
        var same = 0
        var other = 0
        var refused = 0
    }

    /// Files of every compression, strips and tiles; those of JPEG and of CCITT where there are samples.
    static let names: [String] = CodecTests.names.filter { !$0.hasPrefix("none") } + ["jpeg_grey.tif"] + faxes

    private static let faxes = [
        "seq/seq-1c-1b-fax3-71f6a21a.tiff", "seq/seq-1c-1b-fax3-fillbits-71f6a21a.tiff",
        "seq/seq-1c-1b-fax3-lsb-71f6a21a.tiff",
    ].filter { tiffFiles(in: "tiff-valid").contains($0) }

    /// Whether a file's compression proves that all is as it was written.
    private static func isChecked(_ name: String) -> Bool {
        ["deflate", "adobe_deflate", "lzma"].contains { name.hasPrefix($0 + "-") }
    }

    private func file(_ name: String) throws -> [UInt8] {
        let url: URL
        if name.hasPrefix("seq/") {
            url = URL(fileURLWithPath: try #require(sampleFolder) + "/tiff-valid/" + name)
        } else if name == "jpeg_grey.tif" {
            url = try #require(Bundle.module.url(forResource: "jpeg_grey", withExtension: "tif"))
        } else {
            url = try #require(Bundle.module.url(forResource: "codecs", withExtension: nil)).appendingPathComponent(
                name)
        }
        return Array(try Data(contentsOf: url))
    }

    /// The samples of slice 0, read into memory of one value, by a reader that held other slices before or none.
    private func samples(of volume: TIFFVolume, over value: UInt8, after slices: [Int], cut: Int) throws -> [UInt8] {
        let reader = try volume.makeReader()
        let columns = 0..<volume.shape.columns - cut
        let size = volume.shape.rows * columns.count * volume.sampleType.byteCount
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
        defer { memory.deallocate() }
        for slice in slices + [0] {
            memory.initializeMemory(as: UInt8.self, repeating: value)
            try reader.read(slice: slice, rows: 0..<volume.shape.rows, columns: columns, into: memory)
        }
        return Array(memory)
    }

    /// The samples of a file's slice 0, straight into the destination and through a buffer; nil where it is refused.
    ///
    /// Whatever is accepted has to be the same each time, whatever the memory held before.
    private func samples(of bytes: [UInt8], in folder: borrowing TemporaryFolder, _ what: String) throws -> [UInt8]? {
        let path = try folder.write("d.tif", bytes)
        do {
            let volume = try TIFFVolume.open(path)
            let others = volume.shape.slices > 1 ? [1] : []
            var read: [[UInt8]] = []
            for cut in [0, 1] {
                let first = try samples(of: volume, over: 0x00, after: [], cut: cut)
                #expect(try samples(of: volume, over: 0xFF, after: others, cut: cut) == first, "\(what)")
                read.append(first)
            }
            return read.flatMap { $0 }
        } catch let error as SimstripError {
            #expect(error.kind == .data, "\(what): \(error)")
            return nil
        }
    }

    /// What becomes of damaged copies of a file.
    private func tally(
        _ name: String, of damage: (_ chunks: StoredChunks, _ file: [UInt8]) -> [(bytes: [UInt8], what: String)]
    ) throws -> Tally {
        let folder = try TemporaryFolder()
        let file = try file(name)
        let original = try #require(try samples(of: file, in: folder, name))
        var tally = Tally()
        for (bytes, what) in damage(try #require(StoredChunks(of: file)), file) {
            switch try samples(of: bytes, in: folder, "\(name) \(what)") {
            case nil: tally.refused += 1
            case original?: tally.same += 1
            default: tally.other += 1
            }
        }
        return tally
    }

    @Test("a tail that is missing", arguments: names)
    func truncated(name: String) throws {
        let tally = try tally(name) { chunks, file in
            chunks.ranges.enumerated().flatMap { index, range -> [(bytes: [UInt8], what: String)] in
                let count = range.count
                let missing = [1, 2, 3, 4, 5, 8, count / 4, count / 2, count * 3 / 4, count - 1]
                return missing.filter { $0 < count }.map { missing in
                    (chunks.truncating(index, to: count - missing, in: file), "\(index) -\(missing)")
                }
            }
        }
        // Every compression knows where it ends: what is accepted, for an end that held nothing, is what it was.
        #expect(tally.other == 0, "\(name): \(tally)")
        #expect(tally.refused > 0, "\(name): \(tally)")
    }

    @Test("Group 4 that ends before its last row")
    func missingRows() throws {
        let folder = try TemporaryFolder()
        func page(_ strip: [UInt8]) -> TIFFBytes.Page {
            TIFFBytes.grey(rows: 8, columns: 8, bits: 1, samples: strip, tags: [259: .short([4])])
        }
        // A bit for every white row, then twice the code that ends the block.
        let whole = try TIFFVolume.open(try folder.write("g.tif", page([0xFF, 0x00, 0x10, 0x01])))
        #expect(try whole.samples() == Array(repeating: 0, count: 64))
        for strip in [[0xF0, 0x01, 0x00, 0x10], [0xF0], [0x00, 0x10, 0x01]] as [[UInt8]] {
            expectError(.data, "strip 0") { try TIFFVolume.open(try folder.write("g.tif", page(strip))).samples() }
        }
    }

    @Test("a second half that is zeros", arguments: names)
    func zeroed(name: String) throws {
        let tally = try tally(name) { chunks, file in
            chunks.ranges.enumerated().flatMap { index, range in
                [2, 4, 8].map { part in
                    var bytes = file
                    for position in range.upperBound - range.count / part..<range.upperBound { bytes[position] = 0 }
                    return (bytes, "\(index) 1/\(part) zeros")
                }
            }
        }
        if DamageTests.isChecked(name) { #expect(tally.other == 0, "\(name): \(tally)") }
    }

    @Test("a single bit that is the other one", arguments: names)
    func flipped(name: String) throws {
        let tally = try tally(name) { chunks, file in
            let bits = chunks.ranges.flatMap { $0.lowerBound * 8..<$0.upperBound * 8 }
            return stride(from: 0, to: bits.count, by: max(1, bits.count / 100 | 1)).map { index in
                var bytes = file
                bytes[bits[index] / 8] ^= 1 << UInt8(bits[index] % 8)
                return (bytes, "bit \(bits[index])")
            }
        }
        if DamageTests.isChecked(name) { #expect(tally.other == 0, "\(name): \(tally)") }
    }
}
