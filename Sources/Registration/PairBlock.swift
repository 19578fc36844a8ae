import VoxelCore

/// A block of SSE as both scans show it.
struct PairBlock: Sendable {
    /// Its points in scan B.
    let lattice: Lattice
    /// Those of them that are in no other block.
    let own: Lattice
    /// What scan A shows where the block was expected, with room about it.
    let a: Texture
    /// What scan B shows.
    let b: Texture

    /// How far beyond a block greys are read for its filters, in coarse voxels.
    private static let margin = 10.0

    /// Reads a block of both scans.
    ///
    /// - Parameters:
    ///   - block: its points in B.
    ///   - similarity: where they are expected in A.
    ///   - reach: how many steps off they may lie.
    /// - Returns: nil where less than half of the block is valid in either.
    /// - Throws: `SimstripError` from reading.
    init?(
        _ pair: CommonSpace, _ block: BlockLayout.Block, through similarity: Similarity, reach: Int,
        readers: PairReaders
    ) throws {
        let lattice = block.points
        let cuboid = lattice.cuboid
        let wide = lattice.grown(by: SIMD3(repeating: reach))
        let expected = wide.cuboid.around { similarity($0) }
        let margin = pair.coarse * Self.margin
        guard let partOfB = CommonSpace.part(of: pair.b, edges: pair.edgesOfB, cuboid, margin: margin),
            let partOfA = CommonSpace.part(of: pair.a, edges: pair.edgesOfA, expected, margin: margin)
        else { return nil }
        guard let greyOfB = try Self.grey(pair, pair.b, partOfB, edges: pair.edgesOfB, reader: readers.b),
            let greyOfA = try Self.grey(pair, pair.a, partOfA, edges: pair.edgesOfA, reader: readers.a)
        else { return nil }
        self.lattice = lattice
        own = block.own
        b = Texture(greyOfB, coarse: pair.coarse)
        a = Texture(greyOfA, coarse: pair.coarse)
    }
}

extension PairBlock {
    /// The greys of a box, averaged over as many whole voxels as the other scan's voxels take; nil where none are valid.
    private static func grey(
        _ pair: CommonSpace, _ scan: ElectrolyteBox, _ part: VoxelRegion, edges: Triple, reader: any VolumeReader
    ) throws -> GreyBox? {
        let bin = pair.bin(edges: edges)
        let extents = SIMD3(part.slices.count, part.rows.count, part.columns.count)
        guard (0..<3).allSatisfy({ extents[$0] >= bin[$0] }) else { return nil }
        let grey = try GreyBox(scan, part, bin: bin, unit: pair.unit, reader: reader)
        return grey.validCount > 0 ? grey : nil
    }

    /// How many numbers a block of the longest edges holds of both scans, at most.
    static func size(of pair: CommonSpace, reach: Int) -> Int {
        let edge = Double(BlockLayout.longestEdge) + 2 * margin
        func size(_ edges: Triple, room: Double) -> Double {
            let ratio = pair.coarse / edges / Triple(pair.bin(edges: edges))
            return ratio.indices.reduce(1) { $0 * ((edge + room) * ratio[$1] + 2) }
        }
        return Int(size(pair.edgesOfA, room: 2 * Double(reach)) + size(pair.edgesOfB, room: 0))
    }
}

/// A reader of either scan, for one thread.
struct PairReaders {
    let a: any VolumeReader
    let b: any VolumeReader

    init(_ pair: CommonSpace) throws {
        a = try pair.a.source.makeReader()
        b = try pair.b.source.makeReader()
    }
}
