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
        let fits = ends.map { end in
            let place = into.expected[end] + outOf.movement.shift
            return tree.nearest(to: odds.point(place, first.sizes[end] + movement.growth), count: 12).map(\.index)
                .sorted().map { start in
                    (
                        second: start,
                        logOdds: odds.logOdds(end, starts[start], offset: last.peaks[starts[start]].position - place)
                            - rarity
                    )
                }
        }
        let orders = (Self.order(ends, by: first.bySize), Self.order(starts, by: last.bySize))
        var turnover = PeakTurnover(
            survival: RatesBySize(repeating: 0.5, count: ends.count),
            origin: RatesBySize(repeating: 0.5, count: starts.count))
        var candidates = PeakCandidates(secondCount: starts.count)
        var shares = LinkShares(candidates)
        for _ in 0..<Self.rounds {
            candidates = PeakCandidates(secondCount: starts.count)
            for (index, fit) in fits.enumerated() {
                let found = turnover.logOdds(index, isSeen: true)
                candidates.add(
                    fit.map { ($0.second, $0.logOdds + found - turnover.logNovelty($0.second, isSeen: true)) })
            }
            shares = LinkShares(candidates)
            turnover = PeakTurnover(
                survival: RatesBySize(
                    shares.firstAlone.map { 1 - $0 }, isSeen: ends.map { _ in true }, order: orders.0),
                origin: RatesBySize(
                    shares.secondAlone.map { 1 - $0 }, isSeen: starts.map { _ in true }, order: orders.1))
        }
        links = zip(ends, BestLinks(candidates).chosen).compactMap { end, link in
            guard let link else { return nil }
            let start = starts[candidates.seconds[link]]
            // Neither may have been linked with the middle state instead.
            let sure = into.firstAlone[end] * outOf.secondAlone[start]
            return Link(first: end, second: start, confidence: shares.shares[link] * sure)
        }
    }

    /// Some domains by size: their places among themselves.
    private static func order(_ some: [Int], by size: [Int]) -> [Int] {
        let places = Dictionary(uniqueKeysWithValues: some.enumerated().map { ($0.element, $0.offset) })
        return size.compactMap { places[$0] }
    }
}
