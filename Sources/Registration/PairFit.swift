import VoxelCore

/// The fits of B in A and of A in B, on the blocks that agree.
struct PairFit: Sendable {
    /// Of B in A.
    let forward: GreyFit
    /// Of A in B.
    let backward: GreyFit

    /// Halfway between the two, so that neither scan is favoured.
    var similarity: Similarity { forward.similarity.halfway(to: backward.similarity.inverse) }

    /// Samples of a fit at most; of more, every other is left out along each axis, and so on.
    private static let samples = 250_000
    /// The variances by which textures are smoothed further, in squared coarse voxels: one after the other as long as the
    /// standard error falls. Fine structure wants little, noise much.
    private static let smoothings = [0.0, 1.5, 5]

    /// Fits the greys of blocks.
    ///
    /// - Throws: what `progress` throws.
    init(_ level: BlockMatching.Level, of pair: CommonSpace, threads: Int, progress: ProgressHandler?) throws {
        // Blocks that lie elsewhere were changed or not found; where most do, nothing will be accepted anyway.
        var chosen = level.blocks.indices.filter { level.fit.residuals[$0].length <= 1 }
        if chosen.count < BlockLayout.fewest { chosen = Array(level.blocks.indices) }
        let blocks = chosen.map { level.blocks[$0] }
        let fits = BlockFits(pair: pair, blocks: blocks, step: Self.step(of: blocks), threads: threads)
        var best: PairFit?
        for (index, variance) in Self.smoothings.enumerated() {
            let found = try fits.fit(from: best?.forward.similarity ?? level.fit.similarity, smoothedBy: variance)
            try progress?(
                ProgressEvent(
                    stage: VolumeRegistration.fitStage, done: index + 1, total: Self.smoothings.count))
            if let best, best.forward.error <= found.forward.error { break }
            best = found
        }
        guard let best else { preconditionFailure("there is a smoothing") }
        self = best
    }

    fileprivate init(forward: GreyFit, backward: GreyFit) { (self.forward, self.backward) = (forward, backward) }

    private static func step(of blocks: [PairBlock]) -> Int {
        let points = blocks.reduce(0) { $0 + $1.own.count }
        var step = 1
        while points / (step * step * step) > samples { step += 1 }
        return step
    }
}

/// Blocks whose greys are fitted.
private struct BlockFits {
    let pair: CommonSpace
    let blocks: [PairBlock]
    /// Every so manieth point along each axis is a sample.
    let step: Int
    let threads: Int

    /// The fits of textures that are smoothed further.
    func fit(from start: Similarity, smoothedBy variance: Double) throws -> PairFit {
        let textures = try concurrentMap(count: blocks.count, threads: threads) {
            (
                a: blocks[$0].a.forFit(smoothedBy: variance, coarse: pair.coarse),
                b: blocks[$0].b.forFit(smoothedBy: variance, coarse: pair.coarse)
            )
        }
        let ofB = try concurrentMap(count: blocks.count, threads: threads) {
            GreyTemplate(textures[$0].b, at: blocks[$0].own, every: step)
        }
        let ofA = try concurrentMap(count: blocks.count, threads: threads) {
            GreyTemplate(textures[$0].a, at: blocks[$0].own.moved(to: start(blocks[$0].own.centre)), every: step)
        }
        let shortest = pair.coarse.min()
        return PairFit(
            forward: try GreyFit(ofB, in: textures.map(\.a), start: start, step: shortest, threads: threads),
            backward: try GreyFit(ofA, in: textures.map(\.b), start: start.inverse, step: shortest, threads: threads))
    }
}
