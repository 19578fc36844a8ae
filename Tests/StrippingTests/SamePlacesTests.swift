import MapMeasures
import Segmentation
import Stripping
import TestSupport
import Testing
import VoxelCore

/// Two maps of one place, against what a literal reading of every column says.
@Suite struct SamePlacesTests {
    /// A map of chance, with columns outside.
    private func map(
        _ geometry: StrippingGeometry, rows: Int, columns: Int, corner: (row: Int, column: Int), layers: Int,
        layer: Double = 1.4, _ random: inout TestRandom
    ) -> MapOfPlaces {
        let heights = (0..<rows * columns).map { _ in
            Double.random(in: 0..<1, using: &random) < 0.1
                ? Float.nan : Float(20 + 4 * Double.random(in: 0..<1, using: &random))
        }
        let first = heights.map { height in
            height.isNaN
                ? UInt16.max
                : Double.random(in: 0..<1, using: &random) < 0.4
                    ? 0 : UInt16(1 + Int(Double.random(in: 0..<1, using: &random) * Double(layers)))
        }
        return MapOfPlaces(
            geometry: geometry, corner: corner, firstNaLayer: Map(rows: rows, columns: columns, values: first),
            heights: Map(rows: rows, columns: columns, values: heights), layer: layer)
    }

    /// Whole voxels apart, along every axis: each column of B is the one that lies there, and every count is that of the columns.
    @Test(arguments: Axis.allCases, ElectrodeSide.allCases) func whatLiesAtTheSamePlaceIsCounted(
        _ axis: Axis, _ electrode: ElectrodeSide
    ) throws {
        var random = TestRandom(seed: 11)
        let geometry = StrippingGeometry(axis: axis, electrode: electrode)
        let a = map(geometry, rows: 23, columns: 31, corner: (4, 7), layers: 6, &random)
        let b = map(geometry, rows: 27, columns: 29, corner: (2, 3), layers: 6, &random)
        // A point p of A lies at p + move in B: 5 along the axis, 3 rows up, 2 columns on.
        let ordered = axis.ordered(along: 5.0, rows: -3, columns: 2)
        let move = SIMD3(ordered[0], ordered[1], ordered[2])
        let places = try #require(SamePlaces(of: a, and: b, toB: { $0 + move }, toA: { $0 - move }))
        let curves = try CurveComparison(curve(6), curve(6))
        let coverage = try SharedCoverage(places, curves, threads: 2)

        var (shared, moved) = (0, [Double]())
        var literal = (0...6).map { _ in (both: 0, a: 0, b: 0) }
        var changes = [SodiumChange: Int]()
        for row in 0..<23 {
            for column in 0..<31 {
                let (r, c) = (row + 4 - 3 - 2, column + 7 + 2 - 3)
                let isThere = r >= 0 && c >= 0 && r < 27 && c < 29
                guard isThere, a.firstNaLayer[row, column] != .max, b.firstNaLayer[r, c] != .max else {
                    #expect(places.firstNaOfB[row, column] == .max && places.heightsOfB[row, column].isNaN)
                    continue
                }
                shared += 1
                let (first, second) = (Int(a.firstNaLayer[row, column]), Int(b.firstNaLayer[r, c]))
                #expect(Int(places.firstNaOfB[row, column]) == second && Int(places.firstNaOfA[row, column]) == first)
                #expect(abs(Double(places.heightsOfB[row, column]) - (Double(b.heights[r, c]) - 5)) < 1e-5)
                let deeper = Double(b.heights[r, c]) - 5 - Double(a.heights[row, column])
                moved.append(electrode == .high ? deeper : -deeper)
                for n in 0...6 {
                    let (inA, inB) = (first > 0 && first <= n, second > 0 && second <= n)
                    if inA && inB {
                        literal[n].both += 1
                    } else if inA {
                        literal[n].a += 1
                    } else if inB {
                        literal[n].b += 1
                    }
                }
                let change: SodiumChange =
                    switch (first, second) {
                    case (0, 0): .neither
                    case (_, 0): .onlyInA
                    case (0, _): .onlyInB
                    default: second < first - 1 ? .earlierInB : second > first + 1 ? .laterInB : .same
                    }
                changes[change, default: 0] += 1
            }
        }
        #expect(shared > 300 && places.columns == shared)
        #expect(places.columnsOfA == a.firstNaLayer.values.count { $0 != .max })
        for (n, row) in coverage.rows.enumerated() {
            let counts = [row.both, row.onlyInA, row.onlyInB].map { Int(($0 * Double(shared)).rounded()) }
            #expect(counts == [literal[n].both, literal[n].a, literal[n].b], "after \(n) layers")
            #expect(abs(row.difference.value - (row.b - row.a)) < 1e-12)
        }
        let found = places.changes(afterStripping: 6 * 1.4).values
        for change in SodiumChange.allCases where change != .notShared {
            #expect(found.count { $0 == change } == changes[change], "\(change)")
        }
        let mean = moved.reduce(0, +) / Double(shared)
        #expect(abs(places.interfaceMoved.mean - mean) < 1e-5)
        let square = moved.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(shared)
        #expect(abs(places.interfaceMoved.deviation - square.squareRoot()) < 1e-5)
    }

    /// A flat interface turned by 2° about the axis and shifted by parts of a voxel: its heights come back flat, and columns are
    /// those whose centres lie nearest.
    @Test func aTurnedMapComesBack() throws {
        let geometry = StrippingGeometry(axis: .z, electrode: .high)
        let (sine, cosine) = (0.0348995, 0.9993908)
        let turn = { (p: SIMD3<Double>) in
            SIMD3(p[0] + 0.25, cosine * p[1] - sine * p[2] + 3.3, sine * p[1] + cosine * p[2] - 1.7)
        }
        let back = { (p: SIMD3<Double>) in
            let (y, x) = (p[1] - 3.3, p[2] + 1.7)
            return SIMD3(p[0] - 0.25, cosine * y + sine * x, -sine * y + cosine * x)
        }
        let extent = 40
        // First Na of B says where in B a column lies.
        let first = (0..<extent * extent).map { UInt16(1 + $0) }
        let a = MapOfPlaces(
            geometry: geometry, corner: (0, 0),
            firstNaLayer: Map(rows: extent, columns: extent, repeating: 1),
            heights: Map(rows: extent, columns: extent, repeating: 20), layer: 1)
        let b = MapOfPlaces(
            geometry: geometry, corner: (0, 0), firstNaLayer: Map(rows: extent, columns: extent, values: first),
            heights: Map(rows: extent, columns: extent, repeating: 21.5), layer: 1)
        let places = try #require(SamePlaces(of: a, and: b, toB: turn, toA: back))
        for row in 0..<extent {
            for column in 0..<extent where places.firstNaOfB[row, column] != .max {
                let index = Int(places.firstNaOfB[row, column]) - 1
                let centre = back(SIMD3(20, Double(index / extent) + 0.5, Double(index % extent) + 0.5))
                #expect(abs(centre[1] - (Double(row) + 0.5)) < 0.72 && abs(centre[2] - (Double(column) + 0.5)) < 0.72)
                #expect(abs(places.heightsOfB[row, column] - 21.25) < 1e-5)
            }
        }
        #expect(places.columns > 1_300 && places.columns < 1_600)
        #expect(abs(places.interfaceMoved.mean - 1.25) < 1e-5 && places.interfaceMoved.deviation < 1e-3)
    }

    /// Layers of 1 and of 2 µm: what came after 3 µm came after 3 µm.
    @Test func layersOfOtherThicknessAreComparedByThickness() throws {
        let geometry = StrippingGeometry(axis: .z, electrode: .high)
        let place = { (first: [UInt16], layer: Double) in
            MapOfPlaces(
                geometry: geometry, corner: (0, 0), firstNaLayer: Map(rows: 1, columns: 4, values: first),
                heights: Map(rows: 1, columns: 4, repeating: 5), layer: layer)
        }
        let places = try #require(
            SamePlaces(of: place([2, 6, 0, 7], 1), and: place([3, 1, 1, 0], 2), toB: { $0 }, toA: { $0 }))
        #expect(places.changes(afterStripping: 6).values == [.laterInB, .earlierInB, .onlyInB, .neither])
        #expect(places.changes(afterStripping: 7).values == [.laterInB, .earlierInB, .onlyInB, .onlyInA])
        #expect(places.changes(afterStripping: 5).values == [.onlyInA, .onlyInB, .onlyInB, .neither])
    }

    @Test func mapsApartShareNothing() {
        var random = TestRandom(seed: 5)
        let geometry = StrippingGeometry(axis: .y, electrode: .low)
        let a = map(geometry, rows: 8, columns: 8, corner: (0, 0), layers: 3, &random)
        let b = map(geometry, rows: 8, columns: 8, corner: (0, 0), layers: 3, &random)
        #expect(SamePlaces(of: a, and: b, toB: { $0 + SIMD3(9, 0, 0) }, toA: { $0 - SIMD3(9, 0, 0) }) == nil)
    }

    /// In 95 of 100 pairs of maps of which one has gained discs at random the mean gain lies within the scatter that is told.
    @Test func theScatterOfADifferenceIsToldBySharedPlaces() throws {
        let geometry = StrippingGeometry(axis: .z, electrode: .high)
        let extent = 96
        var (held, values) = (0, [Double]())
        let pairs = 60
        for seed in 0..<pairs {
            var random = TestRandom(seed: UInt64(seed) + 900)
            let maps = (0..<2).map { _ in
                var first = Map<UInt16>(rows: extent, columns: extent, repeating: 0)
                for _ in 0..<40 { disc(in: &first, radius: 4, &random) }
                return first
            }
            let places = try #require(
                SamePlaces(of: flat(geometry, maps[0]), and: flat(geometry, maps[1]), toB: { $0 }, toA: { $0 }))
            let row = try #require(
                try SharedCoverage(places, CurveComparison(curve(1), curve(1)), threads: 1).rows.last)
            values.append(row.difference.value)
            let (low, high) = (try #require(row.difference.low), try #require(row.difference.high))
            // The bands of these curves are nought wide; both maps have the same mean.
            if low <= 0 && high >= 0 { held += 1 }
        }
        // An upper bound: 2.8 deviations and more.
        #expect(held >= pairs - 2, "\(held) of \(pairs)")
        #expect(values.contains { abs($0) > 0.02 })
    }

    private func disc(in map: inout Map<UInt16>, radius: Double, _ random: inout TestRandom) {
        let (y, x) = (
            Double.random(in: 0..<1, using: &random) * Double(map.rows),
            Double.random(in: 0..<1, using: &random) * Double(map.columns)
        )
        for row in 0..<map.rows {
            for column in 0..<map.columns {
                let (dy, dx) = (Double(row) + 0.5 - y, Double(column) + 0.5 - x)
                if dy * dy + dx * dx < radius * radius { map[row, column] = 1 }
            }
        }
    }

    private func flat(_ geometry: StrippingGeometry, _ first: Map<UInt16>) -> MapOfPlaces {
        MapOfPlaces(
            geometry: geometry, corner: (0, 0), firstNaLayer: first,
            heights: Map(rows: first.rows, columns: first.columns, repeating: 9), layer: 1.4)
    }

    /// A curve of so many layers whose band has no width.
    private func curve(_ layers: Int) -> CoverageCurve {
        CoverageCurve(
            points: (0...layers).map { n in
                let share = Double(n) / Double(layers + 1)
                return CoverageCurve.Point(
                    layersRemoved: n, strippedThickness: 1.4 * Double(n),
                    naCoverage: Bounded(share, low: share, high: share))
            }, hasVoxelSize: true)
    }
}
