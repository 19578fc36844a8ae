import Stripping
import VoxelCore

/// What one number tells of a curve, by the name it has in comparison.json and in tables.
package enum CurveMeasure: CaseIterable {
    case onset
    case half
    case greatestSlope
    case greatestSlopePlace
    case meanSlope
    case abruptness
    case area
    case finalCoverage

    /// The number; nil where the curve has none.
    package func value(of curve: CoverageCurve) -> Double? {
        switch self {
        case .onset: curve.onsetThickness
        case .half: curve.halfThickness
        case .greatestSlope: curve.greatestRise?.slope
        case .greatestSlopePlace: curve.greatestRise?.thickness
        case .meanSlope: curve.meanSlope
        case .abruptness: curve.abruptness
        case .area: curve.area
        case .finalCoverage: curve.last.naCoverage
        }
    }

    /// The key in comparison.json.
    ///
    /// - Parameter unit: of thickness: `um` or `voxel`.
    package func key(unit: String) -> String {
        switch self {
        case .onset: "onset_thickness_\(unit)"
        case .half: "half_thickness_\(unit)"
        case .greatestSlope: "greatest_slope_per_\(unit)"
        case .greatestSlopePlace: "greatest_slope_at_\(unit)"
        case .meanSlope: "mean_slope_per_\(unit)"
        case .abruptness: "abruptness"
        case .area: "area_\(unit)"
        case .finalCoverage: "final_na_coverage"
        }
    }

    /// What people call it.
    package var title: String {
        switch self {
        case .onset: "onset: Na covers 10 %"
        case .half: "half of the final coverage"
        case .greatestSlope: "greatest slope, over \(CoverageCurve.slopeLayers) layers"
        case .greatestSlopePlace: "where it lies"
        case .meanSlope: "mean slope"
        case .abruptness: "abruptness (1: a straight line)"
        case .area: "area under the curve"
        case .finalCoverage: "final Na coverage"
        }
    }

    /// The same in a word, for a terminal.
    package var shortTitle: String {
        switch self {
        case .onset: "onset"
        case .half: "half"
        case .abruptness: "abruptness"
        default: title
        }
    }

    /// A difference of two numbers of this measure, with its sign.
    ///
    /// - Parameter unit: of thickness: `µm` or `voxels`.
    package func differenceText(_ value: Double?, unit: String) -> String {
        guard let value else { return "—" }
        let size = self == .finalCoverage ? fixed(abs(value) * 100, 1) + " points" : text(abs(value), unit: unit)
        return (value < 0 ? "−" : "+") + size
    }

    /// A number of this measure, as people read it.
    ///
    /// - Parameter unit: of thickness: `µm` or `voxels`.
    package func text(_ value: Double?, unit: String) -> String {
        guard let value else { return "—" }
        return switch self {
        case .onset, .half, .greatestSlopePlace, .area: "\(fixed(value, 2)) \(unit)"
        case .greatestSlope, .meanSlope: "\(fixed(value * 100, 2)) % per \(unit == "µm" ? unit : "voxel")"
        case .abruptness: fixed(value, 2)
        case .finalCoverage: percentage(value)
        }
    }
}
