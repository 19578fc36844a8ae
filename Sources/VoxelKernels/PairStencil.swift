/// What a voxel says to its neighbours: a weight for every offset of at most 4 rows, columns and voxels of depth.
package struct PairStencil: Sendable {
    /// How far it reaches.
    package static let radius = 4

    /// Weights along the depth for one offset across it.
    struct Line {
        let (row, column): (Int8, Int8)
        /// The offset along the depth of the first weight.
        let low: Int8
        /// So many weights, in so many groups of four, of which the last ends with zeros.
        let (count, groups): (Int8, Int8)
        /// The first group.
        let first: Int32
    }

    /// The offsets across the depth whose weights matter.
    let lines: [Line]
    /// The weights of all lines.
    let weights: [SIMD4<Float>]

    /// A stencil of a function of the offset; weights below `negligible` at the ends of a
    /// line are left out.
    package init(negligible: Double, weight: (_ row: Int, _ column: Int, _ depth: Int) -> Double) {
        let range = -Self.radius...Self.radius
        var lines: [Line] = []
        var weights: [SIMD4<Float>] = []
        for row in range {
            for column in range {
                let line = range.map { weight(row, column, $0) }
                guard let low = line.firstIndex(where: { abs($0) >= negligible }),
                    let high = line.lastIndex(where: { abs($0) >= negligible })
                else { continue }
                let kept = line[low...high].map { Float($0) }
                let groups = (kept.count + 3) / 4
                lines.append(
                    Line(
                        row: Int8(row), column: Int8(column), low: Int8(low - Self.radius), count: Int8(kept.count),
                        groups: Int8(groups), first: Int32(weights.count)))
                for group in 0..<groups {
                    var four = SIMD4<Float>()
                    for lane in 0..<4 where 4 * group + lane < kept.count { four[lane] = kept[4 * group + lane] }
                    weights.append(four)
                }
            }
        }
        self.lines = lines
        self.weights = weights
    }
}
