import Drawings
import Stripping
import VoxelCore

/// Coverage against the Na threshold, as the report shows it.
struct SweepFigure {
    private let sweep: ThresholdSweep
    private let threshold: Double
    private let layers: [Int]

    /// More points than these cannot be told apart in the drawing.
    private static let drawnPoints = 300
    private static let colours = [Colour(158, 197, 232), Colour(74, 144, 217), Colour(29, 78, 137)]

    /// A figure of the curves after some numbers of layers, at most three.
    init(_ sweep: ThresholdSweep, threshold: Double, layers: [Int]) {
        self.sweep = sweep
        self.threshold = threshold
        self.layers = layers
    }

    /// The drawing and what it says; empty where there is no threshold.
    var html: String {
        guard let least = sweep.thresholds.first, let greatest = sweep.thresholds.last else { return "" }
        let range = min(least, threshold)...max(greatest, threshold)
        let curves = zip(layers, Self.colours.suffix(layers.count)).map { n, colour in
            LineChart.Series(name: counted(n, "layer"), colour: colour, points: points(over: range, afterRemoving: n))
        }
        let used = LineChart.Series(name: "used", colour: PNGImage.mark, points: [(threshold, 0), (threshold, 1)])
        let chart = LineChart(
            x: .init(title: "Na threshold (grey value)", range: range),
            y: .init(title: "Na coverage", range: 0...1), top: nil, series: curves + [used])
        let (below, above) = (coverage(threshold - sweep.step), coverage(threshold + sweep.step))
        return """
            \(chart.svg)
            <p>At the threshold used, \(greyText(threshold)), Na covers \(percentage(coverage(threshold))) after \
            \(counted(sweep.layers, "layer")); at \(fixed(threshold - sweep.step, places)) it would be \(percentage(below)), at \
            \(fixed(threshold + sweep.step, places)) \(percentage(above)). All thresholds: threshold_sweep.csv.</p>
            """
    }

    private func coverage(_ threshold: Double) -> Double {
        sweep.naCoverage(atThreshold: threshold, afterRemoving: sweep.layers)
    }

    /// Decimal places that tell steps of the sweep apart.
    private var places: Int { sweep.step >= 1 ? 0 : sweep.step > 0.01 ? 3 : 9 }

    private func points(over range: ClosedRange<Double>, afterRemoving n: Int) -> [(x: Double, y: Double)] {
        (0...Self.drawnPoints).map { index in
            let share = Double(index) / Double(Self.drawnPoints)
            let x = range.lowerBound * (1 - share) + range.upperBound * share
            return (x, sweep.naCoverage(atThreshold: x, afterRemoving: n))
        }
    }
}
