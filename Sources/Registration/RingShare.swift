import VoxelCore

/// How much of what two scans share are rings about the scanner's axis: what a detector leaves at the same place in every scan.
///
/// Of every block, the mean along each arc, one voxel wide and of one slice, is a ring; texture leaves little in it.
struct RingShare: Sendable {
    /// The share of rings in the covariance of both scans, about 0.1 for texture and near 1 for rings; nil where arcs are too few.
    let share: Double?

    /// More than that means that rings, not texture, were found.
    static let most = 0.5
    /// The shift of a detector's rings is 0; one of at most so many voxels along each axis is looked at.
    private static let still = 0.5
    /// Their rotation is 0, too, but for one about their axis, which they do not show; in degrees.
    private static let unturned = 0.3
    /// Arcs of fewer points are left out.
    private static let shortest = 12

    /// Whether a similarity leaves rings nearly where they were.
    static func isAsked(of similarity: Similarity, _ pair: CommonSpace) -> Bool {
        let axis = pair.axisOfRings
        // The point of the axis beside what was compared.
        var point = axis.centre
        point[axis.along] = similarity.origin[axis.along]
        let shift = (similarity(point) - point) / pair.coarse
        var turn = similarity.rotation.degrees
        turn[axis.along] = 0
        return max(shift.max(), -shift.min()) <= still && turn.length <= unturned
    }

    /// The share over blocks.
    init(_ blocks: [PairBlock], through similarity: Similarity, of pair: CommonSpace, threads: Int) throws {
        let axis = pair.axisOfRings
        let steps = pair.coarse
        let parts = try concurrentMap(count: blocks.count, threads: threads) { index -> (rings: Double, all: Double) in
            let lattice = blocks[index].lattice
            let a = lattice.values(of: blocks[index].a, through: similarity).values
            let b = lattice.values(of: blocks[index].b, through: Similarity(origin: .zero, image: .zero)).values
            var arcs: [SIMD2<Int>: Arc] = [:]
            var order: [SIMD2<Int>] = []
            var place = 0
            for z in 0..<lattice.extents[0] {
                for y in 0..<lattice.extents[1] {
                    for x in 0..<lattice.extents[2] {
                        let point = (lattice.point(z, y, x) - axis.centre) / steps
                        let (row, column) = (point[axis.across.0], point[axis.across.1])
                        let radius = (row * row + column * column).squareRoot()
                        let key = SIMD2(SIMD3(z, y, x)[axis.along], Int(radius.rounded()))
                        let (ofA, ofB) = (Double(a[place]), Double(b[place]))
                        if arcs[key] == nil { order.append(key) }
                        var arc = arcs[key] ?? Arc()
                        arc.add(ofA, ofB)
                        arcs[key] = arc
                        place += 1
                    }
                }
            }
            return order.reduce(into: (rings: 0.0, all: 0.0)) { sums, key in
                guard let arc = arcs[key], arc.count >= Self.shortest else { return }
                sums.rings += arc.a * arc.b / Double(arc.count)
                sums.all += arc.all
            }
        }
        let sums = parts.reduce((rings: 0.0, all: 0.0)) { ($0.rings + $1.rings, $0.all + $1.all) }
        share = sums.all > 0 ? sums.rings / sums.all : nil
    }
}

/// The sums over an arc.
private struct Arc {
    private(set) var count = 0
    private(set) var (a, b) = (0.0, 0.0)
    private(set) var all = 0.0

    mutating func add(_ ofA: Double, _ ofB: Double) {
        count += 1
        a += ofA
        b += ofB
        all += ofA * ofB
    }
}

extension CommonSpace {
    /// The axis about which rings lie in B: a point on it, the axis along it and those across, as indices of z, y, x.
    fileprivate var axisOfRings: (centre: Triple, along: Int, across: (Int, Int)) {
        let shape = b.source.shape
        let along = Axis.allCases.firstIndex(of: b.scannerAxis.axis) ?? 0
        var centre = Triple(shape.extents.map { Double($0) }) / 2
        let across = [(1, 2), (0, 2), (0, 1)][along]
        if let given = b.scannerAxis.centre { (centre[across.0], centre[across.1]) = (given.row, given.column) }
        return (centre * edgesOfB, along, across)
    }
}
