import VoxelCore

extension VolumeRegistration {
    /// The largest shift that is looked for where none is given, in voxels along each axis.
    package static let searchRadius = 64
    /// A shift whose correlation is so many times the next one's needs no others beside it.
    private static let clearly = 1.5
    /// What progress calls the search for the shift.
    package static let searchStage = "searching the shift"
    /// What progress calls the comparison of blocks.
    package static let blockStage = "comparing blocks of SSE"
    /// What progress calls the fit.
    package static let fitStage = "fitting shift and rotation"

    /// Finds how the SSE of scan B lies in the grid of scan A.
    ///
    /// Reads blocks of both boxes and holds at most some 400 MB of them, whatever the volumes' size. The same bytes on
    /// any number of threads.
    ///
    /// - Parameters:
    ///   - b: SSE of scan B, away from what may be something else.
    ///   - a: SSE of scan A.
    ///   - searchRadius: the largest shift along each axis, in voxels (the larger ones, where the scans' differ).
    ///   - progress: is told of slices, then of blocks, then of steps.
    /// - Throws: ``SimstripError`` of kind `data` where a box is too small or holds no measured voxel, and from reading; what `progress` throws.
    package init(
        of b: ElectrolyteBox, in a: ElectrolyteBox, searchRadius: Int = searchRadius, threads: Int = 1,
        progress: ProgressHandler? = nil
    ) throws {
        guard searchRadius > 0, searchRadius <= 4096 else {
            throw SimstripError.usage("a search radius of \(searchRadius) voxels is not 1 … 4096")
        }
        let pair = CommonSpace(a: a, b: b)
        try Self.checkExtents(of: a, pair.edgesOfA, pair, "A")
        try Self.checkExtents(of: b, pair.edgesOfB, pair, "B")
        let coarse = try CoarseSearch(pair, radius: searchRadius) {
            try progress?(ProgressEvent(stage: Self.searchStage, done: $0, total: $1))
        }
        let matching = BlockMatching(pair: pair, threads: threads, progress: progress)
        var best: BlockMatching.Level?
        let candidates = coarse.dominance > Self.clearly ? Array(coarse.candidates.prefix(1)) : coarse.candidates
        for candidate in candidates {
            // Few blocks tell which it is.
            let few =
                candidates.count > 1 ? try matching.level(within: coarse.piece, start: candidate, perAxis: 2) : nil
            let level = try few ?? matching.level(within: coarse.piece, start: candidate, perAxis: 3)
            if let level, level.agreement > best?.agreement ?? -1 { best = level }
            if let best, best.agreement >= RegistrationVerdict.leastAgreement { break }
        }
        if candidates.count > 1, let few = best {
            best = try matching.level(within: coarse.piece, start: few.start, perAxis: 3)
        }
        var quality = RegistrationQuality()
        guard var level = best else {
            try self.init(nothingIn: pair, quality)
            return
        }
        level = try matching.spread(level, from: coarse.piece)
        let fitted = try PairFit(level, of: pair, threads: threads, progress: progress)
        quality.take(level, fitted, pair)
        if let seen = coarse.seen {
            let still = Similarity(origin: .zero, image: .zero)
            quality.correlationBefore = seen.correlation(through: still)
            quality.correlationAfter = seen.correlation(through: fitted.similarity)
        }
        if RingShare.isAsked(of: fitted.similarity, pair) {
            quality.ringShare = try RingShare(
                level.blocks, through: fitted.similarity, of: pair, threads: threads
            ).share
        }
        try self.init(level, fitted, quality, pair)
    }

    private static func checkExtents(
        of scan: ElectrolyteBox, _ edges: Triple, _ pair: CommonSpace, _ name: String
    ) throws {
        let extents = SIMD3<Int>((Cuboid(scan.box, edges: edges).extents / pair.coarse).rounded(.down))
        let blocks = (0..<3).reduce(1) { $0 * (extents[$1] / BlockLayout.shortestEdge) }
        guard blocks >= BlockLayout.fewest else {
            let edge = BlockLayout.shortestEdge
            throw SimstripError.data(
                "the box of SSE in scan \(name) has \(scan.box.shape) voxels, too few for a registration: it takes"
                    + " \(BlockLayout.fewest) blocks of \(edge) × \(edge) × \(edge), for example 32 × 32 × 32 or"
                    + " 16 × 64 × 64; give a larger box")
        }
    }
}

extension VolumeRegistration {
    private init(nothingIn pair: CommonSpace, _ quality: RegistrationQuality) throws {
        let centre = Cuboid(pair.b.box, edges: pair.edgesOfB).centre
        let still = Similarity(origin: centre, image: centre)
        transform = VoxelTransform(similarity: still, edgesOfA: pair.edgesOfA, edgesOfB: pair.edgesOfB)
        self.centre = centre / pair.edgesOfB
        (shift, rotation, scale, errors) = (.zero, .zero, 1, nil)
        (self.quality, blocks, warnings) = (quality, [], [])
        refusal = try RegistrationVerdict.refusal(quality, of: pair)
    }

    private init(
        _ level: BlockMatching.Level, _ fitted: PairFit, _ quality: RegistrationQuality, _ pair: CommonSpace
    ) throws {
        let similarity = fitted.similarity
        transform = VoxelTransform(similarity: similarity, edgesOfA: pair.edgesOfA, edgesOfB: pair.edgesOfB)
        centre = similarity.origin / pair.edgesOfB
        shift = (similarity.image - similarity.origin) / pair.edgesOfA
        rotation = similarity.rotation.degrees
        scale = similarity.scale
        errors = fitted.forward.covariance.map { covariance in
            let deviations = (0..<7).map { max(0, covariance[$0 * 8]).squareRoot() }
            return Errors(
                shift: Triple(deviations[0], deviations[1], deviations[2]) / pair.edgesOfA,
                rotation: Triple(deviations[3], deviations[4], deviations[5]) * (180 / PortableMath.pi),
                scale: deviations[6])
        }
        self.quality = quality
        let back = similarity.inverse
        blocks = level.matches.map {
            BlockDisplacement(
                centre: $0.centre / pair.edgesOfB, residual: (back($0.image) - $0.centre) / pair.edgesOfB,
                peakRatio: $0.peakRatio)
        }
        refusal = try RegistrationVerdict.refusal(quality, of: pair)
        warnings = refusal == nil ? Self.warnings(scale: scale, error: errors?.scale) : []
    }

    /// A scale that is off by more than so much is named.
    private static let largestScaleError = 0.002

    private static func warnings(scale: Double, error: Double?) -> [Warning] {
        guard abs(scale - 1) > largestScaleError, abs(scale - 1) > 3 * (error ?? 0) else { return [] }
        return [
            Warning(
                "registration_scale",
                "the voxels of scan B are \(fixed(abs(scale - 1) * 100, 2)) % \(scale > 1 ? "larger" : "smaller") than those"
                    + " of scan A, beyond what their sizes say; check --voxel-size of both")
        ]
    }
}

extension RegistrationQuality {
    /// What blocks and fits say.
    fileprivate mutating func take(_ level: BlockMatching.Level, _ fitted: PairFit, _ pair: CommonSpace) {
        blocks = level.matches.count
        let ratios = level.matches.map(\.peakRatio).sorted()
        peakRatio = ratios[ratios.count / 2]
        let back = fitted.similarity.inverse
        let residuals = level.matches.map { ((back($0.image) - $0.centre) / pair.coarse).length }.sorted()
        agreement = Double(residuals.count { $0 <= 0.5 }) / Double(residuals.count)
        medianResidual = residuals[residuals.count / 2]
        inverseError =
            level.matches.map {
                ((fitted.backward.similarity(fitted.forward.similarity($0.centre)) - $0.centre) / pair.coarse).length
            }.max() ?? .infinity
    }
}
