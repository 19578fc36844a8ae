import ArgumentParser
import Exports
import Options
import Phantom
import Publishing
import VoxelCore

/// `simstrip phantom`: a synthetic volume with its truth.
struct PhantomCommand: ParsableCommand, TalkingCommand {
    static let configuration = CommandConfiguration(
        commandName: "phantom", abstract: "Make a synthetic volume with its truth.",
        discussion: """
            Writes DIR/volume/slice_0000.tif … and beside it truth_labels.tif (\(truthCodes)), \
            truth_interface.tif, truth_first_na_layer.tif and truth_curve.csv. The same options give the same bytes \
            everywhere. Grey levels are those of an 8-bit reconstruction: Li 45, Na 178, SSE 150.
            """)

    private static var truthCodes: String {
        [("void", Phase.void), ("Li", .lithium), ("Na", .sodium), ("SSE", .electrolyte)]
            .map { "\($0) \($1.truthCode)" }.joined(separator: ", ")
    }

    @Option(name: .shortAndLong, help: ArgumentHelp("Folder for the phantom.", valueName: "DIR"))
    var output: String

    @Option(
        help: ArgumentHelp(
            "pristine, cycled, boolean, layers; drawn at twice the resolution: lamellae, grains, interpenetrating, films, crust.",
            valueName: "kind"))
    var kind = "pristine"

    @Option(help: ArgumentHelp("Voxels along z, y and x.", valueName: "z,y,x"))
    var shape = "72,160,160"

    @Option(help: ArgumentHelp("Selects one phantom among all of its kind.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Standard deviation of the noise in grey levels (default: 10).", valueName: "levels"))
    var noise: Double?

    @Option(
        help: ArgumentHelp(
            "Standard deviation of the blur in voxels (default: 0.7; of the detector with --scanner: 0.35).",
            valueName: "voxels"))
    var blur: Double?

    @Option(
        help: ArgumentHelp(
            "Slope of the interface along the map's columns, or along its rows and columns: 0.02 or 0.01,0.02.",
            valueName: "slope"))
    var tilt = "0"

    @Option(help: ArgumentHelp("Roughness of the interface (RMS) in voxels.", valueName: "voxels"))
    var roughness = 0.0

    @Option(
        help: ArgumentHelp(
            "Hurst exponent of a self-affine roughness (default: 0.7 for the kinds drawn at twice the resolution, else smooth).",
            valueName: "exponent"))
    var hurst: Double?

    @Option(
        help: ArgumentHelp("Share of the map on which Na lies on the SSE from the start, 0 to 1.", valueName: "share"))
    var touching = 0.0

    @Option(help: ArgumentHelp("Share of the SSE that pores fill, 0 to 0.5.", valueName: "share"))
    var electrolytePores = 0.0

    @Option(help: ArgumentHelp("Share of the electrode that pores fill, 0 to 0.5.", valueName: "share"))
    var electrodePores = 0.0

    @Option(
        help: ArgumentHelp("Standard deviation of grey from grain to grain of the SSE, in levels.", valueName: "levels")
    )
    var electrolyteGrains = 0.0

    @Option(help: ArgumentHelp("Share of the electrode's volume that Na grains fill, 0 to 1.", valueName: "share"))
    var naFraction: Double?

    @Option(help: ArgumentHelp("Radius of the spheres of kind boolean, in voxels.", valueName: "voxels"))
    var grainRadius: Double?

    @Option(
        help: ArgumentHelp(
            "Correlation of the noise: sigma of a Gaussian in voxels, 0 for white.", valueName: "voxels"))
    var noiseCorrelation = 0.0

    @Option(
        help: ArgumentHelp(
            "Amplitude of ring artefacts in grey levels; with --scanner their root mean square.", valueName: "levels"))
    var rings = 0.0

    @Option(help: ArgumentHelp("Phase-contrast fringe at the interface, as a share of its step.", valueName: "share"))
    var fringe = 0.0

    @Option(help: ArgumentHelp("Cupping from the middle to the rim, as a share of the grey value.", valueName: "share"))
    var cupping = 0.0

    @Option(help: ArgumentHelp("Sample type: uint8, uint16, float32.", valueName: "dtype"))
    var dtype = "uint8"

    @Option(help: ArgumentHelp("Stripping axis: z, y, x.", valueName: "axis"))
    var axis = "z"

    @Option(help: ArgumentHelp("Side of the electrode: high, low.", valueName: "side"))
    var electrode = "high"

    @Option(help: ArgumentHelp("Voxel edge written into the TIFFs, or voxel for none.", valueName: "size"))
    var voxelSize = "1.4um"

    @Option(help: ArgumentHelp("Layers of the true first-Na map and curve.", valueName: "N"))
    var layers = 15

    @Option(help: ArgumentHelp("Threads (default: all cores).", valueName: "number"))
    var threads: String?

    @OptionGroup(title: "The scanner")
    var scanner: ScannerOptions

    @OptionGroup(title: "While working")
    var talk: TalkOptions

    func run() throws {
        let recipe = try recipe()
        let size = voxelSize == "voxel" ? nil : try VoxelSize(parsing: voxelSize)
        guard (1...10_000).contains(layers) else {
            throw SimstripError.usage("--layers is \(layers); it has to be from 1 to 10000")
        }
        let threads = try threads.map { try ThreadsOption.value(parsing: $0) } ?? availableCores()
        let folder = try OutputFolder(output, for: .phantom)
        let progress = recipe.plan.telling(talk.handler())
        try Phantom(recipe, threads: threads, progress: progress).write(
            into: folder, voxelSize: size, layers: layers, threads: threads, progress: progress)
        try folder.publish()
        if !talk.quiet { Console.shared.print("\(folder.path)/volume") }
    }

    private func recipe() throws -> PhantomRecipe {
        let extents = shape.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard extents.count == 3, let slices = extents[0], let rows = extents[1], let columns = extents[2] else {
            throw SimstripError.usage("--shape is '\(shape)'; write three numbers of voxels for z, y and x: 72,160,160")
        }
        let slopes = tilt.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        guard (1...2).contains(slopes.count), !slopes.contains(nil), let last = slopes.last, let column = last,
            let first = slopes.first, let row = first
        else {
            throw SimstripError.usage("--tilt is '\(tilt)'; write a slope such as 0.02, or two for rows and columns")
        }
        var recipe = PhantomRecipe(
            kind: try choice(kind, "--kind"), shape: VolumeShape(slices: slices, rows: rows, columns: columns))
        recipe.seed = seed
        recipe.scanner = try scanner.recipe()
        guard noise == nil || recipe.scanner?.photons == nil else {
            throw SimstripError.usage("--noise and --photons exclude each other; photons make the noise")
        }
        if let noise { recipe.noise = noise }
        if let blur {
            if recipe.scanner == nil { recipe.blur = blur } else { recipe.scanner?.blur = blur }
        }
        recipe.tilt = .init(rows: slopes.count == 2 ? row : 0, columns: column)
        recipe.roughness = roughness
        recipe.hurst = hurst
        recipe.touching = touching
        recipe.electrolytePores = electrolytePores
        recipe.electrodePores = electrodePores
        recipe.electrolyteGrains = electrolyteGrains
        recipe.naFraction = naFraction
        recipe.grainRadius = grainRadius
        recipe.noiseCorrelation = noiseCorrelation
        recipe.rings = rings
        recipe.fringe = fringe
        recipe.cupping = cupping
        recipe.sampleType = try choice(dtype, "--dtype")
        recipe.axis = try choice(axis, "--axis")
        recipe.electrode = try choice(electrode, "--electrode")
        return recipe
    }
}
