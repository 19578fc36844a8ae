import Phantom
import Segmentation
import Stripping
import VoxelCore

/// A phantom held in memory, and what the whole method makes of it.
struct PhantomRun {
    let phantom: Phantom
    let volume: MemoryVolume
    let interface: Interface
    let slab: Slab
    let result: SegmentedSlab
    let stripped: StrippedSlab

    init(_ recipe: PhantomRecipe, layers: Int = 15, threads: Int = 2) throws {
        phantom = try Phantom(recipe)
        volume = try MemoryVolume(of: phantom)
        let region = VoxelRegion(volume.shape)
        let geometry = StrippingGeometry(axis: recipe.axis, electrode: recipe.electrode)
        let refined = try Interface.detect(
            in: volume, geometry: geometry, region: region, fieldOfView: .everything, threads: threads
        ).refined(in: volume, threads: threads)
        interface = refined.interface
        slab = try interface.slab(layers: layers, following: .surface, fieldOfView: .everything)
        result = try SegmentedSlab.byRandomField(
            of: volume, slab: slab, interface: interface, response: refined.response, fieldOfView: .everything,
            threads: threads)
        stripped = try RigidSodium().strip(result.phases, slab: slab, findingVoid: false, threads: threads)
    }

    /// Na coverage found less the true one after n = 1, 2 … layers, in percentage points.
    var errors: [Double] {
        let truth = phantom.firstNaLayer(layers: slab.layers)
        return (1...slab.layers).map { n in
            let share = Double(truth.values.count { $0 > 0 && $0 <= n }) / Double(truth.count)
            return 100 * (Double(stripped.counts[n].sodium) / Double(stripped.insideColumns) - share)
        }
    }

    /// Root mean square error of the interface in voxels.
    var interfaceError: Double {
        let squares = zip(interface.heights.values, phantom.interface.values).map { Double(($0 - $1) * ($0 - $1)) }
        return (squares.reduce(0, +) / Double(squares.count)).squareRoot()
    }
}

/// A phantom's recipe.
func recipe(
    _ kind: PhantomRecipe.Kind, noise: Double, seed: UInt64, rough: Bool, edge: Int = 96
) -> PhantomRecipe {
    var recipe = PhantomRecipe(kind: kind, shape: VolumeShape(slices: 60, rows: edge, columns: edge))
    recipe.noise = noise
    recipe.seed = seed
    if rough {
        recipe.tilt = .init(rows: 0.01, columns: -0.02)
        recipe.roughness = 0.8
    }
    return recipe
}
