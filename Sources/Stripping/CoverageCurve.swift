import VoxelCore

/// Coverage of the interface against the Li that has been stripped.
public struct CoverageCurve: Sendable, Hashable {
    /// The state after n layers.
    public struct Point: Sendable, Hashable {
        /// n.
        public let layersRemoved: Int
        /// n times the voxel's edge along the stripping axis, in µm; in voxels where there is no voxel size.
        public let strippedThickness: Double
        /// Capacity of a dense Li layer of that thickness, in mAh cm⁻²; nil without a voxel size.
        public let capacity: Double?
        /// Capacity of the Li voxels that were really removed, per area of the columns that are not outside.
        public let lithiumCapacity: Double?
        /// Columns by phase over the columns that are not outside, 0 … 1; they add up to 1.
        public let naCoverage: Double
        /// See ``naCoverage``.
        public let liCoverage: Double
        /// See ``naCoverage``.
        public let voidCoverage: Double

        /// A state of given numbers; see the properties.
        public init(
            layersRemoved: Int, strippedThickness: Double, capacity: Double?, lithiumCapacity: Double?,
            naCoverage: Double, liCoverage: Double, voidCoverage: Double
        ) {
            self.layersRemoved = layersRemoved
            self.strippedThickness = strippedThickness
            self.capacity = capacity
            self.lithiumCapacity = lithiumCapacity
            self.naCoverage = naCoverage
            self.liCoverage = liCoverage
            self.voidCoverage = voidCoverage
        }
    }

    /// One point for each n = 0 … N.
    public let points: [Point]
    /// Whether thicknesses are in µm; else in voxels.
    public let hasVoxelSize: Bool

    /// A curve of given states.
    ///
    /// - Parameters:
    ///   - points: at least one, by ascending thickness.
    ///   - hasVoxelSize: whether their thicknesses are in µm.
    public init(points: [Point], hasVoxelSize: Bool) {
        precondition(!points.isEmpty, "a curve has a point for n = 0")
        self.points = points
        self.hasVoxelSize = hasVoxelSize
    }

    /// The curve of a stripped slab.
    ///
    /// - Parameters:
    ///   - stripped: the slab.
    ///   - voxelSize: nil to work in voxels.
    public init(_ stripped: StrippedSlab, voxelSize: VoxelSize?) {
        let edge = voxelSize?[stripped.slab.geometry.axis]
        let columns = Double(stripped.insideColumns)
        var removedLithium = 0
        var points: [Point] = []
        for (n, counts) in stripped.counts.enumerated() {
            if n > 0 { removedLithium += stripped.voxels[n - 1].lithium }
            let thickness = withoutRoundingError(Double(n) * (edge?.micrometres ?? 1))
            let lithium = edge.map { Length(micrometres: Double(removedLithium) / columns * $0.micrometres) }
            points.append(
                Point(
                    layersRemoved: n, strippedThickness: thickness,
                    capacity: edge.map { _ in LithiumCapacity.areal(thickness: Length(micrometres: thickness)) },
                    lithiumCapacity: lithium.map { LithiumCapacity.areal(thickness: $0) },
                    naCoverage: Double(counts.sodium) / columns, liCoverage: Double(counts.lithium) / columns,
                    voidCoverage: Double(counts.void) / columns))
        }
        self.points = points
        hasVoxelSize = edge != nil
    }

    /// The state after all layers.
    public var last: Point { points[points.count - 1] }
}

/// A product of a few decimal digits without the binary residue that would print as 4.199999999999999.
private func withoutRoundingError(_ value: Double) -> Double { (value * 1e9).rounded() / 1e9 }
