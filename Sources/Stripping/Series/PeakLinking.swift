import VoxelCore

/// Which domains of one state are which of another, by a movement that is estimated together with it.
///
/// In turn: the share of every link by the movement, and the movement by all links with their shares (expectation and maximisation,
/// Dempster, Laird & Rubin 1977), so that no link is believed before the others are known. Where neighbours move alike beyond the
/// common movement, that is then taken into account.
struct PeakLinking: Sendable {
    /// The second domain and the confidence of every first one; nil where it has none.
    let partners: [(second: Int, confidence: Double)?]
    /// The first domain of every second one.
    let origins: [Int?]
    /// How sure it is that a domain has no partner, 0 … 1.
    let firstAlone: [Double]
    let secondAlone: [Double]
    /// How domains move beyond their `expected` places.
    let movement: PeakMovement
    let turnover: PeakTurnover
    /// Where each first domain is expected in the second state.
    let expected: [SIMD3<Double>]
    /// Whether the second state has seen where a first domain is expected, and the first state where a second one was.
    let isFirstSeen: [Bool]
    let isSecondSeen: [Bool]
    /// Where each second domain would have been in the first state.
    let traced: [SIMD3<Double>]
    /// How many links were looked at.
    let candidateCount: Int

    private static let rounds = 30

    /// Links two states.
    ///
    /// - Parameters:
    ///   - axis: that of stripping, 0, 1 or 2.
    ///   - box: the extents of the space that all domains lie in.
    init(from first: PeakField, to second: PeakField, axis: Int, box: SIMD3<Double>) {
        // A domain's centre is known no better than to a hundredth of its radius, and moves by about a radius if nothing is known.
        let radii = (first.peaks + second.peaks).map(\.radius).sorted()
        let usual = radii.isEmpty ? 1 : radii[radii.count / 2]
        let finest = usual / 100
        let common = CommonShift(from: first, to: second, axis: axis, box: box, finest: finest)
        var movement = PeakMovement(
            shift: common.shift, scatter: SIMD3(repeating: common.scatter), growthScatter: 0.7)
        var turnover = PeakTurnover(
            survival: RatesBySize(repeating: 0.8, count: first.peaks.count),
            origin: RatesBySize(repeating: 0.8, count: second.peaks.count))
        var drifts = LocalDrifts(
            firsts: Array(repeating: .zero, count: first.peaks.count),
            seconds: Array(repeating: .zero, count: second.peaks.count))
        var round = LinkRound(first, second, movement, turnover, drifts: drifts)
        for pass in 0..<2 {
            for _ in 0..<Self.rounds {
                let before = (movement, turnover)
                round.improve(&movement, axis: axis, usual: usual, finest: finest, around: common.shift)
                turnover = round.turnover()
                round = LinkRound(first, second, movement, turnover, drifts: drifts)
                if movement.isSettled(after: before.0), turnover.isSettled(after: before.1) { break }
            }
            guard pass == 0, let field = round.localDrift() else { break }
            drifts = LocalDrifts(
                firsts: first.peaks.indices.map { field.drift(at: first.peaks[$0].position, excluding: $0) },
                seconds: second.peaks.map { field.drift(at: $0.position - movement.shift) })
            round = LinkRound(first, second, movement, turnover, drifts: drifts)
        }
        (self.movement, self.turnover) = (movement, turnover)
        expected = round.expected.map { $0 + movement.shift }
        (isFirstSeen, isSecondSeen) = (round.isFirstSeen, round.isSecondSeen)
        traced = second.peaks.indices.map { second.peaks[$0].position - movement.shift - drifts.seconds[$0] }
        candidateCount = round.candidates.seconds.count
        let shares = round.shares
        let best = BestLinks(round.candidates)
        var origins = [Int?](repeating: nil, count: second.peaks.count)
        partners = best.chosen.enumerated().map { index, link in
            guard let link else { return nil }
            origins[round.candidates.seconds[link]] = index
            return (round.candidates.seconds[link], shares.shares[link])
        }
        self.origins = origins
        (firstAlone, secondAlone) = (shares.firstAlone, shares.secondAlone)
    }
}

extension PeakMovement {
    /// Whether nothing changes any more that would change a link.
    func isSettled(after before: PeakMovement) -> Bool {
        let moved = ((shift - before.shift) / scatter).squaredLength
        let scale =
            (0..<3).map { abs(scatter[$0] / before.scatter[$0] - 1) } + [abs(growthScatter / before.growthScatter - 1)]
        return moved < 1e-4 && scale.allSatisfy { $0 < 0.005 }
    }
}

extension PeakTurnover {
    /// Whether nothing changes any more that would change a link.
    func isSettled(after before: PeakTurnover) -> Bool {
        abs(survival.mean - before.survival.mean) < 1e-3 && abs(origin.mean - before.origin.mean) < 1e-3
    }
}
