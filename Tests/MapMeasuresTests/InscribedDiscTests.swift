import MapMeasures
import TestSupport
import Testing
import VoxelCore
import VoxelKernels

@Suite struct InscribedDiscTests {
    /// The largest disc by asking every column about every other, those beyond the map included.
    private func literal(_ phase: Phase, _ map: Map<Phase>, _ pixel: MapPixel) -> (radius: Double, touches: Bool)? {
        var best: (radius: Double, touches: Bool)?
        for row in 0..<map.rows {
            for column in 0..<map.columns where map[row, column] == phase {
                var (nearest, radius, border) = (Double.infinity, 0.0, Double.infinity)
                for y in -1...map.rows {
                    for x in -1...map.columns {
                        let isWithin = 0..<map.rows ~= y && 0..<map.columns ~= x
                        let other = isWithin ? map[y, x] : .outside
                        guard other != phase else { continue }
                        let down = Double(y - row) * pixel.row
                        let right = Double(x - column) * pixel.column
                        let distance = (down * down + right * right).squareRoot()
                        let steps = Double((y - row) * (y - row) + (x - column) * (x - column)).squareRoot()
                        if distance < nearest { (nearest, radius) = (distance, distance - distance / steps / 2) }
                        if other == .outside { border = min(border, distance) }
                    }
                }
                let touches = border <= nearest * (1 + 1e-9)
                if let known = best, abs(known.radius - radius) < 1e-9 {
                    best = (known.radius, known.touches || touches)
                } else if radius > best?.radius ?? -1 {
                    best = (radius, touches)
                }
            }
        }
        return best
    }

    @Test(arguments: [MapPixel.unit, MapPixel(row: 1.37, column: 1), MapPixel(row: 1.4, column: 3.1)])
    func againstEveryColumn(pixel: MapPixel) {
        for (seed, share) in [(1, 0.2), (2, 0.9), (3, 1.6), (4, 2.5), (5, 4)] as [(UInt64, Double)] {
            for map in [
                TestMap.anything(31, 29, share: share, seed: seed),
                TestMap.discs(28, 33, radius: 3, density: share / 30, seed: seed),
                TestMap.roundView(TestMap.discs(30, 24, radius: 3, density: share / 40, seed: seed)),
            ] {
                for phase in [Phase.sodium, .lithium, .void] {
                    let found = InscribedDisc(
                        of: phase, ColumnSet(of: [phase], in: map), in: TestMap.inside(map), of: map, pixel: pixel)
                    let expected = literal(phase, map, pixel)
                    #expect((found == nil) == (expected == nil))
                    guard let found, let expected else { continue }
                    #expect(abs(found.radius - expected.radius) < 1e-9)
                    #expect(found.touchesBorder == expected.touches)
                }
            }
        }
    }

    private func disc(_ map: Map<Phase>, _ pixel: MapPixel = .unit) -> InscribedDisc? {
        InscribedDisc(of: .sodium, TestMap.sodium(map), in: TestMap.inside(map), of: map, pixel: pixel)
    }

    @Test func discsStripesAndWhatTouchesTheBorder() {
        for radius in [3.0, 8, 20] {
            let map = TestMap.map(61, 70) { row, column in
                let (y, x) = (Double(row - 30), Double(column - 31))
                return y * y + x * x <= radius * radius
            }
            let found = disc(map)
            #expect(abs((found?.radius ?? 0) - radius) < 0.75)
            #expect(found?.touchesBorder == false)
        }
        // Odd stripes are as wide as they are; they run into the border, but not where they are widest.
        let stripes = TestMap.map(50, 40) { row, _ in row % 14 < 7 }
        #expect(abs((disc(stripes, MapPixel(row: 0.3, column: 2))?.radius ?? 0) - 3.5 * 0.3) < 1e-12)
        let all = TestMap.map(31, 60) { _, _ in true }
        #expect(disc(all) == disc(TestMap.masked(TestMap.map(40, 60) { _, _ in true }) { row, _ in row < 31 }))
        #expect(disc(all)?.radius == 15.5 && disc(all)?.touchesBorder == true)
        #expect(disc(TestMap.map(9, 9) { _, _ in false }) == nil)
    }
}
