import VoxelCore

/// The similarity under which the greys of two scans agree best, by least squares.
///
/// Gauss–Newton with the template's gradients (inverse compositional; Baker & Matthews 2004, doi 10.1023/B:VISI.0000011205.11775.fd):
/// shift, rotation, scale, and gain and offset of the greys.
struct GreyFit: Sendable {
    /// The similarity that takes points of the templates to the images.
    let similarity: Similarity
    /// The covariance of shift, rotation in radians and scale, 7 × 7; nil where it could not be found.
    let covariance: [Double]?

    /// The standard error of the shift; infinite where it could not be found.
    var error: Double {
        guard let covariance else { return .infinity }
        return max(0, covariance[0] + covariance[8] + covariance[16]).squareRoot()
    }

    private static let iterations = 30

    /// Fits blocks of two scans.
    ///
    /// - Parameters:
    ///   - templates: of one scan, each with the block of the other where it lies.
    ///   - start: at most a voxel or two off.
    ///   - step: the shortest edge of a coarse voxel; a fit ends when it moves by less than a thousandth of it.
    init(
        _ templates: [GreyTemplate], in images: [Texture], start: Similarity, step: Double, threads: Int
    ) throws {
        let power = templates.reduce((sum: 0.0, count: 0.0)) { ($0.sum + $1.power.sum, $0.count + $1.power.count) }
        let middle = templates.reduce(Triple.zero) { $0 + $1.centre * $1.power.count } / max(power.count, 1)
        let spread = max(
            step,
            (templates.reduce(0) { $0 + ($1.centre - middle).dot($1.centre - middle) * $1.power.count }
                / max(power.count, 1)).squareRoot())
        let terms = GreyTerms(
            middle: middle, spread: spread, brightness: max((power.sum / max(power.count, 1)).squareRoot(), 1e-300))
        var similarity = start.about(middle)
        var (gain, offset) = (1.0, 0.0)
        for _ in 0..<Self.iterations {
            let at = similarity
            let (g, o) = (gain, offset)
            let parts = try concurrentMap(count: templates.count, threads: threads) {
                terms.sums(of: templates[$0], in: images[$0], through: at, gain: g, offset: o)
            }
            var sums = GreySums()
            for part in parts { sums.add(part) }
            guard let found = sums.solution() else { break }
            gain += found[7]
            offset += found[8]
            // Where greys do not go together there is nothing to follow.
            guard gain > 0 else { break }
            let largest =
                (Triple(found[0], found[1], found[2]).length
                    + Triple(found[3], found[4], found[5]).length + abs(found[6])) / gain
            // Never further than where a straight line says anything of the greys.
            let share = min(1, 0.7 * step / max(largest, 1e-300)) / gain
            similarity = similarity.undoing(
                shift: share * Triple(found[0], found[1], found[2]),
                turn: share * Triple(found[3], found[4], found[5]) / spread, growth: share * found[6] / spread)
            if largest < 1e-3 * step { break }
        }
        self.similarity = similarity
        let (at, g, o) = (similarity, gain, offset)
        let parts = try concurrentMap(count: templates.count, threads: threads) {
            terms.residuals(of: templates[$0], in: images[$0], through: at, gain: g, offset: o)
        }
        covariance = GreyResiduals.covariance(parts, spread: spread)
    }
}
