import VoxelCore

/// How far two segmentations of one volume agree, voxel by voxel and column by column.
///
/// Counted are voxels that lie in the layers of one result or the other and are outside in neither; where both have SSE there
/// is nothing to agree on, for how much of it lies beside the layers is a matter of the box that was read.
public struct PhaseAgreement: Sendable, Hashable {
    /// Voxels by the phase in the first result, then in the second.
    private var counts: [[Int]]
    /// Columns that have an interface in both.
    public private(set) var columns = 0
    /// The sums of the differences of h, of the second less the first, and of their squares, in voxels.
    private var (difference, squares) = (0.0, 0.0)

    /// The phases that are told apart.
    public static let phases: [Phase] = [.lithium, .sodium, .void, .electrolyte]

    /// Nothing seen yet.
    package init() { counts = Array(repeating: Array(repeating: 0, count: 5), count: 5) }

    /// Takes in a voxel by its codes in labels.tif, each at most 4.
    package mutating func add(_ a: UInt8, _ b: UInt8) { counts[Int(a)][Int(b)] += 1 }

    /// Takes in the heights of a column.
    package mutating func add(height a: Float, _ b: Float) {
        let by = Double(b) - Double(a)
        columns += 1
        difference += by
        squares += by * by
    }

    /// The voxels that are of a phase in the first result and of another, or the same, in the second; none for SSE in both.
    public func voxels(_ a: Phase, _ b: Phase) -> Int {
        a == .electrolyte && b == .electrolyte ? 0 : counts[Int(a.rawValue)][Int(b.rawValue)]
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
}
