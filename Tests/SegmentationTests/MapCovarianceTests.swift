import Segmentation
import TestSupport
import Testing
import VoxelCore

/// The covariance of a map's values against sums over all pairs.
@Suite struct MapCovarianceTests {
    /// Wide and narrow maps, some narrower than the covariance reaches; every fifth value does not count, others only half.
    @Test(arguments: [(40, 53), (19, 9), (3, 70), (1, 1)])
    func itIsThatOfAllPairs(rows: Int, columns: Int) throws {
        var random = TestRandom(seed: 5)
        var (map, counts) = (
            Map(rows: rows, columns: columns, repeating: Float(0)),
            Map(rows: rows, columns: columns, repeating: Float(1))
        )
        for index in map.values.indices {
            map.values[index] = Float.random(in: 2...4, using: &random)
            if index % 5 == 3 { counts.values[index] = index % 2 == 0 ? 0 : 0.5 }
        }
        let weight = counts.values.reduce(0) { $0 + Double($1) }
        let mean = zip(map.values, counts.values).reduce(0) { $0 + Double($1.0 * $1.1) } / weight
        for threads in [1, 7] {
            let found = try MapCovariance(map, counting: counts, threads: threads)
            for (down, across) in [(0, 0), (0, 1), (1, 0), (1, 1), (2, 7), (5, 8), (16, 16), (3, 15)] {
                var (sum, pairs) = (0.0, 0.0)
                for row in 0..<max(0, rows - down) {
                    for column in 0..<columns {
                        for other in down == 0 || across == 0 ? [column + across] : [column + across, column - across]
                        where (0..<columns).contains(other) {
                            let weights = Double(counts[row, column] * counts[row + down, other])
                            sum +=
                                weights * (Double(map[row, column]) - mean) * (Double(map[row + down, other]) - mean)
                            pairs += weights
                        }
                    }
                }
                #expect(abs(found[down, across] - (pairs > 0 ? sum / pairs : 0)) < 1e-4, "\(down), \(across)")
            }
        }
    }
}
