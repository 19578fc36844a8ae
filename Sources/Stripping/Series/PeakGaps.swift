import VoxelCore

/// Domains that one state has missed: lost after the one before it, and found again in the one behind it.
struct PeakGaps: Sendable {
    struct Link: Sendable {
        let first: Int
        let second: Int
        let confidence: Double
    }

    let links: [Link]

    private static let rounds = 10
    /// So many scatters away nothing is what it is looked for.
    private static let beside = 10.0

    /// - Parameters:
    ///   - ends: domains of the first state without a partner in the middle one.
    ///   - starts: domains of the last state without one.
    ///   - into, outOf: the links from the first to the middle state and from there to the last.
    init(
        from first: PeakField, _ ends: [Int], to last: PeakField, _ starts: [Int], into: PeakLinking, outOf: PeakLinking
    ) {
        guard !ends.isEmpty, !starts.isEmpty else {
            links = []
            return
        }
        let movement = into.movement.followed(by: outOf.movement)
        let odds = LinkOdds(first, last, movement)
        // Only what starts in the last state can be what was missed.
        let rarity = PortableMath.logarithm(Double(starts.count) / Double(last.peaks.count))
        let tree = NearestPoints(starts.map { odds.point(last.peaks[$0].position, last.sizes[$0]) })
        /// The odds of all near pairs, where the last state is looked at so far beside where domains are expected.
        func fits(beside: SIMD3<Double>) -> [[(second: Int, logOdds: Double)]] {
            ends.map { end in
                let place = into.expected[end] + outOf.movement.shift + beside
                return tree.nearest(to: odds.point(place, first.sizes[end] + movement.growth), count: 12).map(\.index)
                    .sorted().map { start in
                        let offset = last.peaks[starts[start]].position - place
                        return (second: start, logOdds: odds.logOdds(end, starts[start], offset: offset) - rarity)
                    }
            }
        }
        let found = fits(beside: .zero)
        // As much as is found where nothing can be is found by chance where something can.
        let chance = [SIMD3<Double>(0, 1, 0), SIMD3(0, 0, 1), SIMD3(0, -1, 0), SIMD3(0, 0, -1)].map {
            fits(beside: Self.beside * $0 * movement.scatter)
        }
        let orders = (Self.order(ends, by: first.bySize), Self.order(starts, by: last.bySize))
        var turnover = PeakTurnover(
            survival: RatesBySize(repeating: 0.5, count: ends.count),
            origin: RatesBySize(repeating: 0.5, count: starts.count))
        var candidates = PeakCandidates(secondCount: starts.count)
        var shares = LinkShares(candidates)
        for _ in 0..<Self.rounds {
            candidates = Self.candidates(found, turnover, secondCount: starts.count)
            shares = LinkShares(candidates)
            var (kept, origin) = (shares.firstAlone.map { 1 - $0 }, shares.secondAlone.map { 1 - $0 })
            for fits in chance {
                let own = LinkShares(Self.candidates(fits, turnover, secondCount: starts.count))
                for (index, alone) in own.firstAlone.enumerated() { kept[index] -= (1 - alone) / Double(chance.count) }
                for (index, alone) in own.secondAlone.enumerated() {
                    origin[index] -= (1 - alone) / Double(chance.count)
                }
            }
            turnover = PeakTurnover(
                survival: RatesBySize(kept, isSeen: ends.map { _ in true }, order: orders.0),
                origin: RatesBySize(origin, isSeen: starts.map { _ in true }, order: orders.1))
        }
        links = zip(ends, BestLinks(candidates).chosen).compactMap { end, link in
            guard let link else { return nil }
            let start = starts[candidates.seconds[link]]
            // Neither may have been linked with the middle state instead.
            let sure = into.firstAlone[end] * outOf.secondAlone[start]
            return Link(first: end, second: start, confidence: shares.shares[link] * sure)
        }
    }

    private static func candidates(
        _ fits: [[(second: Int, logOdds: Double)]], _ turnover: PeakTurnover, secondCount: Int
    ) -> PeakCandidates {
        var candidates = PeakCandidates(secondCount: secondCount)
        for (index, fit) in fits.enumerated() {
            let found = turnover.logOdds(index, isSeen: true)
            candidates.add(fit.map { ($0.second, $0.logOdds + found - turnover.logNovelty($0.second, isSeen: true)) })
        }
        return candidates
    }

    /// Some domains by size: their places among themselves.
    private static func order(_ some: [Int], by size: [Int]) -> [Int] {
        let places = Dictionary(uniqueKeysWithValues: some.enumerated().map { ($0.element, $0.offset) })
        return size.compactMap { places[$0] }
    }
}
