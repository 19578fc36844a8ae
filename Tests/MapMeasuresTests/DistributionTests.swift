import Foundation
import MapMeasures
import TestSupport
import Testing
import VoxelCore

@Suite struct DistributionTests {
    /// Every chord and every place counted one by one, with columns outside.
    @Test(arguments: [UInt64(1), 2, 3]) func chordsAreThoseOfALiteralCount(seed: UInt64) {
        var random = TestRandom(seed: seed)
        var map = TestMap.map(19, 23) { _, _ in Double.random(in: 0..<1, using: &random) < 0.6 }
        for index in map.values.indices where Double.random(in: 0..<1, using: &random) < 0.06 {
            map.values[index] = .outside
        }
        let found = map.chordLengths(of: .sodium, pixel: MapPixel(row: 2, column: 0.5))
        for (isAlongRows, chords, edge) in [(true, found.alongRows, 0.5), (false, found.alongColumns, 2.0)] {
            let (lines, steps) = isAlongRows ? (19, 23) : (23, 19)
            let at = { (line: Int, step: Int) in isAlongRows ? map[line, step] : map[step, line] }
            for length in 1...steps {
                var (count, places) = (0, 0)
                for line in 0..<lines {
                    for start in 0..<steps where start >= 1 && start + length < steps {
                        let whole = start - 1...start + length
                        guard whole.allSatisfy({ at(line, $0) != .outside }) else { continue }
                        places += 1
                        let isChord =
                            (start..<start + length).allSatisfy { at(line, $0) == .sodium }
                            && at(line, start - 1) != .sodium && at(line, start + length) != .sodium
                        if isChord { count += 1 }
                    }
                }
                let bin = chords.bins.first { abs($0.length - Double(length) * edge) < 1e-9 }
                #expect((bin?.count ?? 0) == count, "length \(length)")
                if let bin { #expect(abs(bin.density - Double(count) / (Double(places) * edge)) < 1e-12) }
            }
        }
    }

    /// Columns that know nothing of each other: p^l (1 − p)² chords of length l begin at a column, in small windows as in large ones.
    @Test func chordsOfChanceAreGeometric() {
        var random = TestRandom(seed: 7)
        let (share, windows) = (0.6, 400)
        var sums = [Double](repeating: 0, count: 9)
        for _ in 0..<windows {
            let map = TestMap.map(24, 24) { _, _ in Double.random(in: 0..<1, using: &random) < share }
            for bin in map.chordLengths(of: .sodium).alongRows.bins where bin.length < 9 {
                sums[Int(bin.length)] += bin.density
            }
        }
        var expected = share * (1 - share) * (1 - share)
        for length in 1...8 {
            // So many are expected in all windows, and four standard deviations of that.
            let count = expected * Double(windows * 24 * (24 - length - 1))
            #expect(abs(sums[length] / Double(windows) / expected - 1) < 4 / count.squareRoot(), "length \(length)")
            expected *= share
        }
    }

    /// S₂ is a literal count of pairs at distances along rows and columns of a map of a few columns, and that of independent columns p².
    @Test func pairsAreThoseOfALiteralCount() throws {
        var random = TestRandom(seed: 3)
        var map = TestMap.map(21, 26) { _, _ in Double.random(in: 0..<1, using: &random) < 0.4 }
        for index in map.values.indices where Double.random(in: 0..<1, using: &random) < 0.1 {
            map.values[index] = .outside
        }
        let found = map.pairProbability(of: .sodium).points
        // At a distance of 1: to the right, and below; the diagonals are 1.41 away, so at 1 (0.5 … 1.5), too.
        var (both, pairs) = (0, 0)
        for row in 0..<21 {
            for column in 0..<26 {
                for (down, right) in [(0, 1), (1, 0), (1, 1), (1, -1)] {
                    let (r, c) = (row + down, column + right)
                    guard r < 21, c >= 0, c < 26, map[row, column] != .outside, map[r, c] != .outside else { continue }
                    pairs += 1
                    if map[row, column] == .sodium, map[r, c] == .sodium { both += 1 }
                }
            }
        }
        #expect(found[1].distance == 1 && found[1].pairs == pairs)
        #expect(abs(found[1].probability - Double(both) / Double(pairs)) < 1e-12)
        let inside = map.values.count { $0 != .outside }
        #expect(found[0].probability == Double(map.values.count { $0 == .sodium }) / Double(inside))
        #expect(found.count == 11 && found[0].pairs == inside)
    }

    /// Of a Boolean model of discs 1 − 2 q + q² exp(ρ K(r)): q the share of Li, K the area that two discs r apart share.
    @Test func pairsOfDiscsAreThoseOfTheClosedForm() {
        let (radius, density) = (6, 0.006)
        let windows = 60
        var sums = [Double](repeating: 0, count: 25)
        for seed in 0..<windows {
            let map = TestMap.discs(160, 160, radius: radius, density: density, seed: UInt64(seed) + 50)
            for (index, point) in map.pairProbability(of: .sodium).points.prefix(25).enumerated() {
                sums[index] += point.probability
            }
        }
        // The discs of whole columns have the area of their columns.
        let area = (-radius...radius).reduce(0.0) {
            $0 + Double(2 * Int(Double(radius * radius - $1 * $1).squareRoot()) + 1)
        }
        let round = (area / .pi).squareRoot()
        let lithium = PortableMath.exponential(-density * area)
        for distance in [0, 4, 8, 12, 18, 24] {
            let half = min(1, Double(distance) / (2 * round))
            let shared = 2 * round * round * (acos(half) - half * (1 - half * half).squareRoot())
            let expected = 1 - 2 * lithium + lithium * lithium * PortableMath.exponential(density * shared)
            #expect(abs(sums[distance] / Double(windows) - expected) < 0.012, "\(distance)")
        }
    }
}
