import VoxelCore

/// Blocks spread over a part of scan B.
struct BlockLayout: Sendable {
    /// A block.
    struct Block: Sendable {
        /// The points that are compared as a whole.
        let points: Lattice
        /// Those of them that are in no other block.
        let own: Lattice
    }

    /// The blocks.
    let blocks: [Block]

    /// The longest edge of a block in steps.
    static let longestEdge = 48
    /// The shortest.
    static let shortestEdge = 16
    /// Blocks are larger than their share, up to this edge, where there is room: smaller ones are found less well.
    private static let sharedEdge = 36
    /// So many blocks a shift, a rotation and a scale take at least.
    static let fewest = 8

    /// Blocks of equal size, as many along each axis as fit and at most `most`, evenly spread.
    ///
    /// - Parameters:
    ///   - cuboid: where they lie in B.
    ///   - steps: the edges of coarse voxels.
    ///   - perAxis: so many along an axis at most.
    ///   - most: so many at most; at least `fewest`.
    init(_ cuboid: Cuboid, steps: Triple, perAxis: Int, most: Int) {
        let extents = (0..<3).map { max(0, Int((cuboid.extents[$0] / steps[$0]).rounded(.down))) }
        guard extents.allSatisfy({ $0 >= Self.shortestEdge }) else {
            blocks = []
            return
        }
        var counts = extents.map { min(perAxis, $0 / Self.shortestEdge) }
        while counts.reduce(1, *) > most, let largest = counts.indices.max(by: { counts[$0] < counts[$1] }) {
            counts[largest] -= 1
        }
        let shares = (0..<3).map { min(Self.longestEdge, extents[$0] / counts[$0]) }
        let edges = (0..<3).map { max(shares[$0], min(Self.sharedEdge, extents[$0])) }
        var blocks: [Block] = []
        for z in 0..<counts[0] {
            for y in 0..<counts[1] {
                for x in 0..<counts[2] {
                    let lattice = { (edges: [Int]) in
                        // Along each axis in the middle of its share, as far as there is room.
                        let place = [z, y, x].enumerated().map { axis, index in
                            let middle = Double(extents[axis]) * (Double(index) + 0.5) / Double(counts[axis])
                            let first = (middle - Double(edges[axis]) / 2).rounded()
                            return min(max(0, first), Double(extents[axis] - edges[axis]))
                        }
                        return Lattice(
                            first: cuboid.low + steps * (Triple(place) + 0.5), steps: steps,
                            extents: SIMD3(edges[0], edges[1], edges[2]))
                    }
                    blocks.append(Block(points: lattice(edges), own: lattice(shares)))
                }
            }
        }
        self.blocks = blocks
    }
}
