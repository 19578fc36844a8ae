import Stripping
import VoxelCore

/// What one number tells of a curve: a row of the table below, from which comparison.json, the report of a comparison,
/// summary.csv and the terminal follow.
package struct CurveMeasure: Sendable {
    /// The name in files; that of a number with a unit goes on with the unit of thickness.
    package let name: String
    /// What people call it.
    package let title: String
    /// What it is called in a line of few words; only what has such a word is in summary.csv and on the terminal.
    package let word: String?
    private let kind: Kind
    /// The number; nil where the curve has none.
    package let value: @Sendable (CoverageCurve) -> Double?

    private enum Kind {
        /// A thickness, or an area over one.
        case thickness
        /// Coverage per unit of thickness.
        case slope
        case ratio
        /// A share of the interface.
        case coverage
    }

    private init(
        _ name: String, _ title: String, _ kind: Kind, word: String? = nil,
        value: @escaping @Sendable (CoverageCurve) -> Double?
    ) {
        self.name = name
        self.title = title
        self.word = word
        self.kind = kind
        self.value = value
    }

    /// The table.
    package static let all = [
        CurveMeasure("onset_thickness", "onset: Na covers 10 %", .thickness, word: "onset") { $0.onsetThickness },
        CurveMeasure("half_thickness", "half of the final coverage", .thickness, word: "half") { $0.halfThickness },
        CurveMeasure("greatest_slope_per", "greatest slope, over \(CoverageCurve.slopeLayers) layers", .slope) {
            $0.greatestRise?.slope
        },
        CurveMeasure("greatest_slope_at", "where it lies", .thickness) { $0.greatestRise?.thickness },
        CurveMeasure("mean_slope_per", "mean slope", .slope) { $0.meanSlope },
        CurveMeasure("abruptness", "abruptness (1: a straight line)", .ratio, word: "abruptness") { $0.abruptness },
        CurveMeasure("area", "area under the curve", .thickness) { $0.area },
        CurveMeasure("final_na_coverage", "final Na coverage", .coverage) { $0.last.naCoverage },
    ]

    /// The rows that are told in few words.
    package static let summarized = all.filter { $0.word != nil }

    /// The key in comparison.json.
    ///
    /// - Parameter unit: of thickness: `um` or `voxel`.
    package func key(unit: String) -> String {
        switch kind {
        case .thickness, .slope: "\(name)_\(unit)"
        case .ratio, .coverage: name
        }
    }

    /// A number of this measure, as people read it.
    ///
    /// - Parameter unit: of thickness: `µm` or `voxels`.
    package func text(_ value: Double?, unit: String) -> String {
        guard let value else { return "—" }
        return switch kind {
        case .thickness: "\(fixed(value, 2)) \(unit)"
        case .slope: "\(fixed(value * 100, 2)) % per \(unit == "µm" ? unit : "voxel")"
        case .ratio: fixed(value, 2)
        case .coverage: percentage(value)
        }
    }

    /// A difference of two numbers of this measure, with its sign.
    ///
    /// - Parameter unit: of thickness: `µm` or `voxels`.
    package func differenceText(_ value: Double?, unit: String) -> String {
        guard let value else { return "—" }
        let size = kind == .coverage ? fixed(abs(value) * 100, 1) + " points" : text(abs(value), unit: unit)
        return signed(value, size)
    }

    /// A number of this measure and its interval, as people read them.
    package func text(_ value: Double?, within interval: MeasureIntervals.Interval?, unit: String) -> String {
        text(value, unit: unit) + ends(interval) { text($0, unit: unit) }
    }

    /// A difference of two numbers of this measure and its interval.
    package func differenceText(_ value: Double?, within interval: MeasureIntervals.Interval?, unit: String) -> String {
        differenceText(value, unit: unit) + ends(interval) { differenceText($0, unit: unit) }
    }

    private func ends(_ interval: MeasureIntervals.Interval?, text: (Double) -> String) -> String {
        guard let low = interval?.low, let high = interval?.high else { return "" }
        return " (\(text(low)) to \(text(high)))"
    }
}
