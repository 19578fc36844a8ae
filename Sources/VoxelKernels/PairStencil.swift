/// What a voxel says to its neighbours: a weight for every offset of at most 4 rows, columns and voxels of depth.
package struct PairStencil: Sendable {
    /// How far it reaches.
    package static let radius = 4
    static let edge = 2 * radius + 1

    /// The offsets across the depth whose weights matter, and which of them along it do.
    let lines: [(row: Int, column: Int, low: Int, high: Int)]
    /// Nine weights along the depth for each of them.
    let weights: [Float]

    /// A stencil of a function of the offset; weights below `negligible` at the ends of a
    /// line are left out.
    package init(negligible: Double, weight: (_ row: Int, _ column: Int, _ depth: Int) -> Double) {
        let range = -Self.radius...Self.radius
        var lines: [(row: Int, column: Int, low: Int, high: Int)] = []
        var weights: [Float] = []
        for row in range {
            for column in range {
                let line = range.map { weight(row, column, $0) }
                guard let low = line.firstIndex(where: { abs($0) >= negligible }),
                    let high = line.lastIndex(where: { abs($0) >= negligible })
                else { continue }
                lines.append((row, column, low - Self.radius, high - Self.radius))
                weights += line.map { Float($0) }
            }
        }
        self.lines = lines
        self.weights = weights
    }
}
