import Analysis
import ArgumentParser
import Exports
import Options
import Publishing
import Results
import VoxelCore

/// `simstrip strip`: one scan, from its slices to curve, maps and report.
struct StripCommand: ParsableCommand, TalkingCommand {
    static let configuration = CommandConfiguration(
        commandName: "strip", abstract: "Strip one scan: interface, phases, curve, maps, report.",
        discussion: """
            VOLUME is a folder of slices, a quoted pattern ('scan_rec/recon_*.tiff'), one file (multi-page TIFF, .h5, \
            .npy, .nrrd, .nhdr, .mhd, .mha, .vgi, or any with --raw), or a folder of OME-Zarr (scan.ome.zarr). Lengths \
            carry their unit (1.4um, 700nm). What is not given is found in the data or is an error that says what to type.

            \(examples)
            """)

    private static let examples = Examples([
        ("The first ten layers, all else found in the data", "simstrip strip rec --output cell7"),
        (
            "14 µm of a pattern of slices, the voxel size given",
            "simstrip strip 'rec/*.tif' --voxel-size 1.4um --thickness 14um -o cell7"
        ),
        (
            "Three maps, and labels for ImageJ, with the stripping axis known",
            "simstrip strip rec --axis z --maps 3,6,10 --labels --output cell7"
        ),
        (
            "The same as last time, but deeper",
            "simstrip strip rec --config cell7/result.json --layers 15 -o deeper"
        ),
    ])

    @Argument(
        help: ArgumentHelp(
            "Folder of slices or OME-Zarr, quoted pattern, or one file (FILE.h5:/DATASET).", valueName: "VOLUME"))
    var volume: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Folder for the results; a finished result in it is replaced.", valueName: "DIR"))
    var output: String

    @OptionGroup
    var options: ScanArguments

    @OptionGroup(title: ScanOptions.working.title)
    var talk: TalkOptions

    func run() throws {
        let parameters = try ScanParameters(options.settings())
        let progress = talk.handler()
        try OutputPlace(output).check(apartFrom: volume, with: parameters)
        let folder = try OutputFolder(output, for: ScanExports.folder)
        let scan = try Scan(volume, parameters)
        let result = try scan.strip(for: output, progress: progress)
        try ScanExports.write(result, into: folder, progress: scan.plan.telling(progress))
        try folder.publish()
        warn(result.warnings)
        if !talk.quiet { Console.shared.print(result.shortSummary, in: ["\(folder.path)/report.html"]) }
    }
}
