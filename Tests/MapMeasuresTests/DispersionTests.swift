import MapMeasures
import TestSupport
import Testing
import VoxelCore

@Suite struct DispersionTests {
    private func dispersion(_ places: Set<[Int]>, outside: (Int, Int) -> Bool = { _, _ in false }) -> PhaseMeasures {
        let map = TestMap.map(240, 240) { places.contains([$0, $1]) }
        return TestMap.masked(map) { !outside($0, $1) }.measures(of: [.sodium])[0]
    }

    private func drawn(_ count: Int, _ random: inout TestRandom, about centres: [[Int]]? = nil) -> Set<[Int]> {
        var places: Set<[Int]> = []
        while places.count < count {
            let centre = centres?.randomElement(using: &random) ?? [120, 120]
            let reach = centres == nil ? 120 : 15
            let place = centre.map { $0 + Int.random(in: -reach..<reach, using: &random) }
            if place.allSatisfy({ 0..<240 ~= $0 }) { places.insert(place) }
        }
        return places
    }

    @Test(arguments: [false, true])
    func independentPatchesHaveOne(isRound: Bool) throws {
        var random = TestRandom(seed: 17)
        var (sum, within, first) = (0.0, 0, 0.0)
        for _ in 0..<60 {
            let found = dispersion(drawn(100, &random)) { row, column in
                isRound && (row - 120) * (row - 120) + (column - 120) * (column - 120) > 14_400
            }
            let index = try #require(found.dispersion)
            let range = try #require(found.dispersionOfIndependent)
            sum += index / 60
            within += range.contains(index) ? 1 : 0
            first = range.upperBound
        }
        #expect(abs(sum - 1) < 0.1, "\(sum)")
        #expect(within >= 54, "\(within)")
        // χ² of 15 degrees of freedom, 97.5 %: 27.488.
        if !isRound { #expect(abs(first - 27.488 / 15) < 0.005) }
    }

    @Test func flocksAndRowsDiffer() throws {
        var random = TestRandom(seed: 18)
        let centres = (0..<8).map { _ in
            [Int.random(in: 20..<220, using: &random), Int.random(in: 20..<220, using: &random)]
        }
        let flocks = dispersion(drawn(250, &random, about: centres))
        let flocking = try #require(flocks.dispersion)
        #expect(flocking > 3)
        #expect(flocking > flocks.dispersionOfIndependent?.upperBound ?? .infinity)
        let rows = dispersion(Set((0..<256).map { [7 + $0 / 16 * 15, 7 + $0 % 16 * 15] }))
        #expect(try #require(rows.dispersion) < 0.3)
        #expect(dispersion(drawn(5, &random)).dispersion == nil)
    }
}
