import Foundation
import TestSupport
import Testing
import VolumeIO
import VoxelCore

/// The arrays that Tests/Peers/zarr_samples.py made.
enum ZarrSamples {
    struct Sample: Decodable {
        struct File: Decodable {
            let text: String?
            let base64: String?

            var bytes: [UInt8] { text.map { Array($0.utf8) } ?? Array(Data(base64Encoded: base64 ?? "") ?? Data()) }
        }

        let files: [String: File]
        let shape: [Int]
        let dtype: String
        let digest: String

        enum CodingKeys: String, CodingKey {
            case files, shape, dtype
            case digest = "samples_sha256"
        }
    }

    static let all: [String: Sample] = {
        guard
            let url = Bundle.module.url(forResource: "zarr", withExtension: nil)?.appendingPathComponent(
                "samples.json"),
            let data = try? Data(contentsOf: url)
        else { return [:] }
        return (try? JSONDecoder().decode([String: Sample].self, from: data)) ?? [:]
    }()

    /// Writes a sample into a folder and returns the path of its store.
    static func write(_ name: String, in folder: TemporaryFolder) throws -> String {
        for (file, content) in try #require(all[name]).files { try folder.write("\(name).zarr/\(file)", content.bytes) }
        return folder.file("\(name).zarr")
    }
}

@Suite("Zarr, as zarr-python, ome-zarr-py and tensorstore write it")
struct ZarrSampleTests {
    @Test("versions, types, byte orders, codecs, chunks and shards were tried")
    func complete() {
        let names = ZarrSamples.all.keys
        #expect(names.count == 169)
        #expect(Set(ZarrSamples.all.values.map(\.dtype)).count == 9)
        for word in [
            "v2-float16-be", "v3-int32-be", "blosc-blosclz-bitshuffle", "crc32c", "shards-start", "deep", "tensorstore",
            "ome-0.5", "keys-v2-slash", "zlib",
        ] {
            #expect(names.contains { $0.contains(word) }, "\(word)")
        }
    }

    @Test(arguments: ZarrSamples.all.keys.sorted())
    func digest(name: String) throws {
        let folder = try TemporaryFolder()
        let expected = try #require(ZarrSamples.all[name])
        let hasGaps = name.hasPrefix("gaps")
        let path = try ZarrSamples.write(name, in: folder)
        let volume = try Volume.open(path, options: .init(allowGaps: hasGaps), threads: 2)
        #expect(volume.shape.extents == expected.shape && volume.sampleType.rawValue == expected.dtype)
        #expect(
            volume.warnings.map(\.code).filter { $0 != "voxel_size_unreadable" } == (hasGaps ? ["samples_missing"] : [])
        )
        let samples = try volume.samples()
        var hash = SHA256()
        samples.withUnsafeBytes { hash.update($0) }
        #expect(hash.hexadecimal() == expected.digest)
        if hasGaps {
            expectError(.data, "1 of its 4 chunks", "--allow-gaps", "zarr-python") { try Volume.open(path) }
        }
        // One reader, through windows that cut chunks, and up again.
        let reader = try volume.makeReader()
        let size = volume.sampleType.byteCount
        let shape = volume.shape
        let (rows, columns) = (1..<shape.rows - 1, 2..<shape.columns - 1)
        let slice = shape.rows * shape.columns * size
        var buffer = [UInt8](repeating: 0, count: rows.count * columns.count * size)
        let slices = 0..<shape.slices
        for z in Array(slices) + slices.reversed() {
            try buffer.withUnsafeMutableBytes { try reader.read(slice: z, rows: rows, columns: columns, into: $0) }
            let all = Array(samples[z * slice..<(z + 1) * slice])
            #expect(buffer == window(of: all, columns: shape.columns, size: size, rows: rows, columns: columns))
        }
    }

    @Test("chunks in boxes are each read once in a pass, in files of their own and in shards")
    func once() throws {
        let folder = try TemporaryFolder()
        for (name, depth) in [("v2-zstd-box", 3), ("v3-zstd-shards-end", 2)] {
            let volume = try Volume.open(ZarrSamples.write(name, in: folder))
            #expect(volume.blockDepth == depth)
            for (rows, columns) in [(0..<8, 0..<6), (2..<7, 1..<6)] {
                let buffer = AlignedBytes(count: rows.count * columns.count * 2)
                let reader = try volume.makeReader()
                // Looking at the count reads, too.
                let nothing = try bytesRead {}
                func read(_ slice: Int) throws -> Int {
                    try bytesRead { try reader.read(slice: slice, rows: rows, columns: columns, into: buffer.buffer) }
                        - nothing
                }
                for slice in 0..<4 {
                    let bytes = try read(slice)
                    #expect(slice % depth == 0 ? bytes > 10 : abs(bytes) < 10, "\(name), slice \(slice)")
                }
            }
        }
    }

    @Test("what does not fit into the limit is decoded again, with a warning and the same samples")
    func littleMemory() throws {
        let folder = try TemporaryFolder()
        let path = try ZarrSamples.write("v2-zstd-box", in: folder)
        let volume = try Volume.open(path, options: .init(memoryLimit: 150))
        #expect(volume.warnings.map(\.code) == ["chunks_decoded_again"])
        #expect(try volume.samples() == Volume.open(path).samples())
        expectError(.data, "needs 120 bytes for one chunk", "--memory-limit") {
            try Volume.open(path, options: .init(memoryLimit: 100))
        }
    }

    @Test("a chunk or shard that is cut anywhere is refused")
    func cut() throws {
        let folder = try TemporaryFolder()
        for name in [
            "v2-none-box", "v2-zlib-slice", "v2-gzip-slice", "v2-zstd-slice", "v2-blosc-lz4-shuffle-box",
            "v3-crc32c-box",
            "v3-zstd-crc32c-slice", "v3-gzip-shards-end", "v3-none-shards-start",
        ] {
            let path = try ZarrSamples.write(name, in: folder)
            let file = try #require(ZarrSamples.all[name]?.files.keys.filter { $0.last?.isNumber == true }.min())
            let bytes = try bytes(ofFile: "\(path)/\(file)")
            for count in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 11)) {
                try folder.write("\(name).zarr/\(file)", Array(bytes[..<count]))
                expectError(.data, name) { try Volume.open(path).samples() }
            }
            // Where sizes are known, no more may be there, either.
            if name.contains("none-box") || name.contains("crc32c") {
                try folder.write("\(name).zarr/\(file)", bytes + [0])
                expectError(.data, name) { try Volume.open(path).samples() }
            }
        }
    }

    @Test("a flipped bit is found by every checksum there is")
    func flipped() throws {
        let folder = try TemporaryFolder()
        for (name, words) in [
            ("v3-crc32c-slice", "CRC-32C"), ("v3-zstd-crc32c-slice", "CRC-32C"), ("v3-crc32c-shards-end", "CRC-32C"),
            ("v2-gzip-slice", "Deflate"), ("v2-zlib-slice", ""),
        ] {
            let path = try ZarrSamples.write(name, in: folder)
            let intact = try Volume.open(path).samples()
            let file = try #require(ZarrSamples.all[name]?.files.keys.filter { $0.last?.isNumber == true }.min())
            let bytes = try bytes(ofFile: "\(path)/\(file)")
            for index in bytes.indices {
                var changed = bytes
                changed[index] ^= 1 << (index % 8)
                try folder.write("\(name).zarr/\(file)", changed)
                guard name.contains("-crc32c-") else {
                    // Of gzip's header not every bit matters.
                    if let samples = try? Volume.open(path).samples() {
                        #expect(samples == intact, "\(name), byte \(index)")
                    }
                    continue
                }
                expectError(.data, words) { try Volume.open(path).samples() }
            }
        }
    }

    @Test("metadata with any byte changed are read or refused")
    func mutants() throws {
        let folder = try TemporaryFolder()
        for name in ["v3-zstd-shards-end", "ome-0.5-nm", "v2-zstd-box", "ome-0.4-nm"] {
            let path = try ZarrSamples.write(name, in: folder)
            for (file, content) in try #require(ZarrSamples.all[name]).files where content.text != nil {
                for index in stride(from: 0, to: content.bytes.count, by: 3) {
                    var bytes = content.bytes
                    bytes[index] = Array("9-0\"}[e.\u{1}".utf8)[index % 9]
                    try folder.write("\(name).zarr/\(file)", bytes)
                    do {
                        _ = try Volume.open(path, options: .init(allowGaps: true)).samples()
                    } catch let error as SimstripError {
                        #expect([.data, .missingInput].contains(error.kind), "\(error.message)")
                    }
                }
                try folder.write("\(name).zarr/\(file)", content.bytes)
            }
        }
    }
}
