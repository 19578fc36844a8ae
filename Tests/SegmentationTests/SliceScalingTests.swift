import Phantom
import Segmentation
import TestSupport
import Testing
import VoxelCore

@Suite struct SliceScalingTests {
    @Test(arguments: Axis.allCases, [10.0, 60.0])
    func aCommonGreyScaleIsTakenForOne(axis: Axis, noise: Double) throws {
        var recipe = PhantomRecipe(kind: .pristine, shape: VolumeShape(slices: 48, rows: 48, columns: 48))
        recipe.axis = axis
        recipe.noise = noise
        let phantom = try Phantom(recipe)
        #expect(try !SliceScaling(of: phantom, region: VoxelRegion(phantom.shape), threads: 2).isSliceBySlice)
    }

    @Test func slicesStretchedOneByOneAreRecognised() throws {
        var recipe = PhantomRecipe(kind: .pristine, shape: VolumeShape(slices: 48, rows: 48, columns: 48))
        recipe.axis = .y
        recipe.sampleType = .float32
        let phantom = try Phantom(recipe)
        let grey = try grid(of: phantom).values
        var random = TestRandom(seed: 9)
        let stretched = (0..<48).flatMap { slice -> [UInt8] in
            // Stretched to its own extremes, which noise and bright spots move about.
            let samples = grey[slice * 2304..<(slice + 1) * 2304]
            let low = (samples.min() ?? 0) * Double.random(in: 0.8...1.4, using: &random)
            let high = (samples.max() ?? 1) * Double.random(in: 0.8...1.4, using: &random)
            return samples.map { UInt8(max(0, min(255, ($0 - low) / (high - low) * 255))) }
        }
        let volume = MemoryVolume(shape: phantom.shape, samples: stretched)
        #expect(try SliceScaling(of: volume, region: VoxelRegion(phantom.shape), threads: 2).isSliceBySlice)
    }

    /// In the few slices of given layers a film of Na begins and ends, and pixels change their phase.
    @Test(arguments: [10.0, 30, 60], [0.0, 0.8])
    func aFilmThatPassesIsNoOtherScale(noise: Double, roughness: Double) throws {
        var recipe = PhantomRecipe(kind: .cycled, shape: VolumeShape(slices: 72, rows: 96, columns: 96))
        recipe.noise = noise
        recipe.roughness = roughness
        let phantom = try Phantom(recipe)
        var region = VoxelRegion(phantom.shape)
        #expect(try !SliceScaling(of: phantom, region: region, threads: 2).isSliceBySlice)
        region.slices = 30..<42
        #expect(try !SliceScaling(of: phantom, region: region, threads: 2).isSliceBySlice)
    }

    /// The same stack, every slice with a gain of its own.
    @Test(arguments: Axis.allCases, [PhantomRecipe.Kind.cycled, .pristine])
    func gainsOfTheirOwnAreRecognised(axis: Axis, kind: PhantomRecipe.Kind) throws {
        var recipe = PhantomRecipe(kind: kind, shape: VolumeShape(slices: 64, rows: 64, columns: 64))
        recipe.axis = axis
        recipe.noise = 10
        let grey = try grid(of: Phantom(recipe)).values
        var random = TestRandom(seed: 11)
        let gains = (0..<64).map { _ in Double.random(in: 0.6...1.2, using: &random) }
        let scaled = grey.indices.map { UInt8(min(255, gains[$0 / 4096] * grey[$0])) }
        let volume = MemoryVolume(shape: recipe.shape, samples: scaled)
        #expect(try SliceScaling(of: volume, region: VoxelRegion(recipe.shape), threads: 2).isSliceBySlice)
    }

    @Test func tooFewSlicesOrNoContrastSayNothing() throws {
        let shape = VolumeShape(slices: 2, rows: 4, columns: 4)
        let two = MemoryVolume(shape: shape, samples: [UInt8](repeating: 3, count: 32))
        #expect(try SliceScaling(of: two, region: VoxelRegion(shape), threads: 2).jump == nil)
        let flat = VolumeShape(slices: 9, rows: 4, columns: 4)
        let constant = MemoryVolume(shape: flat, samples: [UInt8](repeating: 3, count: 144))
        #expect(try SliceScaling(of: constant, region: VoxelRegion(flat), threads: 2).jump == nil)
    }
}
