import Stripping
import VoxelCore

/// Three and more finished scans of one cell in the order of its states, each held against the first.
package struct ScanSeries: Sendable {
    /// The scans, the first pristine.
    package let scans: [FinishedScan]
    /// Every scan but the first against the first.
    package let comparisons: [ScanComparison]
    /// Na peaks followed from scan to scan, or why they are not.
    package let peaks: Peaks

    /// Na peaks of a series.
    package enum Peaks: Sendable {
        /// Followed through the scans whose SSE was found in the first; of each the transform is known.
        case followed(PeakSeries, through: [Int])
        case unknown(String)
    }

    /// A series of its parts.
    ///
    /// - Precondition: there is a comparison for every scan but the first.
    package init(scans: [FinishedScan], comparisons: [ScanComparison], peaks: Peaks) {
        precondition(scans.count == comparisons.count + 1)
        (self.scans, self.comparisons, self.peaks) = (scans, comparisons, peaks)
    }

    /// The letter of a scan.
    package static func letter(_ index: Int) -> String { ComparisonFolder.letters[index] }

    /// The warnings of all comparisons, each once.
    package var warnings: [Warning] {
        var seen = Set<String>()
        return zip(1..., comparisons).flatMap { index, comparison in
            let letter = Self.letter(index).uppercased()
            return comparison.warnings.map { warning in
                // In every comparison the first is A and the other is B.
                let message =
                    warning.message.hasPrefix("B (")
                    ? letter + warning.message.dropFirst()
                    : warning.message.hasPrefix("A (") ? warning.message : "A and \(letter): \(warning.message)"
                return Warning(warning.code, message)
            }
        }.filter { seen.insert($0.code + $0.message).inserted }
    }

    /// The same, for whoever adds where the files are.
    package var shortSummary: ShortSummary {
        var facts = zip(scans.indices, scans).map { index, scan in
            let curve = scan.curve
            let differ =
                index == 0
                ? ""
                : comparisons[index - 1].curves.differ.map { $0 ? "; differs from A" : "; does not differ from A" }
                    ?? ""
            return
                "\(Self.letter(index).uppercased()), \(scan.name): Na covers \(curve.last.naShare.percentWithInterval) after"
                + " \(lengthText(curve.last.strippedThickness)) \(curve.unit)\(differ)"
        }
        facts.append(peaksWords)
        var summary = ShortSummary(facts: facts)
        summary.warnings = warnings.count
        return summary
    }

    /// What became of the peaks, in a line.
    package var peaksWords: String {
        switch peaks {
        case .unknown(let reason): return "Na peaks were not followed: \(reason)."
        case .followed(let series, let states):
            let through = states.map { Self.letter($0).uppercased() }.joined(separator: ", ")
            let fates = PeakFates(series, atLeast: leastVolume)
            let small = series.tracks.count - fates.count
            return
                "\(counted(fates.count, "Na peak")) followed through \(through): \(fates.throughout) throughout,"
                + " \(fates.lost) lost, \(fates.appeared) appeared"
                + (fates.merged > 0 ? ", \(fates.merged) merged" : "")
                + (fates.split > 0 ? ", \(fates.split) split off" : "")
                + (small > 0 ? "; \(small) smaller ones, which noise makes, too" : "") + "."
        }
    }

    /// The volume of a domain that has a shape, in the cubed unit of lengths: smaller ones may be noise.
    package var leastVolume: Double {
        let edges = scans[0].curve.hasVoxelSize ? scans[0].document.input.voxelSizeMicrometres ?? [] : []
        return Double(SodiumDomain.leastOfShape) * edges.reduce(1, *) * (1 - 1e-9)
    }
}

extension PeakTrack {
    /// The largest volume that a state shows of it.
    package var largestVolume: Double { sightings.compactMap { $0?.peak.volume }.max() ?? 0 }
}

/// How many peaks of a series had which fate.
package struct PeakFates: Sendable, Hashable {
    /// How many there are.
    package private(set) var count = 0
    /// Seen from the first to the last state, lost, appeared, merged into others, split off others.
    package private(set) var (throughout, lost, appeared, merged, split) = (0, 0, 0, 0, 0)

    /// Counts the tracks of a series that are somewhere as large as a volume.
    package init(_ series: PeakSeries, atLeast volume: Double) {
        for track in series.tracks where track.largestVolume >= volume {
            count += 1
            if track.beginning == .present, track.end == .present { throughout += 1 }
            switch track.end {
            case .lost: lost += 1
            case .merged: merged += 1
            case .present, .unseen: break
            }
            switch track.beginning {
            case .appeared: appeared += 1
            case .split: split += 1
            case .present, .unseen: break
            }
        }
    }
}
