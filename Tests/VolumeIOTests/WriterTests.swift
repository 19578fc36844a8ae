import Glibc
import TestSupport
import Testing
import VolumeIO
import VoxelCore

@Suite("Stacks and maps are written and read back")
struct WriterTests {
    @Test("every type, with and without a voxel size", arguments: SampleType.allCases)
    func roundTrip(type: SampleType) throws {
        let folder = try TemporaryFolder()
        let shape = VolumeShape(slices: 5, rows: 3, columns: 7)
        let bytes = (0..<shape.count * type.byteCount).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for voxelSize in [nil, try VoxelSize(parsing: "0.7um,1.4um,1.3um")] {
            try write(bytes, shape, type, voxelSize, to: folder("s.tif"))
            let volume = try TIFFVolume.open(folder("s.tif"))
            #expect(volume.shape == shape)
            #expect(volume.sampleType == type)
            #expect(volume.voxelSize == voxelSize)
            #expect(volume.voxelSizeSource == voxelSize.map { _ in "ImageJ" })
            #expect(try volume.samples() == bytes)
            let first = try TestSupport.bytes(ofFile: folder("s.tif"))
            try write(bytes, shape, type, voxelSize, to: folder("t.tif"))
            #expect(try TestSupport.bytes(ofFile: folder("t.tif")) == first)
        }
    }

    private func write(
        _ bytes: [UInt8], _ shape: VolumeShape, _ type: SampleType, _ voxelSize: VoxelSize?, to path: String
    ) throws {
        var writer = try TIFFStackWriter(path: path, shape: shape, sampleType: type, voxelSize: voxelSize)
        let size = bytes.count / shape.slices
        for slice in 0..<shape.slices {
            try bytes[slice * size..<(slice + 1) * size].withUnsafeBytes { try writer.append(slice: $0) }
        }
        try writer.finish()
    }

    @Test("maps of one page")
    func maps() throws {
        let folder = try TemporaryFolder()
        let size = VoxelSize(cubic: Length(micrometres: 1.4))
        let heights = Map<Float>(rows: 2, columns: 3, values: [30, 30.5, .nan, -1, 2e9, 0])
        try TIFFImage.write(heights, to: folder("h.tif"), voxelSize: size)
        let back = try TIFFImage.readFloatMap(folder("h.tif"))
        #expect(back.rows == 2 && back.columns == 3)
        #expect(back.values.map(\.bitPattern) == heights.values.map(\.bitPattern))
        try TIFFImage.write(Map<UInt16>(rows: 1, columns: 2, values: [65535, 3]), to: folder("u.tif"), voxelSize: nil)
        #expect(try TIFFImage.readFloatMap(folder("u.tif")).values == [65535, 3])
        try TIFFImage.write(Map<UInt8>(rows: 2, columns: 1, values: [4, 0]), to: folder("b.tif"), voxelSize: size)
        #expect(try TIFFImage.readFloatMap(folder("b.tif")).values == [4, 0])
        #expect(try TIFFVolume.open(folder("b.tif")).voxelSize == size)
        expectError(.missingInput) { try TIFFImage.readFloatMap(folder("none.tif")) }
        try write([1, 2], VolumeShape(slices: 2, rows: 1, columns: 1), .uint8, nil, to: folder("two.tif"))
        expectError(.data, "2 pages") { try TIFFImage.readFloatMap(folder("two.tif")) }
    }

    @Test("a failure removes the file and says why")
    func failures() throws {
        let folder = try TemporaryFolder()
        let shape = VolumeShape(slices: 2, rows: 4, columns: 4)
        expectError(.output, "No such file") {
            _ = try TIFFStackWriter(path: folder("no/such.tif"), shape: shape, sampleType: .uint8, voxelSize: nil)
        }
        expectError(.output, "No space left") {
            try write(Array(repeating: 0, count: 32), shape, .uint8, nil, to: "/dev/full")
        }
        do {
            let writer = try TIFFStackWriter(path: folder("a.tif"), shape: shape, sampleType: .uint8, voxelSize: nil)
            #expect(access(folder("a.tif"), F_OK) == 0)
            _ = consume writer
        }
        #expect(access(folder("a.tif"), F_OK) != 0)
    }
}
