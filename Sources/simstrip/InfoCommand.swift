import Analysis
import ArgumentParser
import Options
import VolumeIO
import VoxelCore

/// `simstrip info`: what a volume is.
struct InfoCommand: ParsableCommand, TalkingCommand {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Say what a volume is: shape, type, voxel size, grey range, digest.")

    @Argument(help: ArgumentHelp("Folder of slices, quoted pattern, or multi-page TIFF.", valueName: "VOLUME"))
    var volume: String

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup(title: "Reading options")
    var reading: TypedOptions<ReadingList>

    @OptionGroup(title: "While working")
    var talk: TalkOptions

    func run() throws {
        let parameters = try ScanParameters(reading.settings)
        let opened = try Volume.open(scan: volume, with: parameters)
        let summary = try VolumeSummary(of: opened, progress: talk.handler())
        Console.shared.print(json ? try summary.json() : summary.text)
        warn(summary.warnings)
    }
}
