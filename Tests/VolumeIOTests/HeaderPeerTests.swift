import Foundation
import TestSupport
import Testing
import VolumeIO
import VoxelCore

@Suite("Volumes with a header, as NumPy, pynrrd and SimpleITK write them")
struct HeaderPeerTests {
    struct Expected: Decodable {
        let shape: [Int]
        let dtype: String
        let byteOrder: String
        let compression: String
        let voxelSizeMicrometres: [Double]?
        let digest: String

        enum CodingKeys: String, CodingKey {
            case shape, dtype, compression
            case byteOrder = "byte_order"
            case voxelSizeMicrometres = "voxel_size_um"
            case digest = "samples_sha256"
        }
    }

    static let folder = Bundle.module.url(forResource: "headers", withExtension: nil)

    /// What Tests/Peers/header_samples.py found in its files.
    static let expected: [String: Expected] = {
        guard let folder, let data = try? Data(contentsOf: folder.appendingPathComponent("digests.json")) else {
            return [:]
        }
        return (try? JSONDecoder().decode([String: Expected].self, from: data)) ?? [:]
    }()

    @Test("every type, byte order, layout and encoding was tried")
    func complete() {
        #expect(HeaderPeerTests.expected.count == 40 + 32 + 32)
        #expect(Set(HeaderPeerTests.expected.values.map(\.dtype)).count == 9)
    }

    @Test(arguments: expected.keys.sorted())
    func digests(name: String) throws {
        let expected = try #require(HeaderPeerTests.expected[name])
        let path = try #require(HeaderPeerTests.folder).appendingPathComponent(name).path
        let volume = try Volume.open(path)
        #expect(volume.shape.extents == expected.shape)
        #expect(volume.sampleType.rawValue == expected.dtype)
        #expect(volume.storage.compression == expected.compression)
        if volume.sampleType.byteCount > 1 { #expect(volume.storage.byteOrder == expected.byteOrder) }
        #expect(volume.voxelSize?.micrometres == expected.voxelSizeMicrometres)
        let samples = try volume.samples()
        var hash = SHA256()
        samples.withUnsafeBytes { hash.update($0) }
        #expect(hash.hexadecimal() == expected.digest)

        // One reader that walks up and down through windows, with columns left out.
        let reader = try volume.makeReader()
        let size = volume.sampleType.byteCount
        let slice = samples.count / 5
        var buffer = [UInt8](repeating: 0, count: 3 * 4 * size)
        for z in [4, 0, 2, 1, 3, 3, 0] {
            try buffer.withUnsafeMutableBytes { try reader.read(slice: z, rows: 2..<5, columns: 1..<5, into: $0) }
            let all = Array(samples[z * slice..<(z + 1) * slice])
            #expect(buffer == window(of: all, columns: 7, size: size, rows: 2..<5, columns: 1..<5))
        }
    }
}
