import MapMeasures
import TestSupport
import Testing
import VoxelCore
import VoxelKernels

@Suite struct CovarianceTests {
    /// Σ I I / Σ M M − p² over all steps of about a length, pair by pair.
    @Test(arguments: [MapPixel.unit, MapPixel(row: 1.3, column: 1), MapPixel(row: 1, column: 1.3)])
    func againstEveryPair(pixel: MapPixel) {
        for seed in 1...6 as ClosedRange<UInt64> {
            let map = TestMap.anything(41, 67, share: 0.3, seed: seed)
            let covariance = TwoPointCovariance(of: TestMap.sodium(map), in: TestMap.inside(map), pixel: pixel)
            let share = Double(TestMap.sodium(map).count) / Double(TestMap.inside(map).count)
            #expect(covariance.values.count > 2)
            // So near all directions are looked along.
            for (distance, value) in covariance.values.prefix(4).enumerated() {
                var (both, possible) = (0, 0)
                for down in -9...9 {
                    for right in -9...9 {
                        let (y, x) = (Double(down) * pixel.row, Double(right) * pixel.column)
                        let length = (y * y + x * x).squareRoot()
                        guard Double(distance) - 0.5 <= length, length < Double(distance) + 0.5 else { continue }
                        for row in max(0, -down)..<min(41, 41 - down) {
                            for column in max(0, -right)..<min(67, 67 - right) {
                                let (a, b) = (map[row, column], map[row + down, column + right])
                                guard a != .outside, b != .outside else { continue }
                                possible += 1
                                if a == .sodium, b == .sodium { both += 1 }
                            }
                        }
                    }
                }
                #expect(abs(value - (Double(both) / Double(possible) - share * share)) < 1e-12)
            }
        }
    }

    /// Discs of R = 6 at p = 0.364: √A₂ = 9.98 columns, by the exact covariance of the Boolean model.
    @Test(arguments: [false, true])
    func theCorrelationLengthOfDiscs(isRound: Bool) throws {
        var sum = 0.0
        for seed in 0..<24 as Range<UInt64> {
            var map = TestMap.discs(300, 300, radius: 6, density: 0.004, seed: 100 + seed)
            if isRound { map = TestMap.roundView(map) }
            let found = map.measures(of: [.sodium, .lithium], pixel: MapPixel(row: 2, column: 2))
            sum += try #require(found[0].correlationLength) / 24
            // What Li leaves to Na.
            #expect(found[1].correlationLength == found[0].correlationLength)
        }
        #expect(abs(sum / (2 * 9.98) - 1) < 0.08, "\(sum)")
    }

    @Test func domainsThatAreTooLargeForTheMapAreNotGuessed() {
        #expect(TestMap.map(200, 40) { row, _ in row < 100 }.measures(of: [.sodium])[0].correlationLength == nil)
        #expect(TestMap.map(1, 60) { _, column in column % 9 < 4 }.measures(of: [.sodium])[0].correlationLength == nil)
        // Columns that have nothing to do with each other: a piece each.
        var random = TestRandom(seed: 4)
        let noise = TestMap.map(200, 200) { _, _ in Bool.random(using: &random) }
        let length = noise.measures(of: [.sodium])[0].correlationLength ?? 0
        #expect(abs(length - 1) < 0.2, "\(length)")
    }
}
