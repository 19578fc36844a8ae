import VoxelCore

/// Where a block of scan B was found in scan A.
struct BlockMatch: Sendable {
    /// The block's middle in B.
    let centre: Triple
    /// Where that lies in A.
    let image: Triple
    /// The correlation there over the highest elsewhere, more than 3 voxels away; infinite where there is none.
    let peakRatio: Double

    /// Where the correlation of a block is highest within a reach about where it is expected.
    ///
    /// - Returns: nil where less than half of the block is known in either scan, or nothing in them varies.
    init?(_ block: PairBlock, through similarity: Similarity, reach: Int) {
        let reach = SIMD3(repeating: reach)
        let b = block.lattice.values(of: block.b, through: Similarity(origin: .zero, image: .zero))
        guard b.known >= 0.5 else { return nil }
        let a = block.lattice.grown(by: reach).values(of: block.a, through: similarity)
        guard a.known >= 0.25, Self.varies(a.values), Self.varies(b.values) else { return nil }
        let extents = block.lattice.extents
        let map = LagMap(
            of: Taper.applied(to: b.values, extents), in: a.values,
            shape: VolumeShape(slices: extents[0], rows: extents[1], columns: extents[2]), reach: reach)
        let peaks = map.peaks(atMost: 2, apart: 3)
        guard let best = peaks.first else { return nil }
        centre = block.lattice.centre
        image = similarity(centre + best.lag * block.lattice.steps)
        peakRatio = peaks.count > 1 ? best.value / peaks[1].value : .infinity
    }

    private static func varies(_ values: [Float]) -> Bool { values.contains { $0 != 0 } }
}
