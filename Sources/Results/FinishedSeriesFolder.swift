import FoundationEssentials
import VoxelCore

/// What comparison.json of a series tells of the files beside it.
package struct FinishedSeriesFolder: Sendable {
    /// The letters of its scans, `a` first.
    package let letters: [String]
    /// Those of scans that were stripped to be compared: their results lie beside the series' files.
    package let strippedSides: [String]
    /// Whether Na peaks were followed.
    package let hasPeaks: Bool

    /// Reads the seal of a folder; nil where it has none, or not that of a series of ours.
    package init?(_ folder: String) {
        struct Seal: Decodable {
            let version: String
            let series: [Side]
            let comparisons: [FinishedFolder.Anything]
            let peaks: Peaks

            struct Side: Decodable {
                let letter, name: String
                let input: Input
            }
            struct Input: Decodable { let path: String }
            struct Peaks: Decodable { let followed: Bool }
        }
        guard let json = RegularFile.contents("\(folder)/\(ComparisonFolder.seal)"),
            let seal = try? JSONDecoder().decode(Seal.self, from: Data(json)),
            seal.series.map(\.letter) == Array(ComparisonFolder.letters.prefix(seal.series.count)),
            seal.comparisons.count == seal.series.count - 1
        else { return nil }
        letters = seal.series.map(\.letter)
        hasPeaks = seal.peaks.followed
        strippedSides = seal.series.filter { side in
            FinishedFolder("\(folder)/\(ComparisonFolder.stripped)/\(side.letter)")?.input == side.input.path
        }.map(\.letter)
    }
}
