import Analysis
import Exports
import FoundationEssentials
import Publishing
import Results
import VoxelCore

extension Manifest.Comparison {
    /// Whether it was made of the results that are there, by the same version: its seal names theirs by their digests.
    func isFinished(in folder: BatchFolder) -> Bool {
        guard let json = RegularFile.contents("\(folder.results(of: name))/\(ComparisonFolder.seal)"),
            let seal = try? JSONDecoder().decode(Seal.self, from: Data(json)), seal.version == Simstrip.version
        else { return false }
        return [(seal.a, first), (seal.b, second)].allSatisfy { side, name in
            side.name == name && side.digest == FinishedScan.digest(ofResultIn: folder.results(of: name))
        }
    }

    /// Compares the two results and puts the comparison into place, whole or not at all.
    ///
    /// - Throws: `SimstripError`.
    func run(in folder: BatchFolder) throws {
        let place = try OutputFolder(folder.results(of: name), for: ComparisonExports.folder, replacing: .folder)
        let comparison = try ScanComparison(
            of: FinishedScan(folder: folder.results(of: first), named: first),
            and: FinishedScan(folder: folder.results(of: second), named: second))
        try ComparisonExports.write(comparison, into: place)
        try place.publish()
    }

    private struct Seal: Decodable {
        let version: String
        let a, b: Side

        struct Side: Decodable {
            let name: String
            let digest: String

            enum CodingKeys: String, CodingKey {
                case name
                case digest = "result_sha256"
            }
        }
    }
}
