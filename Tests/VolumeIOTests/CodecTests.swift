import Foundation
import Testing
import VolumeIO
import VoxelCore

@Suite("Compressions, as an independent encoder writes them")
struct CodecTests {
    /// The names of the files that Tests/Peers/codec_samples.py made.
    static let names: [String] = {
        let folder = Bundle.module.url(forResource: "codecs", withExtension: nil)
        return (try? FileManager.default.contentsOfDirectory(atPath: folder?.path ?? ""))?.sorted() ?? []
    }()

    @Test("all codecs and predictors were tried")
    func complete() { #expect(CodecTests.names.count == 102) }

    @Test(arguments: names)
    func decodes(name: String) throws {
        let folder = try #require(Bundle.module.url(forResource: "codecs", withExtension: nil))
        let parts = name.dropLast(4).split(separator: "-")
        let volume = try TIFFVolume.open(folder.appendingPathComponent(name).path)
        let shape = VolumeShape(slices: 2, rows: 20, columns: 37)
        #expect(volume.shape == shape)
        #expect(volume.sampleType.rawValue == parts[2])
        #expect(volume.byteOrder == (parts[3] == "le" ? "little" : "big"))
        #expect(volume.compression == (parts[0] == "adobe_deflate" ? "deflate" : String(parts[0])))

        let expected = (0..<shape.count).map { expectedBytes($0 * 7 % 251, volume.sampleType) }.flatMap { $0 }
        #expect(try volume.samples() == expected)
        // One reader that walks down, then up, through windows that cut strips and tiles.
        let reader = try volume.makeReader()
        let size = volume.sampleType.byteCount
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 3 * 11 * size, alignment: 16)
        defer { buffer.deallocate() }
        for first in Array(0..<18) + (0..<18).reversed() {
            try reader.read(slice: 1, rows: first..<first + 3, columns: 25..<36, into: buffer)
            let slice = Array(expected[(expected.count / 2)...])
            #expect(
                Array(buffer)
                    == window(of: slice, columns: 37, size: size, rows: first..<first + 3, columns: 25..<36))
        }
    }

    @Test("JPEG is read, with a warning that it changes grey values")
    func jpeg() throws {
        let file = try #require(Bundle.module.url(forResource: "jpeg_grey", withExtension: "tif"))
        let volume = try TIFFVolume.open(file.path)
        #expect(volume.compression == "jpeg")
        #expect(volume.warnings.map(\.code) == ["lossy_compression"])
        for (index, value) in try volume.samples().enumerated() {
            #expect(abs(Int(value) - (index / 64 * 2 + index % 64 + 20)) <= 2)
        }
    }

    private func expectedBytes(_ value: Int, _ type: SampleType) -> [UInt8] {
        switch type {
        case .uint8, .int8: [UInt8(value)]
        case .uint16, .int16: littleEndian([UInt16(value)])
        case .uint32, .int32: littleEndian([UInt32(value)])
        case .float16: littleEndian([(Float16(value) / 4).bitPattern])
        case .float32: littleEndian([(Float(value) / 4).bitPattern])
        case .float64: littleEndian([(Double(value) / 4).bitPattern])
        }
    }
}
