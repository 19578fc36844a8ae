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

    /// Where Na begins to cover the interface.
    package static let onset = CurveMeasure("onset_thickness", "onset: Na covers 10 %", .thickness, word: "onset") {
        $0.onsetThickness
    }
    /// Where it covers half of what it covers in the end.
    package static let half = CurveMeasure("half_thickness", "half of the final coverage", .thickness, word: "half") {
        $0.halfThickness
    }

    /// The table.
    package static let all = [
        onset, half,
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

    /// A number of this measure, as people read it, with as many digits as its interval leaves a meaning.
    ///
    /// - Parameters:
    ///   - interval: in which it lies, where that is known: "1.20 µm (0.92 to 1.51)".
    ///   - curve: of the comparison or scan, for its unit and layers.
    package func text(_ value: Double?, within interval: MeasureIntervals.Interval? = nil, of curve: CoverageCurve)
        -> String
    {
        text(value, within: interval, of: curve, unit: unit(of: curve)) { fixed($0, $1) }
    }

    /// The same of a difference of two numbers of this measure, with its sign.
    package func differenceText(
        _ value: Double?, within interval: MeasureIntervals.Interval? = nil, of curve: CoverageCurve
    ) -> String {
        text(value, within: interval, of: curve, unit: differenceUnit(of: curve)) {
            signed($0, fixed(abs($0), $1))
        }
    }

    /// What a difference of two scans is called by its sign.
    package struct Directions: Sendable {
        let less, more, same: String

        func word(_ value: Double) -> String { value < 0 ? less : more }
    }

    /// A difference of two numbers of this measure in words: "2.3 µm later in B (1.1 to 3.4)".
    package func text(
        _ value: Double, within interval: MeasureIntervals.Interval?, of curve: CoverageCurve, _ directions: Directions
    ) -> String {
        let scale = scale
        let places = places(within: interval, of: curve)
        let size = { (value: Double) in fixed(scale * abs(value), places) }
        let isNone = !size(value).contains { ("1"..."9").contains($0) }
        let words =
            isNone
            ? "\(directions.same) in both" : "\(size(value))\(differenceUnit(of: curve)) \(directions.word(value)) in B"
        guard let low = interval?.low, let high = interval?.high else { return words }
        if isNone || low < 0 && high > 0 {
            return "\(words) (\(size(low)) \(directions.word(low)) to \(size(high)) \(directions.word(high)))"
        }
        let ends = high > 0 ? [low, high] : [high, low]
        return "\(words) (\(ends.map(size).joined(separator: " to ")))"
    }

    private func text(
        _ value: Double?, within interval: MeasureIntervals.Interval?, of curve: CoverageCurve, unit: String,
        number: (Double, Int) -> String
    ) -> String {
        guard let value else { return "—" }
        let places = places(within: interval, of: curve)
        let ends = interval?.low.flatMap { low in
            interval?.high.map { " (\(number(scale * low, places)) to \(number(scale * $0, places)))" }
        }
        return number(scale * value, places) + unit + (ends ?? "")
    }

    /// Without an interval a thickness means no more than half a layer, between which and the next nothing was seen.
    private func places(within interval: MeasureIntervals.Interval?, of curve: CoverageCurve) -> Int {
        if let low = interval?.low, let high = interval?.high, high > low {
            return VoxelCore.places(within: scale * (high - low) / 2, atMost: kind == .coverage ? 1 : 6)
        }
        return switch kind {
        case .thickness: VoxelCore.places(within: curve.layerThickness / 2, atMost: 6)
        case .slope, .coverage: 1
        case .ratio: 2
        }
    }

    /// People's numbers for one of files.
    private var scale: Double { kind == .coverage || kind == .slope ? 100 : 1 }

    private func differenceUnit(of curve: CoverageCurve) -> String { kind == .coverage ? " points" : unit(of: curve) }

    private func unit(of curve: CoverageCurve) -> String {
        switch kind {
        case .thickness: " " + curve.unit
        case .slope: " % per \(curve.hasVoxelSize ? curve.unit : "voxel")"
        case .ratio: ""
        case .coverage: " %"
        }
    }
}

extension CoverageCurve {
    /// The thickness of its first layer, of which all others are as thick.
    fileprivate var layerThickness: Double { points.count > 1 ? points[1].strippedThickness : 1 }
}
