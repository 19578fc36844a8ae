import Phantom
import Testing
import VoxelCore

/// What cannot be made is refused, with the option's name.
struct RecipeTests {
    static let refused: [(String, @Sendable (inout PhantomRecipe) -> Void)] = [
        ("--shape", { $0.shape.rows = 0 }),
        ("--shape", { $0.shape.columns = -3 }),
        ("--shape", { $0.shape.slices = 16_385 }),
        ("--shape", { $0.shape.slices = 1 }),
        ("--dtype", { $0.sampleType = .int16 }),
        ("--noise", { $0.noise = -1 }),
        ("--noise", { $0.noise = .nan }),
        ("--noise", { $0.noise = .infinity }),
        ("--blur", { $0.blur = 5.1 }),
        ("--blur", { $0.blur = -0.1 }),
        ("--tilt", { $0.tilt.rows = 1.5 }),
        ("--tilt", { $0.tilt.columns = .nan }),
        (
            "--tilt",
            {
                $0.tilt.rows = 0.9; $0.shape.rows = 80
            }
        ),
        ("--roughness", { $0.roughness = -1 }),
        ("--roughness", { $0.roughness = 40 }),
        ("--na-fraction", { $0.naFraction = 1.5 }),
        ("--na-fraction", { $0.naFraction = -0.1 }),
        ("--na-fraction", { $0.naFraction = 0.99 }),
        (
            "--na-fraction",
            {
                $0.kind = .layers; $0.naFraction = 0.1
            }
        ),
        ("--grain-radius", { $0.grainRadius = 3 }),
        (
            "--grain-radius",
            {
                $0.kind = .boolean; $0.grainRadius = 0.5
            }
        ),
        (
            "--tilt",
            {
                $0.kind = .boolean; $0.tilt.rows = 0.1
            }
        ),
        (
            "--roughness",
            {
                $0.kind = .boolean; $0.roughness = 1
            }
        ),
        ("--fringe", { $0.fringe = 1.1 }),
        ("--cupping", { $0.cupping = 1 }),
        ("--rings", { $0.rings = -5 }),
        ("--noise-correlation", { $0.noiseCorrelation = 0.2 }),
        ("--noise-correlation", { $0.noiseCorrelation = .nan }),
        ("--hurst", { $0.hurst = 0.5 }),
        (
            "--hurst",
            {
                $0.hurst = 1; $0.roughness = 1
            }
        ),
        ("--touching", { $0.touching = 0.1 }),
        (
            "--touching",
            {
                $0.kind = .films; $0.touching = 1.1
            }
        ),
        ("--electrolyte-pores", { $0.electrolytePores = 0.1 }), ("--electrode-pores", { $0.electrodePores = 0.1 }),
        (
            "--electrolyte-pores",
            {
                $0.kind = .crust; $0.electrolytePores = 0.6
            }
        ),
        ("--electrolyte-grains", { $0.electrolyteGrains = 5 }),
        ("--angles", { $0.scanner = .with { $0.angles = 1 } }),
        ("--photons", { $0.scanner = .with { $0.photons = 3 } }),
        ("--blur", { $0.scanner = .with { $0.blur = 2.5 } }),
        ("--propagation", { $0.scanner = .with { $0.propagation = -1 } }),
        ("--propagation", { $0.scanner = .with { $0.propagation = .nan } }),
        ("--retrieval", { $0.scanner = .with { $0.retrieval = .paganin } }),
        (
            "--fringe",
            {
                $0.scanner = .init(); $0.fringe = 0.1
            }
        ),
        (
            "--cupping",
            {
                $0.scanner = .init(); $0.cupping = 0.1
            }
        ),
        (
            "--noise-correlation",
            {
                $0.scanner = .init(); $0.noiseCorrelation = 1
            }
        ),
        (
            "--shape",
            {
                $0.scanner = .init(); $0.shape.columns = 2049
            }
        ),
        (
            "--noise",
            {
                $0.scanner = .with { $0.angles = 4 }; $0.noise = 900
            }
        ),
        ("SSE's thickness", { $0.electrolyteThickness = 40 }),
        ("SSE's thickness", { $0.electrolyteThickness = .nan }),
    ]

    @Test(arguments: refused.indices)
    func aRecipeThatCannotBeIsRefused(index: Int) throws {
        let (option, change) = Self.refused[index]
        let recipe = PhantomRecipe(kind: .pristine, shape: VolumeShape(slices: 30, rows: 20, columns: 20)).with(change)
        let error = #expect(throws: SimstripError.self) { try Phantom(recipe) }
        #expect(error?.kind == .usage)
        #expect(error?.message.contains(option) == true, "\(error?.message ?? "")")
    }

    @Test func theMessageSaysWhatWasFound() {
        let recipe = PhantomRecipe.small(.pristine).with { $0.naFraction = 1.5 }
        let error = #expect(throws: SimstripError.self) { try recipe.validate() }
        #expect(error?.message == "--na-fraction 1.5 is not between 0 and 1")
    }

    @Test(arguments: PhantomRecipe.Kind.allCases)
    func theSmallestVolumeIsMade(kind: PhantomRecipe.Kind) throws {
        let phantom = try Phantom(
            PhantomRecipe(kind: kind, shape: VolumeShape(slices: 2, rows: 1, columns: 1)).with {
                if kind != .boolean { $0.roughness = 1 }
                $0.electrolyteThickness = 1
            })
        #expect(try phantom.bytes().count == 2)
        #expect(phantom.labels().first == 3)
        #expect(phantom.completeLayers == 1)
    }
}
