import Analysis
import ArgumentParser
import Options
import VolumeIO
import VoxelCore

/// `simstrip info`: what a volume is.
struct InfoCommand: ParsableCommand, TalkingCommand {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Say what a volume is: shape, type, voxel size, grey range, digest.",
        discussion: """
            VOLUME is what strip takes. Every sample is read.

            \(examples)
            """)

    private static let examples = Examples([
        ("A folder of slices", "simstrip info rec"),
        ("A part of them, for a script", "simstrip info 'rec/slice_000*.tif' --json"),
    ])

    @Argument(
        help: ArgumentHelp(
            "Folder of slices or OME-Zarr, quoted pattern, or one file (FILE.h5:/DATASET).", valueName: "VOLUME"))
    var volume: String

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup(title: ReadingList.group.title)
    var reading: TypedOptions<ReadingList>

    @OptionGroup(title: ScanOptions.working.title)
    var talk: TalkOptions

    func run() throws {
        let parameters = try ScanParameters(reading.settings)
        let opened = try Volume.open(scan: volume, with: parameters)
        let summary = try VolumeSummary(of: opened, progress: talk.handler())
        Console.shared.print(json ? try summary.json() : summary.text)
        warn(summary.warnings)
    }
}
