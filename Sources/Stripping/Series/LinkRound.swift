import VoxelCore

/// All links between two states and their shares, by a movement.
struct LinkRound: Sendable {
    let first: PeakField
    let second: PeakField
    let movement: PeakMovement
    /// Where each first domain would be but for the common shift.
    let expected: [SIMD3<Double>]
    let isFirstSeen: [Bool]
    let isSecondSeen: [Bool]
    let candidates: PeakCandidates
    let shares: LinkShares

    /// Of every first domain so many of the likeliest partners by place and size are looked at, and so many by place alone.
    private static let (alike, near) = (12, 6)

    init(
        _ first: PeakField, _ second: PeakField, _ movement: PeakMovement, _ turnover: PeakTurnover,
        drifts: LocalDrifts
    ) {
        (self.first, self.second, self.movement) = (first, second, movement)
        let expected = first.peaks.indices.map { first.peaks[$0].position + drifts.firsts[$0] }
        self.expected = expected
        isFirstSeen = expected.map { second.isSeen($0 + movement.shift) }
        isSecondSeen = second.peaks.indices.map {
            first.isSeen(second.peaks[$0].position - movement.shift - drifts.seconds[$0])
        }
        let odds = LinkOdds(first, second, movement)
        let tree = NearestPoints(second.peaks.indices.map { odds.point(second.peaks[$0].position, second.sizes[$0]) })
        var candidates = PeakCandidates(secondCount: second.peaks.count)
        for index in first.peaks.indices {
            let place = expected[index] + movement.shift
            let point = odds.point(place, first.sizes[index] + movement.growth)
            let found =
                tree.nearest(to: point, count: Self.alike).map(\.index)
                + second.tree.nearest(to: SIMD4(place, 0), count: Self.near).map(\.index)
            let isSeen = isFirstSeen[index]
            var last = -1
            var links: [(second: Int, logOdds: Double)] = []
            for other in found.sorted() where other != last {
                last = other
                links.append(
                    (
                        other,
                        odds.logOdds(index, other, offset: second.peaks[other].position - place)
                            + turnover.logOdds(index, isSeen: isSeen)
                            - turnover.logNovelty(other, isSeen: isSecondSeen[other])
                    ))
            }
            candidates.add(links)
        }
        self.candidates = candidates
        shares = LinkShares(candidates)
    }

    /// Improves a movement by the links and their shares.
    func improve(
        _ movement: inout PeakMovement, axis: Int, usual: Double, finest: Double, around start: SIMD3<Double>
    ) {
        var estimate = MovementEstimate(axis: axis, usual: usual, finest: finest)
        for index in first.peaks.indices {
            for link in candidates.links(of: index) where shares.shares[link] > 1e-4 {
                let other = candidates.seconds[link]
                guard !first.peaks[index].touchesBorder, !second.peaks[other].touchesBorder else { continue }
                estimate.offsets.append((second.peaks[other].position - expected[index], shares.shares[link]))
                estimate.growths.append((second.sizes[other] - first.sizes[index], shares.shares[link]))
            }
        }
        estimate.improve(&movement, around: start)
    }

    /// How many come and go by the links and their shares.
    func turnover() -> PeakTurnover {
        PeakTurnover(
            survival: RatesBySize(shares.firstAlone.map { 1 - $0 }, isSeen: isFirstSeen, order: first.bySize),
            origin: RatesBySize(shares.secondAlone.map { 1 - $0 }, isSeen: isSecondSeen, order: second.bySize))
    }

    /// What the links that are sure say of local movements.
    func localDrift() -> LocalDrift? {
        var (domains, places, residuals): ([Int], [SIMD3<Double>], [SIMD3<Double>]) = ([], [], [])
        for index in first.peaks.indices where !first.peaks[index].touchesBorder {
            for link in candidates.links(of: index) where shares.shares[link] > 0.5 {
                domains.append(index)
                places.append(first.peaks[index].position)
                residuals.append(
                    second.peaks[candidates.seconds[link]].position - places[places.count - 1] - movement.shift)
            }
        }
        return LocalDrift(domains: domains, places: places, residuals: residuals, scatter: movement.scatter)
    }
}

/// How well a domain of one state fits one of another, against any other that may lie there by chance.
struct LinkOdds {
    let first: PeakField
    let second: PeakField
    let movement: PeakMovement
    /// Of the second state's domains.
    private let logShares: [Double]

    init(_ first: PeakField, _ second: PeakField, _ movement: PeakMovement) {
        (self.first, self.second, self.movement) = (first, second, movement)
        logShares = second.sizes.map { second.logShare(ofSize: $0, width: movement.growthScatter) }
    }

    /// A place and a size in units of their scatters: what is near is likely.
    func point(_ place: SIMD3<Double>, _ size: Double) -> SIMD4<Double> {
        SIMD4(place / movement.scatter, size / movement.growthScatter)
    }

    /// The logarithm of a link's likelihood over the density of domains like the second.
    ///
    /// - Parameter offset: from where the first is expected. Sizes of domains that the border cuts say nothing.
    func logOdds(_ index: Int, _ other: Int, offset: SIMD3<Double>) -> Double {
        let place = movement.logDensity(ofOffset: offset) - second.logDensities[other]
        guard !first.peaks[index].touchesBorder, !second.peaks[other].touchesBorder else { return place }
        return place + movement.logDensity(ofGrowth: second.sizes[other] - first.sizes[index]) - logShares[other]
    }
}
