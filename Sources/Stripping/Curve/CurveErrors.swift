import VoxelCore

/// How far a curve of Na coverage may lie from that of the electrode: what its band says of the map, and its sampling interval of
/// the electrode that the map is a part of.
///
/// Both are errors of a whole curve: what is off at one layer is off at the next. Between two layers that lie k apart the errors
/// of the method go together by ``bandMemory``ᵏ; those of sampling by the share of Na that both have.
package struct CurveErrors: Sendable, Hashable {
    /// The errors of a point.
    package struct AtPoint: Sendable, Hashable {
        /// How far the band reaches below and above the curve, and half of the sampling interval.
        package let below, above, sampling: Double

        /// The errors of a point; nil where it has no band. Without a sampling interval that of the band is all there is.
        init?(_ point: CoverageCurve.Point) {
            guard let band = point[.naCoverage], let low = band.low, let high = band.high else { return nil }
            let area = point[.naCoverageOfElectrode]
            below = max(0, band.value - low)
            above = max(0, high - band.value)
            sampling = area?.low.flatMap { low in area?.high.map { ($0 - low) / 2 } } ?? 0
        }
    }

    /// Point by point.
    package let points: [AtPoint]

    /// The errors of a curve; nil where a point has no band.
    ///
    /// - Parameter curve: with its bounds.
    package init?(of curve: CoverageCurve) {
        points = curve.points.compactMap { AtPoint($0) }
        if points.count < curve.points.count { return nil }
    }

    /// How much of a method's error at one layer is left at the next: measured on the bank of simulated scans.
    package static let bandMemory = 0.93
    /// A band holds whole curves; at a single layer its half width is so many standard deviations of the error.
    package static let deviationsOfBand = 2.5
    /// A sampling interval holds a single layer's coverage with 95 %.
    package static let deviationsOfSampling = 1.959964
    /// As wide as this many standard deviations of sampling, intervals hold the whole curve: Bonferroni's bound for 10 layers.
    package static let deviationsOfCurve = 2.807
}

/// Curves as they may be, all that is known of the errors of one taken into account: for the intervals of what is measured of
/// it.
package struct CurveEnsemble: Sendable {
    /// Curves that rise as coverage does.
    package let curves: [CoverageCurve]
    private static let size = 400

    /// Draws curves about one; the same for the same curve and stream.
    ///
    /// - Parameters:
    ///   - stream: 0 and on; ensembles of different streams are independent.
    package init(about curve: CoverageCurve, _ errors: CurveErrors, stream: UInt64) {
        var random = SplitMix64(seed: 0x51_7E1E ^ stream &* 0x9E37_79B9_7F4A_7C15)
        curves = (0..<Self.size).map { _ in
            let method = Self.walk(curve.points.count, memory: CurveErrors.bandMemory, &random)
            let sampling = Self.walk(curve.points.count, memory: 0.95, &random)
            var least = 0.0
            let points = curve.points.indices.map { n -> CoverageCurve.Point in
                let half = method[n] < 0 ? errors.points[n].below : errors.points[n].above
                let value =
                    curve.points[n].naCoverage + method[n] / CurveErrors.deviationsOfBand * half
                    + sampling[n] / CurveErrors.deviationsOfSampling * errors.points[n].sampling
                least = min(1, max(least, value))
                return CoverageCurve.Point(
                    layersRemoved: curve.points[n].layersRemoved,
                    strippedThickness: curve.points[n].strippedThickness, naCoverage: Bounded(least))
            }
            return CoverageCurve(points: points, hasVoxelSize: curve.hasVoxelSize)
        }
    }

    /// Normal deviates, each of which remembers the one before it.
    private static func walk(_ count: Int, memory: Double, _ random: inout SplitMix64) -> [Double] {
        var value = random.normal()
        return (0..<count).map { _ in
            defer { value = memory * value + (1 - memory * memory).squareRoot() * random.normal() }
            return value
        }
    }

    /// Between which 95 of 100 values lie; an end is nil where too many curves have none to say where it is.
    package static func interval(of values: [Double?]) -> (low: Double?, high: Double?) {
        let found = values.compactMap(\.self).sorted()
        let missing = values.count - found.count
        let tail = Int((0.025 * Double(values.count)).rounded(.down))
        // What has no value lies beyond the end that it cannot be told from.
        guard missing <= tail, found.count > 2 * tail else { return (nil, nil) }
        return (found[tail], found[found.count - 1 - tail])
    }
}
