/// How domains move around a place, beside what all do: what their neighbours' displacements are on average.
///
/// Taken into account only where it tells a displacement that it has not seen better than the common movement does.
struct LocalDrift: Sendable {
    private let tree: NearestPoints
    /// The first state's domains that the displacements are of.
    private let domains: [Int]
    private let residuals: [SIMD3<Double>]
    private let neighbours: Int

    /// Displacements that are certain, less what all domains move by.
    ///
    /// - Returns: nil where neighbours say nothing more.
    init?(domains: [Int], places: [SIMD3<Double>], residuals: [SIMD3<Double>], scatter: SIMD3<Double>) {
        guard domains.count >= 24 else { return nil }
        let tree = NearestPoints(places.map { SIMD4($0, 0) })
        var best: (spread: Double, drift: LocalDrift)?
        let common = Self.median(residuals.map { ($0 / scatter).squaredLength })
        for neighbours in [6, 12, 24, 48] where 3 * neighbours <= domains.count {
            let drift = LocalDrift(tree: tree, domains: domains, residuals: residuals, neighbours: neighbours)
            let left = zip(places.indices, places).map { index, place in
                ((residuals[index] - drift.drift(at: place, excluding: domains[index])) / scatter).squaredLength
            }
            let spread = Self.median(left)
            if spread < (best?.spread ?? .infinity) { best = (spread, drift) }
        }
        // A median of squares of so many is known to about this share of itself.
        let doubt = 2 / Double(domains.count).squareRoot()
        guard let best, best.spread < common * (1 - doubt) else { return nil }
        self = best.drift
    }

    private init(tree: NearestPoints, domains: [Int], residuals: [SIMD3<Double>], neighbours: Int) {
        (self.tree, self.domains, self.residuals, self.neighbours) = (tree, domains, residuals, neighbours)
    }

    /// The displacement of the neighbours: the median along each axis, as one of them may go its own way.
    ///
    /// - Parameter domain: has no say, so that its own displacement is not what is expected of it.
    func drift(at place: SIMD3<Double>, excluding domain: Int? = nil) -> SIMD3<Double> {
        let near = tree.nearest(to: SIMD4(place, 0), count: neighbours + 1).filter { domains[$0.index] != domain }
            .prefix(neighbours)
        var drift = SIMD3<Double>.zero
        for axis in 0..<3 { drift[axis] = Self.median(near.map { residuals[$0.index][axis] }) }
        return drift
    }

    private static func median(_ values: [Double]) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
}

/// By how much domains of two states move beyond what all do, where each of them is.
struct LocalDrifts: Sendable {
    /// Of the first state's domains.
    let firsts: [SIMD3<Double>]
    /// Of the second state's domains, from the first state to theirs.
    let seconds: [SIMD3<Double>]
}
