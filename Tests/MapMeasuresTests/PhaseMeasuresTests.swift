import MapMeasures
import TestSupport
import Testing
import VoxelCore

@Suite struct PhaseMeasuresTests {
    private let phases: [Phase] = [.sodium, .lithium, .void]

    private func numbers(_ measures: [PhaseMeasures], swapped: Bool = false) -> [[Double?]] {
        measures.map { phase in
            [
                phase.coverage, Double(phase.patches), phase.patchDensity, phase.meanPatchArea,
                phase.areaWeightedPatchArea, phase.borderAreaShare, phase.contactLine, phase.largestInscribedRadius,
                phase.radiusTouchesBorder.map { $0 ? 1 : 0 }, phase.meanChord,
                swapped ? phase.meanChordAlongColumns : phase.meanChordAlongRows,
                swapped ? phase.meanChordAlongRows : phase.meanChordAlongColumns, phase.correlationLength,
                phase.dispersion, phase.dispersionOfIndependent?.lowerBound, phase.dispersionOfIndependent?.upperBound,
            ]
        }
    }

    private func same(_ a: [[Double?]], _ b: [[Double?]]) -> Bool {
        zip(a.joined(), b.joined()).allSatisfy { a, b in
            guard let a, let b else { return a == nil && b == nil }
            return abs(a - b) <= 1e-9 * max(abs(a), abs(b))
        }
    }

    /// Turned over or transposed, with a mask and pixels that are not square: the same numbers.
    @Test(arguments: [MapPixel.unit, MapPixel(row: 1.4, column: 0.83)])
    func aMapTurnedOverOrTransposed(pixel: MapPixel) {
        for seed in 1...4 as ClosedRange<UInt64> {
            let map = TestMap.masked(
                TestMap.anything(90, 111, share: 0.2 * Double(seed), seed: seed).map { $0 == .outside ? .lithium : $0 }
            ) { row, column in row + 2 * column > 60 && (row, column) != (70, 80) }
            let expected = map.measures(of: phases, pixel: pixel)
            // All are told, so all are compared.
            #expect(numbers([expected[0]]).joined().allSatisfy { $0 != nil })
            var (down, across, transposed) = (map, map, Map(rows: 111, columns: 90, repeating: Phase.outside))
            for row in 0..<90 {
                for column in 0..<111 {
                    down[89 - row, column] = map[row, column]
                    across[row, 110 - column] = map[row, column]
                    transposed[column, row] = map[row, column]
                }
            }
            #expect(same(numbers(down.measures(of: phases, pixel: pixel)), numbers(expected)))
            #expect(same(numbers(across.measures(of: phases, pixel: pixel)), numbers(expected)))
            let turned = transposed.measures(of: phases, pixel: MapPixel(row: pixel.column, column: pixel.row))
            #expect(same(numbers(turned, swapped: true), numbers(expected)))
        }
    }

    /// Columns outside around a map change nothing but the void beyond a border, which is a border itself.
    @Test func aFrameOfColumnsOutsideIsNoPartOfTheMap() {
        let map = TestMap.discs(70, 83, radius: 4, density: 0.004, seed: 6)
        var framed = Map(rows: 81, columns: 100, repeating: Phase.outside)
        for row in 0..<70 {
            for column in 0..<83 { framed[row + 5, column + 9] = map[row, column] }
        }
        // Tiles lie about the middle of the map, frame included, and what is looked at of C depends on the map's extents.
        let (expected, found) = (numbers(map.measures(of: phases)), numbers(framed.measures(of: phases)))
        for (expected, found) in zip(expected, found) {
            #expect(same([Array(expected[..<12])], [Array(found[..<12])]))
            #expect(expected[12] == nil || abs((expected[12] ?? 0) - (found[12] ?? 0)) < 1e-9)
        }
    }

    @Test func checkerboards() {
        let board = TestMap.map(120, 120) { row, column in (row / 10 + column / 10) % 2 == 0 }
        let found = board.measures(of: [.sodium, .lithium])
        #expect(found[0].coverage == 0.5 && found[1].coverage == 0.5)
        // 8-connected at corners, 4-connected not.
        #expect(found[0].patches == 1 && found[1].patches == 72)
        #expect(found[0].patchDensity == nil)
        #expect(found[1].meanPatchArea.map { abs($0 - 100) < 1e-9 } == true)
        #expect(found[0].meanChordAlongRows.map { abs($0 - 119.0 / 11) < 1e-9 } == true)
        // The edge of a pixel in ten is 11 lines of 120 in 119 gaps each way.
        #expect(found[0].contactLine.map { abs($0 / (2 * 11.0 / 119) - 1) < 0.15 } == true)
        #expect(found[0].largestInscribedRadius == 4.5)
    }

    @Test func mapsThatTellLittle() {
        for map in [
            Map(rows: 12, columns: 13, repeating: Phase.outside), Map(rows: 0, columns: 0, repeating: Phase.sodium),
            Map(rows: 1, columns: 1, repeating: Phase.sodium), Map(rows: 1, columns: 70, repeating: Phase.sodium),
            Map(rows: 70, columns: 1, repeating: Phase.lithium), Map(rows: 2, columns: 2, repeating: Phase.sodium),
            TestMap.map(1, 200) { _, column in column % 7 < 3 }, TestMap.map(2, 200) { _, column in column % 7 < 3 },
            TestMap.map(40, 40) { row, column in row == 20 && column == 20 },
        ] {
            for number in numbers(map.measures(of: phases)).joined() { #expect(number.map(\.isFinite) ?? true) }
        }
        let none = Map(rows: 12, columns: 13, repeating: Phase.outside).measures(of: [.sodium])[0]
        #expect(none.coverage == nil && none.patches == 0 && none.patchDensity == nil && none.contactLine == nil)
        let all = Map(rows: 40, columns: 40, repeating: Phase.sodium).measures(of: phases)
        #expect(all[0].coverage == 1 && all[0].patches == 1 && all[0].patchDensity == nil && all[0].contactLine == 0)
        #expect(all[0].largestInscribedRadius == 20 - 0.5 && all[0].radiusTouchesBorder == true)
        #expect(all[1].patches == 0 && all[1].patchDensity == 0 && all[1].largestInscribedRadius == nil)
        let one = TestMap.map(40, 40) { row, column in row == 20 && column == 20 }.measures(of: [.sodium])[0]
        #expect(one.patches == 1 && one.patchDensity == 1.0 / (38 * 38) && one.meanPatchArea == 1)
        #expect(one.largestInscribedRadius == 0.5 && one.radiusTouchesBorder == false)
        // A map of one row has chords along it, and no line.
        let row = TestMap.map(1, 200) { _, column in column % 7 < 3 }.measures(of: [.sodium])[0]
        #expect(row.contactLine == nil && row.correlationLength == nil)
        #expect(row.meanChord.map { abs($0 - 3) < 0.1 } == true)
    }
}
