import Analysis
import Options
import Phantom
import Results
import Segmentation
import Stripping
import VolumeIO
import VoxelCore

/// A phantom held in memory, and what the whole method makes of it.
struct PhantomRun {
    let phantom: Phantom
    let volume: MemoryVolume
    let interface: Interface
    let slab: Slab
    let result: SegmentedSlab
    let stripped: StrippedSlab

    init(_ recipe: PhantomRecipe, layers: Int = 15, threads: Int = 2, memoryLimit: Int? = nil) throws {
        let phantom = try Phantom(recipe)
        try self.init(
            phantom, MemoryVolume(of: phantom), recipe, layers: layers, threads: threads, memoryLimit: memoryLimit)
    }

    /// The same of a phantom that has been made.
    init(
        _ phantom: Phantom, _ volume: MemoryVolume, _ recipe: PhantomRecipe, layers: Int, threads: Int = 2,
        memoryLimit: Int? = nil
    ) throws {
        (self.phantom, self.volume) = (phantom, volume)
        var parameters = ScanParameters(
            voxelSize: .voxels, axis: recipe.axis, electrode: recipe.electrode, amount: .layers(layers))
        parameters.threads = threads
        parameters.memoryLimit = memoryLimit
        let scan = try Scan(of: Volume(volume), parameters)
        let located = try scan.locate()
        let segmented = try scan.segment(located)
        interface = located.interface
        slab = located.slab
        result = segmented.slab
        stripped = try scan.strip(segmented, of: located).stripped
    }

    /// The phases of the region as they are read: codes of `Phase`.
    func labels() throws -> [UInt8] { try MemoryVolume(of: result.phases).bytes }

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
