import VoxelCore

/// How far two segmentations of one volume agree, voxel by voxel and column by column.
///
/// Counted are voxels whose phase both tell: of the layers of either, and of the SSE before them. Where both have SSE there is
/// nothing to agree on, for how much of it there is, is a matter of where the volume was cut.
public struct PhaseAgreement: Sendable, Hashable {
    /// Voxels by the code of their phase in the first result, then in the second.
    private var counts = Array(repeating: 0, count: Self.codes * Self.codes)
    /// Columns that have an interface in both.
    public private(set) var columns = 0
    /// The sums of the differences of h, of the second less the first, and of their squares, in voxels.
    private var (difference, squares) = (0.0, 0.0)

    /// The phases that are told apart.
    public static let phases: [Phase] = [.lithium, .sodium, .void, .electrolyte]

    private static let codes = Phase.allCases.count

    /// Nothing seen yet.
    package init() {}

    /// Takes in a voxel by its phases in both.
    package mutating func add(_ a: Phase, _ b: Phase) { counts[Int(a.rawValue) * Self.codes + Int(b.rawValue)] += 1 }

    /// Takes in the heights of a column that has both.
    package mutating func add(height a: Float, _ b: Float) {
        let by = Double(b) - Double(a)
        columns += 1
        difference += by
        squares += by * by
    }

    /// The voxels that are of a phase in the first result and of another, or the same, in the second; none for SSE in both.
    public func voxels(_ a: Phase, _ b: Phase) -> Int {
        a == .electrolyte && b == .electrolyte ? 0 : counts[Int(a.rawValue) * Self.codes + Int(b.rawValue)]
    }

    /// All voxels that are counted.
    public var voxels: Int {
        Self.phases.reduce(0) { sum, a in sum + Self.phases.reduce(0) { $0 + voxels(a, $1) } }
    }

    private func either(_ phase: Phase) -> (a: Int, b: Int) {
        (Self.phases.reduce(0) { $0 + voxels(phase, $1) }, Self.phases.reduce(0) { $0 + voxels($1, phase) })
    }

    /// Twice what both have of a phase over what each has: Dice (1945). Nil where neither has any, and for the SSE.
    public func dice(_ phase: Phase) -> Double? {
        let (a, b) = either(phase)
        return phase == .electrolyte || a + b == 0 ? nil : 2 * Double(voxels(phase, phase)) / Double(a + b)
    }

    /// What both have of a phase over what either has: Jaccard (1901). Nil likewise.
    public func jaccard(_ phase: Phase) -> Double? {
        let (a, b) = either(phase)
        let both = voxels(phase, phase)
        return phase == .electrolyte || a + b == 0 ? nil : Double(both) / Double(a + b - both)
    }

    /// h of the second less that of the first, in voxels: its mean and root mean square; nil where no column has both.
    public var heightDifference: (mean: Double, rootMeanSquare: Double)? {
        guard columns > 0 else { return nil }
        return (difference / Double(columns), (squares / Double(columns)).squareRoot())
    }

    /// In a line: "Dice's coefficient of Li 0.991, Na 0.874"; nil where neither has any of these.
    package var words: String? {
        let parts = Self.phases.compactMap { phase in dice(phase).map { "\(phase.name) \(fixed($0, 3))" } }
        return parts.isEmpty ? nil : "Dice's coefficient of \(parts.joined(separator: ", "))"
    }
}
