import VoxelCore

/// Two curves side by side, over the thickness that both have.
///
/// Curves of one layer thickness are compared layer by layer. Where the layers are of different thickness, the rows are
/// all thicknesses at which either has a point, the other interpolated, and what is measured of a curve (onset,
/// abruptness …) is measured of both at the thicker layers, so that it means the same.
public struct CurveComparison: Sendable, Hashable {
    /// Both curves at one thickness.
    public struct Row: Sendable, Hashable {
        /// n, where it is the same for both; nil for curves of different layer thickness.
        public let layersRemoved: Int?
        /// The state of the first curve.
        public let a: CoverageCurve.Point
        /// The state of the second.
        public let b: CoverageCurve.Point

        /// In µm, or in voxels where there is no voxel size.
        public var strippedThickness: Double { a.strippedThickness }
        /// Half the widths of the interval of the difference in Na coverage, below and above it; nil where nothing backs one.
        fileprivate let reach: Reach?

        fileprivate struct Reach: Sendable, Hashable {
            let below, above: Double
        }

        /// A quantity of the second less that of the first; nil where either has none. Of Na coverage with the interval in
        /// which the difference of the two electrodes lies, at all layers at once with 95 %; no bounds where nothing backs them.
        public func difference(_ quantity: CurveQuantity) -> Bounded? {
            a[quantity].flatMap { a in
                b[quantity].map { b in
                    let value = b.value - a.value
                    guard quantity.name == CurveQuantity.naCoverage.name, let reach else { return Bounded(value) }
                    return Bounded(value, low: max(-1, value - reach.below), high: min(1, value + reach.above))
                }
            }
        }

        /// Na coverage of the second less that of the first.
        public var naDifference: Double { b.naCoverage - a.naCoverage }
    }

    /// The first curve at the layers that both are measured at, up to the common thickness.
    public let a: CoverageCurve
    /// The second curve there.
    public let b: CoverageCurve
    /// Both by ascending thickness.
    public let rows: [Row]
    /// Whether the rows are layers; else thicknesses.
    public let isByLayer: Bool

    /// Compares two curves.
    ///
    /// - Throws: `SimstripError` of kind `data` where one is in µm and the other in voxels.
    public init(_ a: CoverageCurve, _ b: CoverageCurve) throws(SimstripError) {
        guard a.hasVoxelSize == b.hasVoxelSize else {
            let (measured, counted) = a.hasVoxelSize ? ("first", "second") : ("second", "first")
            throw .data(
                "the \(measured) curve is in µm and the \(counted) in voxels, which cannot be compared; strip both with"
                    + " a --voxel-size, or both with --voxel-size voxel")
        }
        isByLayer = Self.haveEqualLayers(a, b)
        if isByLayer {
            let count = min(a.points.count, b.points.count)
            self.a = CoverageCurve(points: Array(a.points.prefix(count)), hasVoxelSize: a.hasVoxelSize)
            self.b = CoverageCurve(points: Array(b.points.prefix(count)), hasVoxelSize: b.hasVoxelSize)
            rows = zip(self.a.points, self.b.points).map { Row($0.layersRemoved, $0, $1) }
        } else {
            let aIsThicker = a.points[1].strippedThickness > b.points[1].strippedThickness
            self.a = aIsThicker ? a.cut(to: b) : a.sampled(like: b)
            self.b = aIsThicker ? b.sampled(like: a) : b.cut(to: a)
            let end = self.a.last.strippedThickness
            let thicknesses = Set((a.points + b.points).map(\.strippedThickness).filter { $0 <= end }).sorted()
            rows = thicknesses.compactMap { thickness in
                guard let pointA = a.point(at: thickness), let pointB = b.point(at: thickness) else { return nil }
                return Row(nil, pointA, pointB)
            }
        }
    }

    private static func haveEqualLayers(_ a: CoverageCurve, _ b: CoverageCurve) -> Bool {
        guard a.points.count > 1, b.points.count > 1 else { return true }
        let (edgeA, edgeB) = (a.points[1].strippedThickness, b.points[1].strippedThickness)
        return abs(edgeA - edgeB) <= 1e-6 * edgeA
    }

    /// Whether the electrodes' curves differ by more than the uncertainty of both: whether 0 lies outside the interval of the
    /// difference anywhere; nil where nothing backs that interval.
    public var differ: Bool? {
        let intervals = rows.compactMap { $0.difference(.naCoverage) }.compactMap { difference in
            difference.low.flatMap { low in difference.high.map { (low: low, high: $0) } }
        }
        guard intervals.count == rows.count else { return nil }
        return intervals.contains { $0.low > 0 || $0.high < 0 }
    }

    /// Where the curves differ by most of what is uncertain; nil where they do not, or that cannot be said.
    public var clearestDifference: Row? {
        guard differ == true else { return nil }
        return rows.max { $0.clarity < $1.clarity }
    }

    /// The thickness over which both are compared.
    public var thickness: Double { a.last.strippedThickness }

    /// The area between the curves, whichever lies above, in the unit of thickness.
    ///
    /// Both are straight between rows: a sum over trapezia, of which one that crosses 0 is two triangles.
    public var areaBetween: Double {
        zip(rows, rows.dropFirst()).reduce(0) { sum, pair in
            let width = pair.1.strippedThickness - pair.0.strippedThickness
            let (left, right) = (pair.0.naDifference, pair.1.naDifference)
            let mean =
                left * right < 0
                ? (left * left + right * right) / (2 * abs(left - right)) : abs(left + right) / 2
            return sum + mean * width
        }
    }
}

extension CurveComparison.Row {
    /// The errors of both methods are independent of each other, and of which part of the electrodes was scanned: half widths
    /// add up in squares.
    fileprivate init(_ layersRemoved: Int?, _ a: CoverageCurve.Point, _ b: CoverageCurve.Point) {
        self.layersRemoved = layersRemoved
        self.a = a
        self.b = b
        guard let a = CurveErrors.AtPoint(a), let b = CurveErrors.AtPoint(b) else {
            reach = nil
            return
        }
        let wider = CurveErrors.deviationsOfCurve / CurveErrors.deviationsOfSampling
        let sampling = wider * wider * (a.sampling * a.sampling + b.sampling * b.sampling)
        let sum = { (x: Double, y: Double) in (x * x + y * y + sampling).squareRoot() }
        reach = Reach(below: sum(b.below, a.above), above: sum(b.above, a.below))
    }

    /// A difference of two scans of one place: the bands of both curves, and what the place itself scatters by.
    ///
    /// - Parameters:
    ///   - value: the difference.
    ///   - deviation: the standard deviation of the difference from area to area.
    func bounded(_ value: Double, samePlaceDeviation deviation: Double) -> Bounded {
        guard let a = CurveErrors.AtPoint(a), let b = CurveErrors.AtPoint(b) else { return Bounded(value) }
        let sampling = CurveErrors.deviationsOfCurve * deviation
        let sum = { (x: Double, y: Double) in (x * x + y * y + sampling * sampling).squareRoot() }
        return Bounded(
            value, low: max(-1, value - sum(b.below, a.above)), high: min(1, value + sum(b.above, a.below)))
    }

    /// The difference over half the width of its interval towards 0.
    fileprivate var clarity: Double {
        guard let reach else { return 0 }
        let width = naDifference > 0 ? reach.below : reach.above
        return width > 0 ? abs(naDifference) / width : abs(naDifference) > 0 ? .infinity : 0
    }
}
