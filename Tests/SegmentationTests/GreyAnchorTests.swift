import Phantom
import Segmentation
import Testing
import VoxelCore

/// The peaks of Li and of the SSE on either side of the interface.
@Suite struct GreyAnchorTests {
    private func anchors(_ recipe: PhantomRecipe, threads: Int = 2) throws -> GreyAnchors? {
        let phantom = try Phantom(recipe)
        let volume = try MemoryVolume(of: phantom)
        let interface = Interface(
            method: "truth", geometry: StrippingGeometry(axis: recipe.axis, electrode: recipe.electrode),
            region: VoxelRegion(volume.shape), heights: phantom.interface)
        return try GreyAnchors(of: volume, interface: interface, threads: threads)
    }

    /// The phantom's Li is 45, its SSE 150. What 8 bits cut off lifts Li where the noise is strong.
    @Test(arguments: [PhantomRecipe.Kind.pristine, .cycled], [(10.0, 2.0), (30, 5), (60, 11)])
    func thePeaksAreFoundInSpiteOfNoiseAndSodium(kind: PhantomRecipe.Kind, noise: (level: Double, bound: Double)) throws
    {
        let found = try #require(try anchors(recipe(kind, noise: noise.level, seed: 11, rough: true)))
        #expect(abs(found.lithium - 45) <= noise.bound, "\(found)")
        #expect(abs(found.electrolyte - 150) <= 3, "\(found)")
    }

    @Test(arguments: [(Axis.z, ElectrodeSide.low), (.y, .high), (.x, .low)])
    func everyAxisAndSideIsAlike(axis: Axis, side: ElectrodeSide) throws {
        var recipe = recipe(.pristine, noise: 10, seed: 5, rough: true, edge: 60)
        recipe.axis = axis
        recipe.electrode = side
        recipe.shape = VolumeShape(slices: 60, rows: 60, columns: 60)
        let found = try #require(try anchors(recipe))
        #expect(abs(found.lithium - 45) <= 3, "\(found)")
        #expect(abs(found.electrolyte - 150) <= 3, "\(found)")
    }

    @Test func noNumberDependsOnThreads() throws {
        let recipe = recipe(.cycled, noise: 30, seed: 4, rough: true, edge: 61)
        let found = try [1, 2, 7].map { try anchors(recipe, threads: $0) }
        #expect(found[0] != nil)
        #expect(found.allSatisfy { $0 == found[0] })
    }

    /// A volume of two greys on either side of a flat interface; what lies nearer than two voxels is another one.
    @Test func onlyWhatIsClearOfTheInterfaceCounts() throws {
        let shape = VolumeShape(slices: 24, rows: 6, columns: 9)
        let bytes = (0..<shape.count).map { index -> UInt8 in
            let z = index / 54
            return z < 10 ? 200 : z < 14 ? 100 : 30
        }
        let volume = MemoryVolume(shape: shape, type: .uint8, bytes: bytes)
        let geometry = StrippingGeometry(axis: .z, electrode: .high)
        let anchors = { (first: Int) in
            try GreyAnchors(
                of: volume,
                interface: Interface(firstElectrodeVoxel: first, geometry: geometry, region: VoxelRegion(shape)),
                threads: 1)
        }
        #expect(try anchors(12) == GreyAnchors(lithium: 30, electrolyte: 200))
        // At either end of the volume one side is missing.
        #expect(try anchors(1) == nil)
        #expect(try anchors(23) == nil)
    }

    /// Every interval of half of the values, looked at one by one.
    @Test func theShorthIsThatOfItsDefinition() throws {
        let values: [Float] = [9, 1, 4, 4.5, 5, 5.25, 7, 30, 31]
        // Five of nine: 4 … 7 is as short as any.
        let expected = 25.75 / 5
        #expect(abs(try #require(shorth(of: values)) - expected) < 1e-6)
        #expect(shorth(of: []) == nil)
        #expect(shorth(of: [3]) == 3)
        #expect(shorth(of: [2, 2, 2, 8]) == 2)
        // Two intervals are as short: 1 … 3 and 2 … 4 and 3 … 5, of which the middle one is taken.
        #expect(shorth(of: [1, 2, 3, 4, 5]) == 3)
    }
}
