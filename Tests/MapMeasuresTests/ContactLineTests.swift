import Foundation
import MapMeasures
import TestSupport
import Testing
import VoxelCore
import VoxelKernels

@Suite struct ContactLineTests {
    private func line(_ map: Map<Phase>, _ pixel: MapPixel = .unit) -> Double {
        ContactLine.length(
            between: TestMap.sodium(map), and: ColumnSet(of: [.lithium], in: map), in: TestMap.inside(map), pixel: pixel
        )
            ?? -1
    }

    /// Straight edges at any angle, each anywhere in a round field of view that they lie a diameter apart in: without the
    /// directions' error, one over the diameter.
    @Test(arguments: [(1.0, 0.0131, 0.0146), (1.4, 0.035, 0.023), (0.5, 0.0563, 0.0388)])
    func halfPlanes(aspect: Double, above: Double, below: Double) {
        let (radius, places) = (60, 24)
        let rows = Int(Double(2 * radius) / aspect)
        let height = Double(rows) * aspect
        let distance = { (row: Int, column: Int) in
            ((Double(row) + 0.5) * aspect - height / 2, Double(column) + 0.5 - Double(radius))
        }
        let view = Map(
            rows: rows, columns: 2 * radius,
            values: (0..<rows * 2 * radius).map { index in
                let (down, right) = distance(index / (2 * radius), index % (2 * radius))
                return down * down + right * right <= Double(radius * radius)
            })
        var (most, least) = (-1.0, 1.0)
        for degrees in stride(from: 0.0, to: 180, by: 15) {
            let (y, x) = (cos(degrees * .pi / 180), sin(degrees * .pi / 180))
            var sum = 0.0
            for place in 0..<places {
                let offset = (Double(place) + 0.37) / Double(places) * 2 - 1
                var map = view.map { $0 ? Phase.lithium : .outside }
                for index in map.values.indices where view.values[index] {
                    let (down, right) = distance(index / (2 * radius), index % (2 * radius))
                    if down * y + right * x > offset * Double(radius) { map.values[index] = .sodium }
                }
                sum += line(map, MapPixel(row: aspect, column: 1)) / Double(places)
            }
            let error = sum * Double(2 * radius) - 1
            (most, least) = (max(most, error), min(least, error))
        }
        #expect(most < above + 0.004 && least > -below - 0.004, "\(least) … \(most)")
        // Steps along pixels' edges would be up to 27 % too long.
        #expect(most > 0 && least < 0)
    }

    @Test(arguments: [(3.0, -0.014, 0.012), (5, -0.006, 0.006), (10, -0.0013, 0.004), (20, -0.0005, 0.003)])
    func discs(radius: Double, bias: Double, tolerance: Double) {
        var random = TestRandom(seed: 11)
        var sum = 0.0
        let edge = Int(2 * radius) + 8
        for _ in 0..<60 {
            let (y, x) = (Double.random(in: 0..<1, using: &random), Double.random(in: 0..<1, using: &random))
            let map = TestMap.map(edge, edge) { row, column in
                let (down, right) = (Double(row) - radius - 3 - y, Double(column) - radius - 3 - x)
                return down * down + right * right <= radius * radius
            }
            sum += line(map) * Double(edge * edge) / 60
        }
        // Pairs that would reach beyond the map are missing from the denominator alone: less than 1 % of small maps are border.
        let scale = sum / (2 * .pi * radius) - 1
        let missing = { (step: Int) in Double(edge) / Double(edge - step) }
        let most = missing(2) * missing(1) - 1
        #expect(scale > bias - tolerance && scale < bias + tolerance + most, "\(scale)")
    }

    /// Edges between phases that are not Na and Li, and what is outside, are no contact line.
    @Test func onlyBetweenSodiumAndLithium() {
        let stripes = TestMap.map(60, 96) { _, column in column / 8 % 2 == 0 }
        // Parallel to columns: the formula is 1.4 % short of one edge in eight columns, all windows alike.
        #expect(abs(line(stripes) / (11.0 / 8 / 11.875) / 0.98620 - 1) < 0.02)
        var void = stripes
        for index in void.values.indices where void.values[index] == .lithium { void.values[index] = .void }
        #expect(line(void) == 0)
        var outside = stripes
        for index in outside.values.indices where outside.values[index] == .lithium { outside.values[index] = .outside }
        #expect(line(outside) == 0)
        let half = TestMap.masked(stripes) { row, column in row < 30 && column < 64 || row > 50 }
        #expect(abs(line(half) / line(stripes) - 1) < 0.03)
    }

    @Test func lengthsScaleWithThePixel() {
        let map = TestMap.discs(90, 80, radius: 5, density: 0.005, seed: 8)
        #expect(abs(line(map, MapPixel(row: 1.4, column: 1.4)) * 1.4 / line(map) - 1) < 1e-12)
    }
}
