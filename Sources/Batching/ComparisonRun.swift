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
            let seal = try? JSONDecoder().decode(Seal.self, from: Data(json)), seal.version == Simstrip.version,
            seal.sides.count == scans.count
        else { return false }
        return zip(seal.sides, scans).allSatisfy { side, name in
            side.name == name && side.digest == FinishedScan.digest(ofResultIn: folder.results(of: name))
        }
    }

    /// Compares the results and puts the comparison, or the series, into place, whole or not at all.
    ///
    /// - Throws: `SimstripError`.
    func run(in folder: BatchFolder) throws {
        let place = try OutputFolder(folder.results(of: name), for: ComparisonExports.folder, replacing: .folder)
        let finished = try scans.map { try FinishedScan(folder: folder.results(of: $0), named: $0) }
        if finished.count == 2 {
            try ComparisonExports.write(try ScanComparison(of: finished[0], and: finished[1]), into: place)
        } else {
            try SeriesExports.write(try ScanSeries(of: finished), into: place)
        }
        try place.publish()
    }

    private struct Seal: Decodable {
        let version: String
        private let a, b: Side?
        private let series: [Side]?

        /// The scans in their order.
        var sides: [Side] { series ?? [a, b].compactMap { $0 } }

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
