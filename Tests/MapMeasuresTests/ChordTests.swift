import MapMeasures
import TestSupport
import Testing
import VoxelCore
import VoxelKernels

@Suite struct ChordTests {
    private func chord(_ phase: Phase, _ map: Map<Phase>, _ pixel: MapPixel = .unit) -> MeanChord {
        MeanChord(of: ColumnSet(of: [phase], in: map), in: TestMap.inside(map), pixel: pixel)
    }

    /// Li between discs: its chords are geometrically distributed, a column that enters the reach of a centre ends one. Windows
    /// hardly larger than a chord cut nearly all.
    @Test(arguments: [false, true])
    func windowsTellTheChordsBetweenDiscs(isRound: Bool) {
        let (radius, density) = (4, 0.004)
        let truth = 1 / (1 - PortableMath.exponential(-density * Double(2 * radius + 1)))
        var (sum, share, runs, columns) = (0.0, 0.0, 0.0, 0.0)
        for seed in 0..<300 as Range<UInt64> {
            var map = TestMap.discs(60, 60, radius: radius, density: density, seed: seed)
            if isRound { map = TestMap.roundView(map) }
            let part = Double(ColumnSet(of: [.lithium], in: map).count) / Double(TestMap.inside(map).count)
            share += part
            if let length = chord(.lithium, map).alongRows { sum += part / length }
            let lithium = ColumnSet(of: [.lithium], in: map)
            for row in 0..<60 {
                lithium.forEachRun(ofRow: row) {
                    runs += 1
                    columns += Double($0.count)
                }
            }
        }
        #expect(abs(share / sum / truth - 1) < 0.03, "\(share / sum) \(truth)")
        #expect(columns / runs < 0.8 * truth, "\(columns / runs) \(truth)")
    }

    @Test func stripesAreAsWideAsTheyAre() {
        let stripes = TestMap.map(40, 121) { _, column in column % 12 < 5 }
        let found = chord(.sodium, stripes, MapPixel(row: 2, column: 0.5))
        #expect(abs((found.alongRows ?? 0) - 2.5) < 0.05)
        #expect(found.alongColumns == nil)
        // Lines along columns meet no edge, so over both there are half as many chords.
        #expect(abs((found.mean ?? 0) - 2 * (found.alongRows ?? 0)) < 1e-9)
        #expect(chord(.sodium, TestMap.map(9, 9) { _, _ in true }).mean == nil)
    }

    /// Of a structure without a direction the mean chord is π p / L. Discs of whole columns are one column wider than their area says.
    @Test func chordsAndBoundaryBelongTogether() throws {
        let map = TestMap.discs(900, 900, radius: 20, density: 0.3 / 400, seed: 21)
        for measures in map.measures(of: [.sodium, .lithium], pixel: MapPixel(row: 1.4, column: 1.4)) {
            let expected = .pi * (try #require(measures.coverage)) / (try #require(measures.contactLine))
            let ratio = try #require(measures.meanChord) / expected
            #expect(abs(ratio - 1) < 0.04, "\(ratio)")
        }
    }
}
