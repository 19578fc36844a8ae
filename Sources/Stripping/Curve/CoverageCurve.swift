import VoxelCore

/// Coverage of the interface against the Li that has been stripped.
public struct CoverageCurve: Sendable, Hashable {
    /// The state after n layers.
    public struct Point: Sendable, Hashable {
        /// n.
        public let layersRemoved: Int
        /// The quantities that there are, by their names.
        private let values: [String: Bounded]

        /// A state of given quantities.
        package init(layersRemoved: Int, quantity: (CurveQuantity) -> Bounded?) {
            self.layersRemoved = layersRemoved
            let found = CurveQuantity.all.compactMap { row in quantity(row).map { (row.name, $0) } }
            values = Dictionary(uniqueKeysWithValues: found)
        }

        /// A state of given coverages: what the three do not tell is not there.
        ///
        /// - Parameters:
        ///   - layersRemoved: n.
        ///   - strippedThickness: in the curve's unit.
        ///   - capacity: of a dense Li layer of that thickness, in mAh cm⁻²; nil without a voxel size.
        ///   - naCoverage: 0 … 1; all that is not Na is Li.
        package init(layersRemoved: Int, strippedThickness: Double, capacity: Double? = nil, naCoverage: Bounded) {
            let known: [String: Bounded?] = [
                CurveQuantity.strippedThickness.name: Bounded(strippedThickness),
                CurveQuantity.capacity.name: capacity.map { Bounded($0) }, CurveQuantity.naCoverage.name: naCoverage,
                CurveQuantity.liCoverage.name: Bounded(1 - naCoverage.value),
                CurveQuantity.voidCoverage.name: Bounded(0),
            ]
            self.init(layersRemoved: layersRemoved) { known[$0.name] ?? nil }
        }

        /// A quantity with its bounds; nil where the state has none.
        public subscript(quantity: CurveQuantity) -> Bounded? { values[quantity.name] }
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
    package init(points: [Point], hasVoxelSize: Bool) {
        precondition(!points.isEmpty, "a curve has a point for n = 0")
        self.points = points
        self.hasVoxelSize = hasVoxelSize
    }

    /// The curve of a stripped slab.
    ///
    /// - Parameters:
    ///   - stripped: the slab.
    ///   - voxelSize: nil to work in voxels.
    ///   - bounds: between which Na coverage lies; nil where nothing is known of that.
    package init(_ stripped: StrippedSlab, voxelSize: VoxelSize?, within bounds: CurveBounds? = nil) {
        let points = StrippedState.all(of: stripped, voxelSize: voxelSize, within: bounds).map { state in
            Point(layersRemoved: state.layersRemoved) { $0.value(state) }
        }
        self.init(points: points, hasVoxelSize: voxelSize != nil)
    }

    /// The state after all layers.
    public var last: Point { points[points.count - 1] }

    /// The tenths of its thickness at which a curve is marked wherever it is shown or told, as Yoon et al. (2025, Fig. 3) mark 3, 6
    /// and 10 layers.
    package static let markedTenths = [3, 6, 10]

    /// The numbers of layers, one at least, that are nearest to the marks. Of few layers some are the same.
    package var markedLayers: [Int] { markedLayers(within: last.strippedThickness) }

    /// The same of a thickness that the curve does not go beyond; none where it ends with the first layer.
    package func markedLayers(within thickness: Double) -> [Int] {
        let within = points.dropFirst().prefix { $0.strippedThickness <= thickness }
        return Self.markedTenths.compactMap { tenths in
            // Half-way between two layers the deeper one is meant.
            let wanted = (Double(tenths) / 10 + 1e-6) * thickness
            return within.min { abs($0.strippedThickness - wanted) < abs($1.strippedThickness - wanted) }?.layersRemoved
        }
    }

    /// Whether void covers any of the interface, ever.
    package var hasVoid: Bool { points.contains { $0.voidCoverage > 0 } }

    /// The coverages that are worth a line: those of Na and Li, and of what else covers any of the interface.
    package var shownCoverages: [(quantity: CurveQuantity, phase: Phase)] {
        CurveQuantity.coverages.filter { quantity, phase in
            phase == .sodium || phase == .lithium || points.contains { ($0[quantity]?.value ?? 0) > 0 }
        }
    }
}

extension CoverageCurve.Point {
    /// See ``CurveQuantity/strippedThickness``.
    public var strippedThickness: Double { self[.strippedThickness]?.value ?? .nan }
    /// See ``CurveQuantity/capacity``; nil without a voxel size.
    public var capacity: Double? { self[.capacity]?.value }
    /// See ``CurveQuantity/lithiumCapacity``; nil without a voxel size.
    public var lithiumCapacity: Double? { self[.lithiumCapacity]?.value }
    /// See ``CurveQuantity/naCoverage``. The three coverages add up to 1.
    public var naCoverage: Double { self[.naCoverage]?.value ?? .nan }
    /// See ``CurveQuantity/liCoverage``.
    public var liCoverage: Double { self[.liCoverage]?.value ?? .nan }
    /// See ``CurveQuantity/voidCoverage``.
    public var voidCoverage: Double { self[.voidCoverage]?.value ?? .nan }
}
