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
        /// A quantity of the second less that of the first; nil where either has none. Bounds stay away until something backs
        /// those of a difference.
        public func difference(_ quantity: CurveQuantity) -> Bounded? {
            a[quantity].flatMap { a in b[quantity].map { Bounded($0.value - a.value) } }
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
            rows = zip(self.a.points, self.b.points).map { Row(layersRemoved: $0.layersRemoved, a: $0, b: $1) }
        } else {
            let aIsThicker = a.points[1].strippedThickness > b.points[1].strippedThickness
            self.a = aIsThicker ? a.cut(to: b) : a.sampled(like: b)
            self.b = aIsThicker ? b.sampled(like: a) : b.cut(to: a)
            let end = self.a.last.strippedThickness
            let thicknesses = Set((a.points + b.points).map(\.strippedThickness).filter { $0 <= end }).sorted()
            rows = thicknesses.compactMap { thickness in
                guard let pointA = a.point(at: thickness), let pointB = b.point(at: thickness) else { return nil }
                return Row(layersRemoved: nil, a: pointA, b: pointB)
            }
        }
    }

    private static func haveEqualLayers(_ a: CoverageCurve, _ b: CoverageCurve) -> Bool {
        guard a.points.count > 1, b.points.count > 1 else { return true }
        let (edgeA, edgeB) = (a.points[1].strippedThickness, b.points[1].strippedThickness)
        return abs(edgeA - edgeB) <= 1e-6 * edgeA
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
