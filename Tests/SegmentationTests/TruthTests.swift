import Phantom
import Segmentation
import TestSupport
import Testing
import VoxelCore

/// The whole method against phantoms; small maps, so bounds are wider than those of the whole table.
@Suite(.wholeScans) struct TruthTests {
    @Test(arguments: [(10.0, 2.0), (30.0, 3.0), (60.0, 5.0)], [PhantomRecipe.Kind.pristine, .cycled])
    func coverageIsTrue(noise: (level: Double, bound: Double), kind: PhantomRecipe.Kind) throws {
        let run = try PhantomRun(recipe(kind, noise: noise.level, seed: 3, rough: true))
        #expect(run.errors.allSatisfy { abs($0) <= noise.bound }, "\(run.errors)")
        #expect(run.interfaceError <= 0.3)
        #expect(run.result.warnings.isEmpty)
    }

    @Test func noNumberDependsOnThreads() throws {
        let recipe = recipe(.cycled, noise: 30, seed: 4, rough: true, edge: 61)
        let runs = try [1, 2, 7].map { try PhantomRun(recipe, layers: 8, threads: $0) }
        let labels = try runs.map { try $0.labels() }
        #expect(labels.allSatisfy { $0 == labels[0] })
        for run in runs.dropFirst() {
            #expect(run.interface.heights == runs[0].interface.heights)
            #expect(run.result.levels == runs[0].result.levels)
        }
    }

    /// After every number of layers as many columns are Na as in the mean of the samples, less what is known of its bias.
    @Test func labelsAreTheMeanOfTheSamplesLessItsBias() throws {
        let run = try PhantomRun(recipe(.cycled, noise: 30, seed: 4, rough: true, edge: 61), layers: 8)
        let posterior = try #require(run.result.posterior)
        #expect(posterior.samples == 6 && posterior.layers == 8)
        let correction = try #require(posterior.bias).correction
        #expect(correction.count == 8 && correction.contains { abs($0) > 0.001 })
        var met = 0
        for layer in 1...8 {
            for row in 0..<61 {
                for column in 0..<61 { met += posterior.samples(meetingSodiumIn: layer, row: row, column: column) }
            }
            let surplus = Int((correction[layer - 1] * 61 * 61).rounded())
            #expect(run.stripped.counts[layer].sodium == (met + 3) / 6 - surplus)
        }
    }

    @Test(arguments: [(Axis.z, ElectrodeSide.low), (.y, .high), (.x, .low)])
    func everyAxisAndSideIsAlike(axis: Axis, side: ElectrodeSide) throws {
        var recipe = recipe(.pristine, noise: 10, seed: 5, rough: true, edge: 80)
        recipe.axis = axis
        recipe.electrode = side
        recipe.shape = VolumeShape(slices: 80, rows: 80, columns: 80)
        recipe.shape[axis] = 60
        let run = try PhantomRun(recipe)
        #expect(run.errors.allSatisfy { abs($0) <= 2.5 }, "\(run.errors)")
        #expect(run.interfaceError <= 0.3)
    }

    @Test(arguments: [SampleType.uint16, .float32])
    func greyScalesAreAlike(type: SampleType) throws {
        var recipe = recipe(.cycled, noise: 30, seed: 6, rough: false)
        recipe.sampleType = type
        let run = try PhantomRun(recipe)
        #expect(run.errors.allSatisfy { abs($0) <= 3 }, "\(run.errors)")
        let scale = run.phantom.greyScale
        let levels = try #require(run.result.levels)
        #expect(abs((levels.lithium - scale.offset) / scale.gain - 45) < 4)
        #expect(abs((levels.sodium - scale.offset) / scale.gain - 178) < 8)
    }

    @Test(arguments: [10.0, 60.0]) func lithiumAloneHasNoSodium(noise: Double) throws {
        var recipe = recipe(.pristine, noise: noise, seed: 7, rough: true)
        recipe.naFraction = 0
        let run = try PhantomRun(recipe)
        #expect(run.stripped.counts.allSatisfy { $0.sodium == 0 })
        #expect(run.result.warnings.map(\.code) == ["no_sodium"])
    }

    @Test(arguments: [10.0, 60.0]) func fringesAreUndone(noise: Double) throws {
        var recipe = recipe(.cycled, noise: noise, seed: 8, rough: true)
        recipe.fringe = 0.3
        let run = try PhantomRun(recipe)
        #expect(run.errors.allSatisfy { abs($0) <= (noise > 30 ? 7 : 4) }, "\(run.errors)")
        #expect(run.interfaceError <= 0.3)
    }

    /// Taken for a blur of 0.7, one of 0.4 voxels costs 9 points.
    @Test(arguments: [(0.4, 3.0), (0.85, 7.0)]) func blurIsMeasured(blur: (voxels: Double, bound: Double)) throws {
        var recipe = recipe(.cycled, noise: 30, seed: 8, rough: true)
        recipe.blur = blur.voxels
        let run = try PhantomRun(recipe, layers: 10)
        #expect(run.errors.allSatisfy { abs($0) <= blur.bound }, "\(run.errors)")
    }

    @Test func wideBlurIsWarnedOf() throws {
        var recipe = recipe(.cycled, noise: 30, seed: 8, rough: true)
        recipe.blur = 1.3
        #expect(try PhantomRun(recipe, layers: 10).result.warnings.map(\.code).contains("wide_blur"))
    }

    @Test func correlatedNoiseIsWeighedAsSuch() throws {
        var recipe = recipe(.pristine, noise: 30, seed: 8, rough: true)
        recipe.noiseCorrelation = 0.7
        let run = try PhantomRun(recipe)
        #expect(run.errors.allSatisfy { abs($0) <= 6 }, "\(run.errors)")
    }

    /// Few thick grains lie in the first ten layers of a cycled electrode: the contrast of its film has to be found.
    @Test func thinFilmsAreNotTakenForDarkerNa() throws {
        let run = try PhantomRun(recipe(.cycled, noise: 30, seed: 9, rough: true), layers: 10)
        #expect(run.errors.allSatisfy { abs($0) <= 3 }, "\(run.errors)")
        #expect(abs(try #require(run.result.levels).sodium - 178) < 9)
    }

    @Test func cuppingIsFollowedAndReported() throws {
        var recipe = recipe(.pristine, noise: 10, seed: 9, rough: true)
        recipe.cupping = 0.3
        let run = try PhantomRun(recipe)
        #expect(run.errors.allSatisfy { abs($0) <= 3 }, "\(run.errors)")
        #expect(run.result.warnings.map(\.code) == ["grey_drift"])
    }
}
