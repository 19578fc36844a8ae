import Foundation
import Phantom
import Testing
import VoxelCore

/// The kinds whose curve is known beforehand, and the two whose shape is.
struct KnownAnswerTests {
    @Test func booleanModelCoversWhatTheFormulaSays() throws {
        let layers = 12
        var curves: [[Double]] = []
        var recipe = PhantomRecipe(kind: .boolean, shape: VolumeShape(slices: 26, rows: 48, columns: 48))
        recipe.grainRadius = 3
        recipe.naFraction = 0.12
        recipe.electrolyteThickness = 10
        for seed in 1...24 {
            let phantom = try Phantom(recipe.with { $0.seed = UInt64(seed) })
            curves.append(coverage(phantom.firstNaLayer(layers: layers), layers: layers))
        }
        let density = recipe.grainDensity
        #expect(abs(density + log(1 - 0.12) / (4.0 / 3 * Double.pi * 27)) < 1e-12)
        for n in 1...layers {
            let values = curves.map { $0[n] }
            let error = standardDeviation(values) / Double(values.count - 1).squareRoot()
            let expected = 1 - exp(-density * (Double.pi * 9 * Double(n - 1) + 4.0 / 3 * Double.pi * 27))
            #expect(abs(try #require(recipe.expectedNaCoverage(afterLayers: n)) - expected) < 1e-12)
            #expect(error < 0.012)
            #expect(abs(mean(values) - expected) < 3.5 * error, "after \(n) layers")
        }
        #expect(recipe.expectedNaCoverage(afterLayers: 0) == 0)
    }

    @Test(arguments: [(32, 48), (24, 24), (19, 37), (8, 8), (5, 3)])
    func layersCoverExactlyWhatIsCounted(rows: Int, columns: Int) throws {
        let recipe = PhantomRecipe(kind: .layers, shape: VolumeShape(slices: 40, rows: rows, columns: columns)).with {
            $0.roughness = 1
        }
        let curve = coverage(try Phantom(recipe).firstNaLayer(layers: 15), layers: 15)
        #expect(curve == (0...15).map { recipe.expectedNaCoverage(afterLayers: $0) })
        if rows % 16 == 0, columns % 16 == 0 {
            #expect(curve == [0, 0, 0, 0.5, 0.5, 0.5, 0.5, 0.75, 0.75, 0.75, 0.75, 1, 1, 1, 1, 1])
        }
    }

    @Test func pureLithiumIsNeverCovered() throws {
        let phantom = try Phantom(.small(.pristine).with { $0.naFraction = 0 })
        #expect(phantom.firstNaLayer(layers: 20).values.allSatisfy { $0 == 0 })
        #expect(phantom.labels().allSatisfy { $0 == 1 || $0 == 3 })
    }

    @Test func cycledRisesLateAndAbruptlyAgainstPristine() throws {
        let shape = VolumeShape(slices: 40, rows: 96, columns: 96)
        let pristine = coverage(
            try Phantom(PhantomRecipe(kind: .pristine, shape: shape)).firstNaLayer(layers: 15), layers: 15)
        let cycled = coverage(
            try Phantom(PhantomRecipe(kind: .cycled, shape: shape)).firstNaLayer(layers: 15), layers: 15)
        // Late: still bare where the pristine foil has long begun to show Na.
        #expect(cycled[3] < 0.02)
        #expect(pristine[3] > 0.1)
        // Abrupt: most of it within three layers, against a straight line's fifth.
        #expect(cycled[7] - cycled[4] > 0.35)
        #expect(cycled[7] - cycled[4] > 3 * (pristine[7] - pristine[4]))
        #expect((0.6..<0.85).contains(cycled[15]))
        #expect((0.4..<0.65).contains(pristine[15]))
    }

    @Test func kindsWithoutAKnownCurveSayNone() {
        #expect(PhantomRecipe.small(.pristine).expectedNaCoverage(afterLayers: 3) == nil)
        #expect(PhantomRecipe.small(.cycled).expectedNaCoverage(afterLayers: 3) == nil)
        #expect(PhantomRecipe.small(.layers).expectedNaCoverage(afterLayers: -1) == nil)
    }
}
