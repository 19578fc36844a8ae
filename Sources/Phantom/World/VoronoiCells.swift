/// A Voronoi tessellation of space without bounds, made as it is asked for: one seed at random in every cube of a grid.
///
/// A point belongs to the nearest seed of the 27 cubes around it.
struct VoronoiCells: Sendable {
    /// The edge of the grid's cubes, the mean size of a cell, in voxels.
    private let edge: Double
    private let random: CounterRandom

    init(seed: UInt64, stream: CounterRandom.Stream, edge: Double) {
        self.edge = edge
        random = CounterRandom(seed: seed, stream: stream)
    }

    private struct Seed {
        let level: Float
        let row: Float
        let column: Float
        let key: UInt64
    }

    /// Calls `body` with the index of every element of a line of a grid and the key of the cell that its centre lies in.
    ///
    /// - Parameters:
    ///   - step: the grid's step in voxels; element i has its centre at (i + 0.5) · step.
    func forEach(level: Int, row: Int, columns: Range<Int>, step: Double, _ body: (Int, UInt64) -> Void) {
        let here = ((Double(level) + 0.5) * step, (Double(row) + 0.5) * step)
        let cube = (Int((here.0 / edge).rounded(.down)), Int((here.1 / edge).rounded(.down)))
        let first = Int(((Double(columns.lowerBound) + 0.5) * step / edge).rounded(.down)) - 1
        let last = Int(((Double(columns.upperBound) - 0.5) * step / edge).rounded(.down)) + 1
        // Nine seeds for every cube along the line.
        var seeds: [Seed] = []
        seeds.reserveCapacity(9 * (last - first + 1))
        for column in first...last {
            for l in cube.0 - 1...cube.0 + 1 {
                for r in cube.1 - 1...cube.1 + 1 {
                    let key = CounterRandom.word(line: random.line(l, r), at: column)
                    var sequence = RandomSequence(line: key)
                    seeds.append(
                        Seed(
                            level: Float((Double(l) + sequence.uniform()) * edge - here.0),
                            row: Float((Double(r) + sequence.uniform()) * edge - here.1),
                            column: Float((Double(column) + sequence.uniform()) * edge), key: sequence.word()))
                }
            }
        }
        seeds.withUnsafeBufferPointer { seeds in
            for index in columns {
                let position = (Double(index) + 0.5) * step
                let start = 9 * (Int((position / edge).rounded(.down)) - 1 - first)
                let near = seeds.part(at: start, count: 27)
                var least = Float.infinity
                var best = 0
                for i in 0..<27 {
                    let along = near[i].column - Float(position)
                    let square = near[i].level * near[i].level + near[i].row * near[i].row + along * along
                    if square < least {
                        least = square
                        best = i
                    }
                }
                body(index, near[best].key)
            }
        }
    }
}
