import Synchronization
import VoxelCore

/// Compares blocks of two scans: near the middle first, then further out.
struct BlockMatching {
    let pair: CommonSpace
    let threads: Int
    let progress: ProgressHandler?

    /// How far off blocks may lie where the similarity comes from blocks further in.
    private static let reach = 6
    /// How far where it comes from the coarse search.
    private static let firstReach = 8
    /// The numbers that blocks hold at most: 160 MB, and as much again while they are smoothed.
    private static let held = 40_000_000

    /// Blocks that were compared at one spread.
    struct Level {
        /// Where they were expected.
        let start: Similarity
        /// The blocks that were found, and where.
        let blocks: [PairBlock]
        let matches: [BlockMatch]
        /// What most of them agree on.
        let fit: MatchFit

        var agreement: Double { fit.agreement }
    }

    /// Compares blocks of a part of B.
    ///
    /// - Parameters:
    ///   - cuboid: the part of B, as far as A reaches.
    ///   - start: where it is expected.
    ///   - reach: how many coarse voxels off it may lie.
    /// - Returns: nil where fewer blocks were found than a fit takes.
    func level(within cuboid: Cuboid, start: Similarity, perAxis: Int, reach: Int = firstReach) throws -> Level? {
        let most = max(BlockLayout.fewest, Self.held / PairBlock.size(of: pair, reach: reach))
        let blocks = BlockLayout(common(cuboid, start), steps: pair.coarse, perAxis: perAxis, most: most).blocks
        let done = Atomic<Int>(0)
        let found = try concurrentAccumulate(
            taskCount: blocks.count, threads: threads,
            makeAccumulator: {
                (readers: try PairReaders(pair), found: [(task: Int, block: PairBlock, match: BlockMatch)]())
            }
        ) { state, task in
            if let block = try PairBlock(pair, blocks[task], through: start, reach: reach, readers: state.readers),
                let match = BlockMatch(block, through: start, reach: reach)
            {
                state.found.append((task, block, match))
            }
            let count = done.wrappingAdd(1, ordering: .relaxed).newValue
            try progress?(ProgressEvent(stage: VolumeRegistration.blockStage, done: count, total: blocks.count))
        }.flatMap(\.found).sorted { $0.task < $1.task }
        guard found.count >= BlockLayout.fewest else { return nil }
        let matches = found.map(\.match)
        return Level(
            start: start, blocks: found.map(\.block), matches: matches,
            fit: MatchFit(matches, start: start, steps: pair.coarse))
    }

    /// The part of a cuboid in B that lies in A, too.
    private func common(_ cuboid: Cuboid, _ similarity: Similarity) -> Cuboid {
        let back = similarity.inverse
        let a = Cuboid(pair.a.box, edges: pair.edgesOfA)
        // Rotated a little, its faces lie where their middles do.
        let half = a.extents / 2 * back.scale
        let centre = back(a.centre)
        return cuboid.intersection(Cuboid(low: centre - half, high: centre + half))
    }

    /// Compares blocks over three times the extents again and again, up to the whole box.
    func spread(_ level: Level, from piece: Cuboid) throws -> Level {
        var level = level
        let whole = Cuboid(pair.b.box, edges: pair.edgesOfB)
        guard piece != whole else { return level }
        var half = piece.extents.max() / 2
        while true {
            half *= 3
            let cuboid = whole.within(half, of: piece.centre)
            guard level.agreement >= RegistrationVerdict.leastAgreement,
                let next = try self.level(within: cuboid, start: level.fit.similarity, perAxis: 5, reach: Self.reach)
            else { return level }
            level = next
            if cuboid == whole { return level }
        }
    }
}
