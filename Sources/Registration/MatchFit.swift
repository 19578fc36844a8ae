import VoxelCore

/// The rotation, scale and shift on which most blocks agree.
struct MatchFit: Sendable {
    /// The similarity from B to A.
    let similarity: Similarity
    /// How far every block lies from it, in steps of coarse voxels along z, y and x.
    let residuals: [Triple]

    /// Fits blocks, those far off with little weight: wide at first, then narrower (Geman & McClure 1987).
    ///
    /// - Parameters:
    ///   - matches: at least one.
    ///   - start: where they were expected.
    ///   - steps: the coarse voxels' edges.
    init(_ matches: [BlockMatch], start: Similarity, steps: Triple) {
        let middle = matches.reduce(Triple.zero) { $0 + $1.centre } / Double(max(matches.count, 1))
        var similarity = start.about(middle)
        let spread = max(
            1,
            (matches.reduce(0) { $0 + ($1.centre - middle).dot($1.centre - middle) } / Double(max(matches.count, 1)))
                .squareRoot())
        // Where most agree along each axis.
        let offsets = Self.offsets(matches, similarity)
        let median = Triple((0..<3).map { axis in offsets.map { $0[axis] }.sorted()[offsets.count / 2] })
        similarity = similarity.undoing(shift: -median, turn: .zero, growth: 0)
        for width in [4.0, 4, 2, 2, 1, 1, 0.5, 0.5, 0.5] {
            var sums = SquareSums(count: 7)
            for (match, offset) in zip(matches, Self.offsets(matches, similarity)) {
                let residual = (offset / steps).length / width
                let weight = 1 / ((1 + residual * residual) * (1 + residual * residual))
                let arm = (match.centre - middle) / spread
                for axis in 0..<3 {
                    var unit = Triple.zero
                    unit[axis] = 1
                    // (ω × q) · e = ω · (q × e)
                    let turn = arm.turning(unit)
                    sums.add(
                        [unit[0], unit[1], unit[2], turn[0], turn[1], turn[2], arm[axis]], value: offset[axis],
                        weight: weight)
                }
            }
            // Held a little where blocks lie in one plane or line.
            sums.hold(by: 1e-6)
            guard let found = sums.solution() else { break }
            similarity = similarity.undoing(
                shift: -Triple(found[0], found[1], found[2]), turn: -Triple(found[3], found[4], found[5]) / spread,
                growth: -found[6] / spread)
        }
        self.similarity = similarity
        residuals = Self.offsets(matches, similarity).map { $0 / steps }
    }

    /// How far from its middle every block lies where the similarity expects it, in B.
    private static func offsets(_ matches: [BlockMatch], _ similarity: Similarity) -> [Triple] {
        let back = similarity.inverse
        return matches.map { back($0.image) - $0.centre }
    }

    /// The share of blocks within half a voxel.
    var agreement: Double {
        Double(residuals.count { $0.length <= 0.5 }) / Double(max(residuals.count, 1))
    }

    /// The median distance of a block in voxels.
    var medianResidual: Double { residuals.map(\.length).sorted()[residuals.count / 2] }
}
