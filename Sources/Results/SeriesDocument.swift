import Stripping
import VoxelCore

/// comparison.json of a series: where its scans came from, each comparison with the first, and what became of Na peaks.
package struct SeriesDocument: Codable, Sendable {
    /// The schema beside it.
    package var schema: String? = ResultSchema.reference
    /// The version of simstrip, and so of its method.
    package var version: String
    /// The scans in their order.
    package var series: [Member]
    /// Every scan but the first against the first, as the comparison.json in the folder of its letter has it.
    package var comparisons: [ComparisonDocument]
    /// What became of Na peaks.
    package var peaks: Peaks

    enum CodingKeys: String, CodingKey {
        case version, series, comparisons, peaks
        case schema = "$schema"
    }

    /// A scan of the series.
    package struct Member: Codable, Sendable {
        /// `a` for the first.
        package var letter: String
        /// What it is called.
        package var name: String
        /// SHA-256 of its result.json.
        package var resultSHA256: String
        /// What was read.
        package var input: ResultDocument.Input

        enum CodingKeys: String, CodingKey {
            case letter, name, input
            case resultSHA256 = "result_sha256"
        }
    }

    /// What became of Na peaks.
    package struct Peaks: Codable, Sendable {
        /// Whether there is a peaks.csv.
        package var followed: Bool
        /// Why not; null where there is.
        @ExplicitNull package var reason: String?
        /// The letters of the scans through which they were followed.
        package var through: [String]
        /// How many there are, how many of them have 30 voxels or more somewhere, and what became of these.
        package var count, large, throughout, lost, appeared, merged, split: Int
        /// How they moved from each of these scans to the next.
        package var movements: [Movement]
    }

    /// How the domains of a scan lie in the next.
    package struct Movement: Codable, Sendable {
        /// The letter of the next scan.
        package var to: String
        /// By how much all moved along z, y and x of A, in µm, or in voxels without a voxel size.
        package var shift: [Double]
        /// By how much single ones deviate from what their neighbours do.
        package var scatter: [Double]
        /// The factor by which volumes grew.
        package var growth: Double
        /// The share of those whose place was seen that were found again.
        package var survival: Double
    }

    package init(_ series: ScanSeries) {
        version = Simstrip.version
        self.series = series.scans.enumerated().map { index, scan in
            Member(
                letter: ScanSeries.letter(index), name: scan.name, resultSHA256: scan.digest, input: scan.document.input
            )
        }
        comparisons = series.comparisons.map(\.document)
        switch series.peaks {
        case .unknown(let reason):
            peaks = Peaks(
                followed: false, reason: reason, through: [], count: 0, large: 0, throughout: 0, lost: 0, appeared: 0,
                merged: 0,
                split: 0, movements: [])
        case .followed(let found, let states):
            let fates = PeakFates(found, atLeast: series.leastVolume)
            peaks = Peaks(
                followed: true, reason: nil, through: states.map(ScanSeries.letter), count: found.tracks.count,
                large: fates.count, throughout: fates.throughout, lost: fates.lost, appeared: fates.appeared,
                merged: fates.merged,
                split: fates.split,
                movements: zip(states.dropFirst(), found.movements).map { state, movement in
                    Movement(
                        to: ScanSeries.letter(state), shift: (0..<3).map { movement.shift[$0] },
                        scatter: (0..<3).map { movement.scatter[$0] },
                        growth: PortableMath.exponential(movement.growth), survival: movement.survival)
                })
        }
    }
}
