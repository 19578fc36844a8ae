/// What one number can tell of a curve: when coverage begins, when half of it is there, and how suddenly it comes.
///
/// Between layers a curve is a straight line. Thicknesses are in the curve's own unit, µm or voxels, and slopes are a
/// share of the interface per such a unit. A measure that does not exist is nil, never a number made up.
extension CoverageCurve {
    /// The Na coverage at which it counts as begun.
    public static let onsetCoverage = 0.1

    /// How many layers a slope is taken over: those on either side of a point.
    ///
    /// Where Na begins falls somewhere within a layer. Over one layer its rise would be as steep as this chance allows,
    /// all in one layer or half in each of two; over two it is the same wherever the voxels lie.
    public static let slopeLayers = 2

    /// A rise of Na coverage.
    public struct Rise: Sendable, Hashable {
        /// Na coverage per unit of thickness.
        public let slope: Double
        /// The thickness in the middle of the rise.
        public let thickness: Double
    }

    /// The thickness at which Na coverage first reaches a value; nil if it never does.
    ///
    /// A curve that begins at that value or above it reaches it with its first point.
    ///
    /// - Parameter coverage: 0 … 1.
    public func thickness(reaching coverage: Double) -> Double? {
        guard let index = points.firstIndex(where: { $0.naCoverage >= coverage }) else { return nil }
        guard index > 0 else { return points[index].strippedThickness }
        let (before, after) = (points[index - 1], points[index])
        let share = (coverage - before.naCoverage) / (after.naCoverage - before.naCoverage)
        return before.strippedThickness + share * (after.strippedThickness - before.strippedThickness)
    }

    /// The thickness at which Na covers 10 % of the interface; nil if it never does.
    public var onsetThickness: Double? { thickness(reaching: Self.onsetCoverage) }

    /// The thickness at which Na covers half of what it covers in the end; nil where it covers nothing.
    public var halfThickness: Double? { last.naCoverage > 0 ? thickness(reaching: last.naCoverage / 2) : nil }

    /// The fastest rise over two layers (over the only one where there is one), in the middle of where it is as fast; nil
    /// where Na coverage never rises.
    public var greatestRise: Rise? {
        let layers = min(Self.slopeLayers, points.count - 1)
        guard layers > 0 else { return nil }
        let rises = zip(points, points.dropFirst(layers)).map { before, after in
            Rise(
                slope: (after.naCoverage - before.naCoverage) / (after.strippedThickness - before.strippedThickness),
                thickness: (before.strippedThickness + after.strippedThickness) / 2)
        }
        guard let greatest = rises.map(\.slope).max(), greatest > 0 else { return nil }
        // Slopes of equal steps differ in their last bits.
        let isGreatest = { (rise: Rise) in rise.slope >= greatest * (1 - 1e-9) }
        let run = rises.drop { !isGreatest($0) }.prefix(while: isGreatest)
        guard let first = run.first, let last = run.last else { return nil }
        return Rise(slope: greatest, thickness: (first.thickness + last.thickness) / 2)
    }

    /// The rise from the first to the last point over the thickness between them; nil where there is one point only.
    public var meanSlope: Double? {
        let thickness = last.strippedThickness - points[0].strippedThickness
        return thickness > 0 ? (last.naCoverage - points[0].naCoverage) / thickness : nil
    }

    /// The greatest slope over the mean slope: 1 for a straight line, N / 2 where all Na comes at one depth of N layers;
    /// nil where Na coverage does not rise.
    ///
    /// The number depends on the layers' thickness, so only curves of equal layers can be compared by it; see
    /// ``CurveComparison``.
    public var abruptness: Double? {
        guard let rise = greatestRise, let meanSlope, meanSlope > 0 else { return nil }
        return rise.slope / meanSlope
    }

    /// The area under Na coverage, in the unit of thickness.
    public var area: Double {
        zip(points, points.dropFirst()).reduce(0) { sum, pair in
            sum + (pair.0.naCoverage + pair.1.naCoverage) / 2 * (pair.1.strippedThickness - pair.0.strippedThickness)
        }
    }
}
