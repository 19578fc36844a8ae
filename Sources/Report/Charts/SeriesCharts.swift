import Drawings
import Results
import Stripping
import VoxelCore

/// The curves of a series, and how its Na peaks move.
package struct SeriesCharts {
    private let series: ScanSeries

    /// The charts of a series.
    package init(_ series: ScanSeries) { self.series = series }

    /// Told apart by all eyes (Okabe & Ito 2008).
    private static let colours = [
        Colour(0, 114, 178), Colour(213, 94, 0), Colour(0, 158, 115), Colour(204, 121, 167), Colour(230, 159, 0),
        Colour(86, 180, 233), Colour(60, 60, 60),
    ]

    /// The Na coverage of all scans.
    var curves: LineChart {
        LineChart(
            x: .init(title: "stripped thickness (\(unit))", range: 0...series.thickness),
            y: .init(title: "Na coverage", range: 0...1), top: nil,
            series: series.scans.enumerated().map { index, scan in
                LineChart.Series(
                    .naCoverage, of: scan.curve.cut(at: series.thickness),
                    name: ScanSeries.letter(index).uppercased(), colour: Self.colours[index % Self.colours.count],
                    isDashed: false)
            }, width: 520, height: 330)
    }

    private var unit: String { series.scans[0].curve.unit }

    // MARK: Peaks

    /// So many peaks are drawn, those of the largest domains.
    private static let mostPeaks = 200
    /// Links that are less sure are dashed.
    package static let sure = 0.8

    /// What became of a peak, as the figure shows it.
    package enum Fate: CaseIterable {
        case throughout, lost, appeared, joined, unseen

        /// Its colour.
        package var colour: Colour {
            switch self {
            case .throughout: Colour(46, 64, 87)
            case .lost: Colour(213, 94, 0)
            case .appeared: Colour(0, 158, 115)
            case .joined: Colour(204, 121, 167)
            case .unseen: Colour(160, 160, 160)
            }
        }

        /// What it is called.
        package var title: String {
            switch self {
            case .throughout: "seen throughout"
            case .lost: "lost"
            case .appeared: "appeared"
            case .joined: "merged or split"
            case .unseen: "leaves or enters what was seen"
            }
        }

        init(_ track: PeakTrack) {
            self =
                switch (track.beginning, track.end) {
                case (_, .lost): .lost
                case (.appeared, _): .appeared
                case (_, .merged), (.split, _): .joined
                case (.unseen, _), (_, .unseen): .unseen
                case (.present, .present): .throughout
                }
        }
    }

    /// The distance of every Na peak to the interface, scan by scan, after Fig. 3b of Yoon et al. (2025); nil where none was followed.
    var peaks: LineChart? {
        guard case .followed(let found, let states) = series.peaks, !found.tracks.isEmpty else { return nil }
        let largest = drawable(found).sorted { $0.largestVolume > $1.largestVolume }.prefix(Self.mostPeaks)
        guard !largest.isEmpty else { return nil }
        let lines = largest.flatMap { Self.lines($0, states) }
        let deepest = lines.flatMap { $0.points.map(\.y) }.max() ?? 1
        let names = states.map { (value: Double($0), name: ScanSeries.letter($0).uppercased()) }
        let last = Double(max(1, series.scans.count - 1))
        return LineChart(
            x: .init(title: "scan", range: -0.2...last + 0.2, names: names),
            y: .init(
                title: "distance to the interface (\(unit))",
                range: min(0, lines.flatMap { $0.points.map(\.y) }.min() ?? 0)...deepest * 1.05),
            top: nil, series: lines, width: 520, height: 420, showsNames: false)
    }

    /// The same as a drawing.
    package var peaksDrawing: Drawing? { peaks?.drawing }

    /// How many peaks are not drawn.
    package var hiddenPeaks: Int {
        guard case .followed(let found, _) = series.peaks else { return 0 }
        return found.tracks.count - min(Self.mostPeaks, drawable(found).count)
    }

    /// Those that are more than noise may make.
    private func drawable(_ found: PeakSeries) -> [PeakTrack] {
        let least = series.leastVolume
        return found.tracks.filter { $0.largestVolume >= least }
    }

    /// A line from sighting to sighting; those that are less sure dashed.
    private static func lines(_ track: PeakTrack, _ states: [Int]) -> [LineChart.Series] {
        let fate = Fate(track)
        let seen = zip(states, track.sightings).compactMap { state, sighting in
            sighting.map { (x: Double(state), y: $0.peak.depth, confidence: $0.confidence) }
        }
        let line = { (points: [(x: Double, y: Double)], isDashed: Bool) in
            LineChart.Series(name: fate.title, colour: fate.colour, points: points, isDashed: isDashed)
        }
        guard seen.count > 1 else { return [line(seen.map { ($0.x, $0.y) }, false)] }
        return zip(seen, seen.dropFirst()).map { from, to in
            line([(from.x, from.y), (to.x, to.y)], to.confidence < sure)
        }
    }
}

extension CoverageCurve {
    /// The points within a thickness.
    fileprivate func cut(at thickness: Double) -> CoverageCurve {
        CoverageCurve(
            points: points.filter { $0.strippedThickness <= thickness * (1 + 1e-9) }, hasVoxelSize: hasVoxelSize)
    }
}
