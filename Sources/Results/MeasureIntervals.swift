import Stripping

/// The intervals in which 95 of 100 numbers lie that are measured of two electrodes' curves, and of their difference.
package struct MeasureIntervals: Sendable {
    /// Low and high end; nil where too many curves have no such number.
    package typealias Interval = (low: Double?, high: Double?)

    private let values: [String: (a: [Double?], b: [Double?])]

    /// The intervals of two curves; nil where either has no band.
    package init?(_ curves: CurveComparison) {
        guard let errorsOfA = CurveErrors(of: curves.a), let errorsOfB = CurveErrors(of: curves.b) else { return nil }
        let a = CurveEnsemble(about: curves.a, errorsOfA, stream: 0).curves
        let b = CurveEnsemble(about: curves.b, errorsOfB, stream: 1).curves
        values = Dictionary(
            uniqueKeysWithValues: CurveMeasure.all.map { measure in
                (measure.name, (a.map { measure.value($0) }, b.map { measure.value($0) }))
            })
    }

    /// Of a measure of the first curve.
    package func a(_ measure: CurveMeasure) -> Interval { CurveEnsemble.interval(of: values[measure.name]?.a ?? []) }

    /// Of a measure of the second.
    package func b(_ measure: CurveMeasure) -> Interval { CurveEnsemble.interval(of: values[measure.name]?.b ?? []) }

    /// Of the second less the first.
    package func difference(_ measure: CurveMeasure) -> Interval {
        guard let found = values[measure.name] else { return (nil, nil) }
        return CurveEnsemble.interval(of: zip(found.a, found.b).map { a, b in a.flatMap { a in b.map { $0 - a } } })
    }
}

extension CoverageCurve {
    /// The curve, bounded by what it is at neighbouring thresholds, where it has no band of its own: plain thresholds have none,
    /// but whoever sweeps them knows what a choice of threshold is worth.
    package func bounded(by sensitivity: ThresholdSensitivity?) -> CoverageCurve {
        guard let sensitivity, sensitivity.points.count == points.count,
            points.allSatisfy({ $0[.naCoverage]?.low == nil })
        else { return self }
        let bounded = zip(points, sensitivity.points).map { point, neighbours in
            Point(layersRemoved: point.layersRemoved) { quantity in
                guard var value = point[quantity] else { return nil }
                if quantity.name == CurveQuantity.naCoverage.name {
                    value.low = min(value.value, neighbours.naCoverageAbove)
                    value.high = max(value.value, neighbours.naCoverageBelow)
                }
                return value
            }
        }
        return CoverageCurve(points: bounded, hasVoxelSize: hasVoxelSize)
    }
}
