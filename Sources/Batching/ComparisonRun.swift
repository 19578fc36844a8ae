import Analysis
import Exports
import FoundationEssentials
import Publishing
import Results
import VoxelCore

extension Manifest.Comparison {
    /// Whether it was made of the results that are there: its seal is younger than theirs.
    func isFinished(in folder: BatchFolder) -> Bool {
        let own = Self.time(of: "\(folder.results(of: name))/\(ComparisonFolder.seal)")
        let sides = [first, second].map { Self.time(of: "\(folder.results(of: $0))/\(ScanFolder.seal)") }
        guard let own else { return false }
        return sides.allSatisfy { side in side.map { $0 <= own } ?? false }
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

    private static func time(of path: String) -> Date? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
    }
}
