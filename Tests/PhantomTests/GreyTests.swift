import Phantom
import Testing
import VoxelCore

/// Grey values, texture, blur, noise and composition have the statistics that were asked for.
struct GreyTests {
    static let shape = VolumeShape(slices: 36, rows: 56, columns: 56)

    /// The grey levels of the SSE well below the interface, in (z, y, x) order.
    static func electrolyte(_ recipe: PhantomRecipe) throws -> [Double] {
        let levels = try Phantom(recipe.with { $0.sampleType = .float32 }).levels()
        return Array(levels.prefix(10 * recipe.shape.rows * recipe.shape.columns))
    }

    @Test(arguments: [10.0, 30, 60])
    func noiseIsWhiteNormalAndOfTheDeviationAskedFor(noise: Double) throws {
        let recipe = PhantomRecipe(kind: .pristine, shape: Self.shape)
        let noisy = try Self.electrolyte(recipe.with { $0.noise = noise })
        let clean = try Self.electrolyte(recipe.with { $0.noise = 0 })
        let difference = zip(noisy, clean).map { ($0 - $1) / noise }
        #expect(abs(mean(difference)) < 0.025)
        #expect(abs(standardDeviation(difference) - 1) < 0.02)
        #expect(abs(mean(difference.map { $0 * $0 * $0 * $0 }) - 3) < 0.2)
        #expect(abs(mean(difference.map { $0 * $0 * $0 })) < 0.1)
        let beyondTwo = Double(difference.count { abs($0) > 2 }) / Double(difference.count)
        #expect(abs(beyondTwo - 0.0455) < 0.005)
        let neighbours = zip(difference, difference.dropFirst()).map { $0 * $1 }
        #expect(abs(mean(neighbours)) < 0.025)
    }

    @Test func phasesHaveTheirGreyAndTheirTexture() throws {
        let recipe = PhantomRecipe(kind: .layers, shape: Self.shape).with { $0.noise = 0 }
        let levels = try Phantom(recipe.with { $0.sampleType = .float32 }).levels()
        let area = Self.shape.rows * Self.shape.columns
        let electrolyte = Array(levels.prefix(10 * area))
        let lithium = Array(levels.suffix(5 * area))
        #expect(abs(mean(electrolyte) - 150) < 1)
        #expect(abs(mean(lithium) - 45) < 1)
        #expect(abs(standardDeviation(electrolyte) - 13.6) < 1.2)
        #expect(abs(standardDeviation(lithium) - 8.2) < 0.9)
        // A correlation of exp(−r² / 4σ²) with σ² = 1.4² + 0.7².
        let average = mean(electrolyte)
        let variance = standardDeviation(electrolyte) * standardDeviation(electrolyte)
        for (lag, expected) in [(1, 0.903), (2, 0.665), (3, 0.399)] {
            var products: [Double] = []
            for index in electrolyte.indices where index % Self.shape.columns + lag < Self.shape.columns {
                products.append((electrolyte[index] - average) * (electrolyte[index + lag] - average))
            }
            #expect(abs(mean(products) / variance - expected) < 0.04, "lag \(lag)")
        }
    }

    @Test func blurMixesThePhasesAtTheInterfaceAndNoBlurDoesNot() throws {
        let recipe = PhantomRecipe(kind: .layers, shape: VolumeShape(slices: 24, rows: 56, columns: 56)).with {
            $0.noise = 0
            $0.sampleType = .float32
        }
        let area = 56 * 56
        // The interface lies between slices 9 and 10; texture leaves a standard error of about 1.
        func meansAtTheInterface(blur: Double) throws -> [Double] {
            let levels = try Phantom(recipe.with { $0.blur = blur }).levels()
            return [9, 10].map { mean(Array(levels[$0 * area..<($0 + 1) * area])) }
        }
        let sharp = try meansAtTheInterface(blur: 0)
        #expect(abs(sharp[0] - 150) < 4)
        #expect(abs(sharp[1] - 45) < 3)
        // A sampled Gaussian of 0.7 voxels leaves 78.5 % of the step in the last voxel before it.
        let blurred = try meansAtTheInterface(blur: 0.7)
        #expect(abs(blurred[0] - (45 + 105 * 0.785)) < 4)
        #expect(abs(blurred[1] - (45 + 105 * 0.215)) < 3)
    }

    @Test(arguments: [0.05, 0.168, 0.4])
    func grainsFillTheShareAskedFor(share: Double) throws {
        for kind in [PhantomRecipe.Kind.pristine, .boolean] {
            var sodium = 0
            var bulk = 0
            for seed in 1...6 {
                let recipe = PhantomRecipe(kind: kind, shape: VolumeShape(slices: 24, rows: 64, columns: 64)).with {
                    $0.seed = UInt64(seed)
                    $0.naFraction = share
                    $0.electrolyteThickness = 1
                }
                let labels = try Phantom(recipe).labels().dropFirst(3 * 64 * 64)
                sodium += labels.count { $0 == 2 }
                bulk += labels.count
            }
            #expect(abs(Double(sodium) / Double(bulk) - share) < 0.02 + 0.1 * share, "\(kind)")
        }
    }

    @Test func integerSamplesAreTheRoundedLevels() throws {
        let recipe = PhantomRecipe.small(.pristine).with { $0.noise = 60 }
        let levels = try Phantom(recipe.with { $0.sampleType = .float32 }).levels()
        let eight = try Phantom(recipe.with { $0.sampleType = .uint8 }).bytes()
        let sixteen = try Phantom(recipe.with { $0.sampleType = .uint16 }).bytes()
            .withUnsafeBytes { Array($0.bindMemory(to: UInt16.self)) }
        let wrong = levels.indices.count { index in
            abs(Double(eight[index]) - min(255, max(0, levels[index]))) > 0.5
                || abs(Double(sixteen[index]) - (16_384 + 64 * levels[index])) > 0.51
        }
        #expect(wrong == 0)
        #expect(eight.contains(0) && eight.contains(255))
        #expect(levels.contains { $0 < 0 })
    }
}
