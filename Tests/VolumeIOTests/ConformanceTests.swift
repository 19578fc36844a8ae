import Foundation
import Testing
import VolumeIO
import VoxelCore

/// The folder of samples beside the project, if the environment names it.
let sampleFolder = ProcessInfo.processInfo.environment["SIMSTRIP_DATA"]

/// The TIFF files below a sample folder, relative to it.
func tiffFiles(in name: String) -> [String] {
    guard let sampleFolder, let walk = FileManager.default.enumerator(atPath: sampleFolder + "/" + name) else {
        return []
    }
    return walk.compactMap { $0 as? String }.filter { $0.hasSuffix(".tif") || $0.hasSuffix(".tiff") }.sorted()
}

@Suite("Files of others", .enabled(if: sampleFolder != nil, "SIMSTRIP_DATA names no folder of samples"))
struct ConformanceTests {
    private struct Digest: Decodable {
        let dtype: String
        let shape: [Int]
        let sha256: String
    }

    private func reference() throws -> [String: Digest] {
        let url = try #require(Bundle.module.url(forResource: "tiff_valid_digests", withExtension: "json"))
        return try JSONDecoder().decode([String: Digest].self, from: Data(contentsOf: url))
    }

    private func sha256(_ bytes: [UInt8]) -> String {
        var hash = SHA256()
        bytes.withUnsafeBytes { hash.update($0) }
        return hash.hexadecimal()
    }

    @Test("every grey file decodes as an independent decoder decodes it; the others are refused")
    func digests() throws {
        let reference = try reference()
        let files = tiffFiles(in: "tiff-valid")
        #expect(Set(reference.keys).isSubset(of: files))
        var endings: [String: String] = [:]
        for name in files {
            let path = try #require(sampleFolder) + "/tiff-valid/" + name
            if let expected = reference[name] {
                do {
                    let volume = try TIFFVolume.open(path)
                    #expect(volume.sampleType.rawValue == expected.dtype, "\(name)")
                    #expect(volume.shape.extents == expected.shape, "\(name)")
                    let digest = try sha256(volume.samples())
                    #expect(digest == expected.sha256, "\(name)")
                    if name.hasPrefix("seq/") {
                        let ending = String(name.split(separator: "-").last ?? "")
                        #expect(endings[ending, default: digest] == digest, "\(name)")
                        endings[ending] = digest
                    }
                } catch {
                    Issue.record("\(name): \(error)")
                }
            } else {
                expectError(.data) { try TIFFVolume.open(path) }
            }
        }
    }

    @Test("every hostile file ends in a volume or an error of kind data, soon")
    func hostile() throws {
        let files = tiffFiles(in: "tiff-hostile")
        #expect(!files.isEmpty)
        let clock = ContinuousClock()
        for name in files {
            let elapsed = try clock.measure {
                let path = try #require(sampleFolder) + "/tiff-hostile/" + name
                do {
                    let volume = try TIFFVolume.open(path)
                    _ = try volume.samples()
                } catch let error as SimstripError {
                    #expect(error.kind == .data && !error.message.isEmpty, "\(name): \(error)")
                }
            }
            #expect(elapsed < .seconds(2), "\(name)")
        }
    }
}
