import VoxelCore

/// Domains of one state that are one domain in another: what has merged, or seen from behind what has split.
///
/// A domain without a partner is a part of one that it touched if the whole fits its parts together, by centre and volume,
/// better than it fits without. How often that is so is counted among all of those within touch, so that in a crowd in which anything
/// touches anything nothing is joined by chance.
struct PeakJoins: Sendable {
    struct Join: Sendable {
        /// The domain that is whole, in one state.
        let whole: Int
        /// Those it is made of, in the other state; the first goes on as the whole.
        var parts: [Int]
        /// 0 … 1, the least of its parts'.
        var confidence: Double
    }

    /// A part more for a whole.
    fileprivate struct Proposal {
        let whole: Int
        let parts: [Int]
        let added: Int
        /// The logarithm of how much likelier the whole is with it, before it is asked how common that is.
        let gain: Double
    }

    /// By the number of the whole.
    let joins: [Join]

    /// One state's domains that may be wholes, and the other's that may be parts, as one place in time.
    struct Sides {
        let wholes: PeakField
        let parts: PeakField
        /// Where the wholes lie, and where the parts would lie then.
        let wholePlaces: [SIMD3<Double>]
        let partPlaces: [SIMD3<Double>]
        /// The part that each whole is linked with.
        let links: [Int?]
        /// Parts without a partner, where one would have been seen.
        let free: [Int]
        let movement: PeakMovement
        /// How often parts have a partner.
        let rates: RatesBySize
        /// 1 where parts come first, −1 where the whole does.
        let direction: Double
    }

    init(_ sides: Sides) {
        let tree = NearestPoints(sides.wholePlaces.map { SIMD4($0, 0) })
        var touching: [Int: [Int]] = [:]
        for part in sides.free where !sides.parts.peaks[part].touchesBorder {
            for near in tree.nearest(to: SIMD4(sides.partPlaces[part], 0), count: 4) {
                let whole = sides.wholes.peaks[near.index]
                let reach = whole.radius + sides.parts.peaks[part].radius
                if !whole.touchesBorder, near.squaredDistance <= reach * reach {
                    touching[near.index, default: []].append(part)
                }
            }
        }
        let prior = Self.prior(sides, touching)
        var (joins, taken): ([Int: Join], Set<Int>) = ([:], [])
        // Wholes whose proposals have changed are looked at again.
        var proposals: [Int: [Proposal]] = [:]
        var changed = touching.keys.sorted()
        while true {
            for whole in changed {
                let free = (touching[whole] ?? []).filter { !taken.contains($0) }
                proposals[whole] = sides.proposals(whole, joined: joins[whole]?.parts, free: free)
            }
            let best = proposals.values.joined().filter { $0.gain + prior[$0.added, default: 0] > 0 }.max {
                let gains = ($0.gain + prior[$0.added, default: 0], $1.gain + prior[$1.added, default: 0])
                return gains.0 == gains.1 ? ($0.whole, $0.added) > ($1.whole, $1.added) : gains.0 < gains.1
            }
            guard let best else { break }
            let gain = best.gain + prior[best.added, default: 0]
            let new = Set(best.parts).intersection(sides.free)
            taken.formUnion(new)
            let confidence = 1 / (1 + PortableMath.exponential(-min(gain, 600)))
            joins[best.whole] = Join(
                whole: best.whole, parts: best.parts, confidence: min(confidence, joins[best.whole]?.confidence ?? 1))
            changed = touching.keys.filter { !new.isDisjoint(with: touching[$0] ?? []) || $0 == best.whole }.sorted()
        }
        self.joins = joins.values.sorted { $0.whole < $1.whole }
    }

    /// The logarithm of the odds of each free part to belong to any one of the wholes it may belong to, before they are looked at.
    private static func prior(_ sides: Sides, _ touching: [Int: [Int]]) -> [Int: Double] {
        var gains: [Int: [Double]] = [:]
        for whole in touching.keys.sorted() {
            for proposal in sides.proposals(whole, joined: nil, free: touching[whole] ?? []) {
                gains[proposal.added, default: []].append(proposal.gain)
            }
        }
        let parts = gains.keys.sorted()
        var share = 0.5
        for _ in 0..<20 {
            let found = parts.reduce(0.0) { sum, part in
                let own = gains[part] ?? []
                let odds = share / (1 - share) / Double(own.count)
                let joined = own.reduce(0) { $0 + odds * PortableMath.exponential(min(max($1, -600), 600)) }
                return sum + joined / (1 + joined)
            }
            // Half a part is joined and half a part is not (Jeffreys 1946).
            share = (found + 0.5) / (Double(parts.count) + 1)
        }
        return gains.mapValues { PortableMath.logarithm(share / (1 - share) / Double($0.count)) }
    }
}

extension PeakJoins.Sides {
    /// What a whole may be made of with one part more, or with two where it has no partner.
    fileprivate func proposals(_ whole: Int, joined: [Int]?, free: [Int]) -> [PeakJoins.Proposal] {
        if let known = joined ?? links[whole].map({ [$0] }) {
            guard !known.contains(where: { parts.peaks[$0].touchesBorder }) else { return [] }
            let before = fit(whole, known)
            return free.map {
                .init(whole: whole, parts: known + [$0], added: $0, gain: fit(whole, known + [$0]) - before)
            }
        }
        let by =
            wholes.logDensities[whole] + wholes.logShare(ofSize: wholes.sizes[whole], width: movement.growthScatter)
        return free.indices.flatMap { i in
            free[(i + 1)...].map { second in
                // The larger one goes on. Otherwise both are lost and the whole is new.
                let pair = parts.sizes[free[i]] >= parts.sizes[second] ? [free[i], second] : [second, free[i]]
                let found = rates.rates[pair[0]]
                let alone = by - PortableMath.logarithm(found / (1 - found))
                return .init(whole: whole, parts: pair, added: pair[1], gain: fit(whole, pair) - alone)
            }
        }
    }

    /// The logarithm of the density of a whole where its parts together are expected.
    private func fit(_ whole: Int, _ members: [Int]) -> Double {
        let volume = members.reduce(0) { $0 + parts.peaks[$1].volume }
        let centre = members.reduce(SIMD3<Double>.zero) { $0 + partPlaces[$1] * (parts.peaks[$1].volume / volume) }
        return movement.logDensity(ofOffset: wholePlaces[whole] - centre)
            + movement.logDensity(ofGrowth: direction * (wholes.sizes[whole] - PortableMath.logarithm(volume)))
    }
}
