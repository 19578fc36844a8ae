import Drawings
import Results
import Stripping
import VoxelCore

/// The curves of two scans.
struct ComparisonCharts {
    private let comparison: ScanComparison
    private var curves: CurveComparison { comparison.curves }

    init(_ comparison: ScanComparison) { self.comparison = comparison }

    /// The curve of the first scan and that of the second, to stand one above the other along the same axes, with the places of
    /// their maps.
    func stacked(width: Double) -> [LineChart] {
        [true, false].map { isFirst in
            let scan = isFirst ? comparison.a : comparison.b
            let marks = scan.curve.markedLayers(within: curves.thickness).uniqued().map {
                scan.curve.points[$0].strippedThickness
            }
            return LineChart(
                x: thickness, y: .init(title: "share of the interface", range: 0...1), top: isFirst ? capacity : nil,
                series: LineChart.Series.coverages(of: isFirst ? curves.a : curves.b),
                marks: zip(marks, ComparisonMaps.numbers(ofFirst: isFirst)).map { ($0, $1) }, width: width,
                height: isFirst ? 290 : 246)
        }
    }

    private var thickness: LineChart.Scale {
        .init(title: "stripped thickness (\(curves.a.unit))", range: 0...curves.thickness)
    }

    private var capacity: (title: String, perX: Double)? {
        curves.a.hasVoxelSize
            ? ("areal capacity (mAh cm⁻²)", LithiumCapacity.areal(thickness: Length(micrometres: 1))) : nil
    }

    /// The Na coverage of both.
    var overlay: LineChart {
        let series = { (name: String, curve: CoverageCurve, colour: Colour, isDashed: Bool) in
            LineChart.Series(.naCoverage, of: curve, name: name, colour: colour, isDashed: isDashed)
        }
        return LineChart(
            x: thickness, y: .init(title: "Na coverage", range: 0...1), top: nil,
            // Told apart by all eyes (Okabe & Ito 2008).
            series: [
                series("A", curves.a, Colour(0, 114, 178), true), series("B", curves.b, Colour(213, 94, 0), false),
            ], width: 520, height: 330)
    }

    /// That of the second less that of the first.
    var difference: LineChart {
        let points = curves.rows.map { (x: $0.strippedThickness, y: $0.naDifference) }
        let band = curves.rows.compactMap { row -> (x: Double, low: Double, high: Double)? in
            guard let difference = row.difference(.naCoverage), let low = difference.low, let high = difference.high
            else { return nil }
            return (row.strippedThickness, low, high)
        }
        let largest = (points.map { abs($0.y) } + band.flatMap { [abs($0.low), abs($0.high)] }).max() ?? 0
        let reach = max(0.1, (largest * 10).rounded(.up) / 10)
        return LineChart(
            x: thickness, y: .init(title: "Na coverage, B less A", range: -reach...reach), top: nil,
            series: [.init(name: "B − A", colour: Colour(140, 60, 90), points: points, band: band)],
            width: 520, height: 330)
    }
}
