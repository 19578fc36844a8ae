import Phantom
import Segmentation
import Stripping
import TestSupport
import Testing
import VoxelCore
import VoxelKernels

/// How far the mean of a window is from that of the whole.
@Suite struct SamplingTests {
    /// A Boolean map: discs whose centres are drawn by lot.
    private func discs(_ edge: Int, radius: Int, share: Double, seed: UInt64) -> [Bool] {
        var random = TestRandom(seed: seed)
        var map = [Bool](repeating: false, count: edge * edge)
        let area = Double(edge + 2 * radius) * Double(edge + 2 * radius)
        let disc = Double(
            (-radius...radius).reduce(0) { sum, y in
                sum + (-radius...radius).count { $0 * $0 + y * y <= radius * radius }
            })
        let expected = PortableMath.logarithm(1 / (1 - share)) / disc * area
        // The number of discs is Poisson's: unit steps of exponential length.
        var (count, reached) = (0, 0.0)
        while true {
            reached -= PortableMath.logarithm(1 - Double.random(in: 0..<1, using: &random))
            if reached > expected { break }
            count += 1
        }
        for _ in 0..<count {
            let row = Int.random(in: -radius..<edge + radius, using: &random)
            let column = Int.random(in: -radius..<edge + radius, using: &random)
            for y in max(0, row - radius)..<min(edge, row + radius + 1) {
                for x in max(0, column - radius)..<min(edge, column + radius + 1)
                where (y - row) * (y - row) + (x - column) * (x - column) <= radius * radius {
                    map[y * edge + x] = true
                }
            }
        }
        return map
    }

    /// A slab of two layers: Na where a map says so, in the first layer, and nothing more in the second.
    private func stripped(_ map: [Bool], rows: Int, columns: Int, outside: (Int) -> Bool = { _ in false }) throws
        -> StrippedSlab
    {
        let shape = VolumeShape(slices: 4, rows: rows, columns: columns)
        let plane = rows * columns
        let grid = GreyGrid(
            shape: shape,
            values: (0..<4 * plane).map { $0 / plane == 1 && map[$0 % plane] ? 178 : $0 / plane == 0 ? 150 : 45 })
        var interface = try Interface(
            firstElectrodeVoxel: 1, geometry: .init(axis: .z, electrode: .high), region: VoxelRegion(shape))
        for column in 0..<plane where outside(column) { interface.heights.values[column] = .nan }
        return try RigidSodium().strip(
            PhaseVolume(grid.volume { UInt8($0) }, thresholds: PhaseThresholds(na: 100)),
            slab: interface.slab(layers: 2, following: .surface, fieldOfView: .everything), findingVoid: false,
            threads: 2)
    }

    /// Of 95 % intervals so many of a number may miss without being wrong: a binomial at three standard deviations.
    @Test(.wholeScans, arguments: [(160, 6, 0.36), (160, 9, 0.1), (300, 6, 0.36)])
    func intervalsOfWindowsHoldTheMean(edge: Int, radius: Int, share: Double) throws {
        let trials = edge > 200 ? 60 : 120
        let intervals = try (0..<trials).map { seed in
            let map = discs(edge, radius: radius, share: share, seed: UInt64(1000 * edge + seed))
            return try #require(stripped(map, rows: edge, columns: edge).samplingIntervals(threads: 2)[1])
        }
        let hits = intervals.count { $0.range.contains(share) }
        let spread = 3 * (Double(trials) * 0.95 * 0.05).squareRoot()
        #expect(abs(Double(hits) - 0.95 * Double(trials)) <= spread, "\(hits) of \(trials)")
        // Chance that keeps the covariance positive far away makes no map worth much less than others.
        let pieces = intervals.map(\.pieces).sorted()
        #expect(pieces[0] > pieces[trials / 2] / 4, "\(pieces[0]) and \(pieces[trials / 2]) pieces")
    }

    @Test func aRimThatIsOutsideCountsForNothing() throws {
        let edge = 160
        let map = discs(edge, radius: 6, share: 0.36, seed: 7)
        let isOutside = { (column: Int) in
            let (y, x) = (column / edge - edge / 2, column % edge - edge / 2)
            return x * x + y * y > edge * edge / 4
        }
        let disc = try #require(
            stripped(map, rows: edge, columns: edge, outside: isOutside).samplingIntervals(threads: 1)[1])
        // What the rim holds is not looked at.
        let other = map.indices.map { isOutside($0) ? !map[$0] : map[$0] }
        let same = try stripped(other, rows: edge, columns: edge, outside: isOutside).samplingIntervals(threads: 2)[1]
        #expect(disc == same)
        let whole = try #require(stripped(map, rows: edge, columns: edge).samplingIntervals(threads: 1)[1])
        // Three quarters of the area are worth about as much less.
        #expect((0.6...0.95).contains(disc.pieces / whole.pieces))
    }

    @Test(arguments: [false, true], [1, 3]) func pairsAreThoseThatCountingFinds(isWhole: Bool, step: Int) {
        let (rows, columns) = (13, 150)
        var random = TestRandom(seed: 3)
        let map = (0..<rows * columns).map { _ in isWhole || Bool.random(using: &random) }
        let set = ColumnSet(rows: rows, columns: columns) { map[$0] }
        for (down, right) in [
            (0, 1), (0, 63), (0, 64), (0, 65), (3, -1), (5, -64), (2, -130), (12, 149), (1, 0), (13, 0), (2, 200),
        ] {
            var expected = 0
            for row in stride(from: 0, to: rows - down, by: step) {
                for column in max(0, -right)..<max(max(0, -right), min(columns, columns - right))
                where map[row * columns + column] && map[(row + down) * columns + column + right] { expected += 1 }
            }
            #expect(set.pairs(down: down, right: right, ofEvery: step) == expected, "\(down), \(right)")
        }
    }

    @Test func whereAllOrNoneIsSodiumNothingIsMadeUp() throws {
        let none = [Bool](repeating: false, count: 40 * 40)
        #expect(try stripped(none, rows: 40, columns: 40).samplingIntervals(threads: 1).allSatisfy { $0 == nil })
        #expect(
            try stripped(none.map { !$0 }, rows: 40, columns: 40).samplingIntervals(threads: 1).allSatisfy { $0 == nil }
        )
    }
}
