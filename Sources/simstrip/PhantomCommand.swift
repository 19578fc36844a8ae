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

            \(examples)
            """)

    private static var truthCodes: String {
        [("void", Phase.void), ("Li", .lithium), ("Na", .sodium), ("SSE", .electrolyte)]
            .map { "\($0) \($1.truthCode)" }.joined(separator: ", ")
    }

    private static let examples = Examples([
        ("A pristine electrode", "simstrip phantom --output phantom"),
        (
            "A cycled one, noisy, its interface tilted",
            "simstrip phantom --kind cycled --noise 20 --tilt 0.02 --output cycled"
        ),
        ("Grains seen by a tomograph", "simstrip phantom --kind grains --scanner --shape 48,80,80 --output scanned"),
    ])

    @Option(name: .shortAndLong, help: ArgumentHelp("Folder for the phantom.", valueName: "DIR"))
    var output: String

    @OptionGroup(title: "The sample")
    var sample: SampleOptions

    @OptionGroup(title: "What spoils the image")
    var image: ImageOptions

    @OptionGroup(title: "The scanner")
    var scanner: ScannerOptions

    @OptionGroup(title: ScanOptions.written.title)
    var written: PhantomFileOptions

    @OptionGroup(title: ScanOptions.working.title)
    var work: PhantomWorkOptions

    @OptionGroup(title: ScanOptions.working.title)
    var talk: TalkOptions

    func run() throws {
        let recipe = try recipe()
        let size = written.voxelSize == "voxel" ? nil : try VoxelSize(parsing: written.voxelSize)
        guard (1...10_000).contains(written.layers) else {
            throw SimstripError.usage("--layers is \(written.layers); it has to be from 1 to 10000")
        }
        let threads = try work.threads.map { try ThreadsOption.value(parsing: $0) } ?? availableCores()
        let folder = try OutputFolder(output, for: .phantom)
        let progress = recipe.plan.telling(talk.handler())
        try Phantom(recipe, threads: threads, progress: progress).write(
            into: folder, voxelSize: size, layers: written.layers, threads: threads, progress: progress)
        try folder.publish()
        if !talk.quiet { Console.shared.print("\(folder.path)/volume") }
    }

    private func recipe() throws -> PhantomRecipe {
        let extents = sample.shape.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard extents.count == 3, let slices = extents[0], let rows = extents[1], let columns = extents[2] else {
            throw SimstripError.usage(
                "--shape is '\(sample.shape)'; write three numbers of voxels for z, y and x: 72,160,160")
        }
        let slopes = sample.tilt.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        guard (1...2).contains(slopes.count), !slopes.contains(nil), let last = slopes.last, let column = last,
            let first = slopes.first, let row = first
        else {
            throw SimstripError.usage(
                "--tilt is '\(sample.tilt)'; write a slope such as 0.02, or two for rows and columns")
        }
        var recipe = PhantomRecipe(
            kind: try choice(sample.kind, "--kind"), shape: VolumeShape(slices: slices, rows: rows, columns: columns))
        recipe.seed = sample.seed
        recipe.scanner = try scanner.recipe()
        guard image.noise == nil || recipe.scanner?.photons == nil else {
            throw SimstripError.usage("--noise and --photons exclude each other; photons make the noise")
        }
        if let noise = image.noise { recipe.noise = noise }
        if let blur = image.blur {
            if recipe.scanner == nil { recipe.blur = blur } else { recipe.scanner?.blur = blur }
        }
        recipe.tilt = .init(rows: slopes.count == 2 ? row : 0, columns: column)
        recipe.roughness = sample.roughness
        recipe.hurst = sample.hurst
        recipe.touching = sample.touching
        recipe.electrolytePores = sample.electrolytePores
        recipe.electrodePores = sample.electrodePores
        recipe.electrolyteGrains = sample.electrolyteGrains
        recipe.naFraction = sample.naFraction
        recipe.grainRadius = sample.grainRadius
        recipe.noiseCorrelation = image.noiseCorrelation
        recipe.rings = image.rings
        recipe.fringe = image.fringe
        recipe.cupping = image.cupping
        recipe.sampleType = try choice(written.dtype, "--dtype")
        recipe.axis = try choice(written.axis, "--axis")
        recipe.electrode = try choice(written.electrode, "--electrode")
        return recipe
    }
}
