import VoxelCore

/// Domains of one state that are one domain in another: what has merged, or seen from behind what has split.
///
/// A domain without a partner is a part of one that it touched if the whole fits its parts together, by centre and volume,
/// better than it fits without. Half of those lost within touch are taken to have merged.
struct PeakJoins: Sendable {
    struct Join: Sendable {
        /// The domain that is whole, in one state.
        let whole: Int
        /// Those it is made of, in the other state; the first goes on as the whole.
        var parts: [Int]
        /// 0 … 1, the least of its parts'.
        var confidence: Double
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
        /// The share of domains that are found again.
        let survival: Double
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
        var (joins, taken): ([Int: Join], Set<Int>) = ([:], [])
        while true {
            var best: (gain: Double, whole: Int, parts: [Int])?
            for whole in touching.keys.sorted() {
                guard let parts = touching[whole]?.filter({ !taken.contains($0) }), !parts.isEmpty else { continue }
                for proposal in sides.proposals(whole, joined: joins[whole]?.parts, free: parts)
                where proposal.gain > best?.gain ?? 0 {
                    best = (proposal.gain, whole, proposal.parts)
                }
            }
            guard let best else { break }
            taken.formUnion(best.parts)
            let confidence = 1 / (1 + PortableMath.exponential(-min(best.gain, 600)))
            joins[best.whole] = Join(
                whole: best.whole, parts: best.parts, confidence: min(confidence, joins[best.whole]?.confidence ?? 1))
        }
        self.joins = joins.values.sorted { $0.whole < $1.whole }
    }
}

extension PeakJoins.Sides {
    /// What a whole may be made of with one part more, or with two where it has no partner, and how much likelier that is, as a logarithm.
    fileprivate func proposals(_ whole: Int, joined: [Int]?, free: [Int]) -> [(gain: Double, parts: [Int])] {
        if let known = joined ?? links[whole].map({ [$0] }) {
            guard !known.contains(where: { parts.peaks[$0].touchesBorder }) else { return [] }
            let before = fit(whole, known)
            return free.filter { !known.contains($0) }.map { (fit(whole, known + [$0]) - before, known + [$0]) }
        }
        let by =
            wholes.logDensities[whole] + wholes.logShare(ofSize: wholes.sizes[whole], width: movement.growthScatter)
        // Both lost and the whole new, against one kept and half of what is lost merged.
        let alone = by + PortableMath.logarithm(2 * (1 - survival) * (1 - survival) / survival)
        return free.indices.flatMap { i in
            free[(i + 1)...].map { second in
                // The larger one goes on.
                let pair = parts.sizes[free[i]] >= parts.sizes[second] ? [free[i], second] : [second, free[i]]
                return (fit(whole, pair) - alone, pair)
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
