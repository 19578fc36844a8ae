import VoxelCore

/// A quantity that a curve has after every number of removed layers.
///
/// One row of the table below is all that there is to a quantity: curve.csv, result.json and its reading back, interpolation
/// and, where the row says so, summary.csv go through the table; those of coverages are drawn in both reports and compared in
/// comparison.csv, too.
public struct CurveQuantity: Sendable {
    /// The name in files: a column of curve.csv, a key of result.json; that of a thickness goes on with its unit.
    public let name: String
    /// What it stands for.
    public let role: Role
    /// Decimal places in tables; nil for as many digits as tell values apart.
    package let places: Int?
    /// Whether tables have columns for its bounds.
    package let hasBand: Bool
    /// The name of the quantity whose value it has, where it tells no more than other bounds of that one.
    package let boundsOf: String?
    /// Whether summary.csv tells it.
    package let isSummarized: Bool
    /// Whether a curve without it is damaged.
    package let isRequired: Bool
    /// The quantity of a state; nil where there is none, as of charge without a length.
    let value: @Sendable (StrippedState) -> Bounded?

    /// What a quantity stands for.
    public enum Role: Sendable, Hashable {
        /// How far the stripping has come: what charts have along their axis.
        case progress
        /// The share of the interface that a phase covers, 0 … 1: drawn and compared.
        case coverage(Phase)
        /// Anything else.
        case other
    }

    private init(
        _ name: String, _ role: Role, places: Int? = nil, hasBand: Bool = false, boundsOf: String? = nil,
        isSummarized: Bool = false,
        isRequired: Bool = false, value: @escaping @Sendable (StrippedState) -> Bounded?
    ) {
        self.name = name
        self.role = role
        self.places = places
        self.hasBand = hasBand
        self.boundsOf = boundsOf
        self.isSummarized = isSummarized
        self.isRequired = isRequired
        self.value = value
    }
}

extension CurveQuantity {
    /// n times the voxel's edge along the stripping axis, in µm; in voxels where there is no voxel size.
    public static let strippedThickness = CurveQuantity("stripped_thickness", .progress, isRequired: true) {
        Bounded($0.thickness)
    }
    /// Capacity of a dense Li layer of that thickness, in mAh cm⁻².
    public static let capacity = CurveQuantity("capacity_mAh_cm2", .progress, places: 6) { state in
        state.edge.map { _ in Bounded(LithiumCapacity.areal(thickness: .um(state.thickness))) }
    }
    /// Capacity of the Li voxels that were really removed, per area of the columns that are not outside, in mAh cm⁻².
    public static let lithiumCapacity = CurveQuantity("li_capacity_mAh_cm2", .other, places: 6) { state in
        state.edge.map { edge in
            let layers = Double(state.removedLithium) / Double(state.insideColumns)
            return Bounded(LithiumCapacity.areal(thickness: .um(layers * edge.micrometres)))
        }
    }
    /// Columns that are Na over the columns that are not outside.
    public static let naCoverage = CurveQuantity(
        "na_coverage", .coverage(.sodium), hasBand: true, isSummarized: true, isRequired: true
    ) { $0.sodium(within: $0.band) }
    /// The 95 % interval of Na coverage of the electrode that the map is a part of: what another area would show. It carries
    /// sampling alone.
    public static let naCoverageOfElectrode = CurveQuantity(
        "na_coverage_area", .other, hasBand: true, boundsOf: "na_coverage"
    ) { $0.sodium(within: $0.sampling) }
    /// Columns that are Li over the columns that are not outside.
    public static let liCoverage = CurveQuantity("li_coverage", .coverage(.lithium), isRequired: true) {
        $0.share($0.columns.lithium)
    }
    /// Columns that are void over the columns that are not outside.
    public static let voidCoverage = CurveQuantity("void_coverage", .coverage(.void), isRequired: true) {
        $0.share($0.columns.void)
    }

    /// The table, in groups: a group's columns are all of its values, then all of its bounds. New rows begin another group,
    /// so that no column that others count on moves.
    package static let groups = [
        [strippedThickness, capacity, lithiumCapacity, naCoverage, liCoverage, voidCoverage],
        [naCoverageOfElectrode],
    ]

    /// Every quantity.
    public static let all = groups.flatMap(\.self)

    /// The coverages, by phase.
    package static let coverages = all.compactMap { quantity in
        if case .coverage(let phase) = quantity.role { (quantity: quantity, phase: phase) } else { nil }
    }

    /// The name with the unit of thickness, where it is one: `stripped_thickness_um`.
    ///
    /// - Parameter hasVoxelSize: whether thicknesses are in µm; else in voxels.
    package func key(hasVoxelSize: Bool) -> String {
        name == Self.strippedThickness.name ? "\(name)_\(hasVoxelSize ? "um" : "voxel")" : name
    }
}
