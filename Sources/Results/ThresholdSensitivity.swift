import Stripping

/// How the curve depends on the Na threshold around the one that was used.
package struct ThresholdSensitivity: Codable, Sendable {
    /// How far below and above the threshold used the curve was looked at, in grey values.
    package var step: Double
    /// A point for each n = 0 … N.
    package var points: [Point]

    /// Coverage after n layers at neighbouring thresholds.
    package struct Point: Codable, Sendable {
        /// n.
        package var layersRemoved: Int
        /// Na coverage at the threshold used minus the step.
        package var naCoverageBelow: Double
        /// Na coverage at the threshold used plus the step.
        package var naCoverageAbove: Double
        /// The mean slope between the two: the change of coverage for a grey value more, never positive.
        package var slopePerGreyValue: Double

        enum CodingKeys: String, CodingKey {
            case layersRemoved = "layers_removed"
            case naCoverageBelow = "na_coverage_lower_threshold"
            case naCoverageAbove = "na_coverage_higher_threshold"
            case slopePerGreyValue = "slope_per_grey_value"
        }
    }

    enum CodingKeys: String, CodingKey {
        case points
        case step = "step_grey"
    }

    /// The sensitivity of a sweep at the threshold that was used.
    package init(_ sweep: ThresholdSweep, threshold: Double) {
        let step = sweep.step
        self.step = step
        points = (0...sweep.layers).map { n in
            let below = sweep.naCoverage(atThreshold: threshold - step, afterRemoving: n)
            let above = sweep.naCoverage(atThreshold: threshold + step, afterRemoving: n)
            return Point(
                layersRemoved: n, naCoverageBelow: below, naCoverageAbove: above,
                slopePerGreyValue: step > 0 ? (above - below) / (2 * step) : 0)
        }
    }
}
