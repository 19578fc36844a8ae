import Foundation
import Glibc
import TestSupport
import Testing
import VolumeIO
import VoxelCore

@Suite("Files that change while they are read, disks that fill while written")
struct FaultTests {
    private func slice(_ value: UInt8, compression: Int = 1) -> TIFFBytes.Page {
        TIFFBytes.grey(rows: 64, columns: 64, samples: Array(repeating: value, count: 64 * 64))
    }

    private func read(_ volume: TIFFVolume, with reader: any VolumeReader, slice: Int) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 64, alignment: 1)
        defer { buffer.deallocate() }
        try reader.read(slice: slice, rows: 0..<64, columns: 0..<64, into: buffer)
    }

    @Test("a slice that disappears, shrinks or is replaced")
    func changes() throws {
        let folder = try TemporaryFolder()
        for index in 0..<4 { try folder.write("r_\(index).tif", slice(UInt8(index))) }
        let volume = try TIFFVolume.open(folder.path)
        let reader = try volume.makeReader()
        try read(volume, with: reader, slice: 0)

        unlink(folder("r_1.tif"))
        expectError(.missingInput, "slice 1 (r_1.tif)", "No such file") { try read(volume, with: reader, slice: 1) }

        truncate(folder("r_2.tif"), 1000)
        expectError(.data, "slice 2 (r_2.tif) changed") { try read(volume, with: reader, slice: 2) }

        // While it is open: the reader has read slice 3 once and keeps its file.
        try read(volume, with: reader, slice: 3)
        truncate(folder("r_3.tif"), 1000)
        expectError(.data, "slice 3 (r_3.tif) cannot be read") { try read(volume, with: reader, slice: 3) }
        // And a reader that failed can go on with what is still there.
        try read(volume, with: reader, slice: 0)
    }

    @Test("a compressed slice that shrinks while it is open")
    func compressed() throws {
        let folder = try TemporaryFolder()
        let source = try #require(Bundle.module.url(forResource: "codecs", withExtension: nil))
            .appendingPathComponent("zstd-1-uint16-le-strips.tif")
        try folder.write("z.tif", try bytes(ofFile: source.path))
        let volume = try TIFFVolume.open(folder("z.tif"))
        let reader = try volume.makeReader()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 37 * 2, alignment: 2)
        defer { buffer.deallocate() }
        try reader.read(slice: 0, rows: 0..<1, columns: 0..<37, into: buffer)
        truncate(folder("z.tif"), 300)
        expectError(.data, "z.tif") { try reader.read(slice: 1, rows: 19..<20, columns: 0..<37, into: buffer) }
    }

    @Test("thousands of files take one descriptor")
    func descriptors() throws {
        let folder = try TemporaryFolder()
        for index in 0..<1500 { try folder.write("r_\(index).tif", slice(UInt8(index % 256))) }
        let volume = try TIFFVolume.open(folder.path, threads: 2)
        let before = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        let reader = try volume.makeReader()
        for index in 0..<1500 { try read(volume, with: reader, slice: index) }
        let after = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        // Other tests run at the same time.
        #expect(after - before < 100)
    }

    @Test("a file-size limit is a full disk")
    func fileSizeLimit() throws {
        let folder = try TemporaryFolder()
        // /dev/full takes the place of a full disk and must not be removed.
        expectError(.output, "No space left") {
            try TIFFImage.write(Map<UInt8>(rows: 1, columns: 1, values: [1]), to: "/dev/full", voxelSize: nil)
        }
        #expect(access("/dev/full", F_OK) == 0)
        try folder.makeFolder("d")
        expectError(.output, "Is a directory") {
            try TIFFImage.write(Map<UInt8>(rows: 1, columns: 1, values: [1]), to: folder("d"), voxelSize: nil)
        }
    }
}
