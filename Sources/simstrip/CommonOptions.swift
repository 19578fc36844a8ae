import ArgumentParser
import SimulatedStripping

/// What a command tells while it works.
struct TalkOptions: ParsableArguments {
    @Flag(help: "Say nothing but errors and warnings.")
    var quiet = false

    @Option(
        help: ArgumentHelp("Show progress on standard error: auto, or json for an object a line.", valueName: "style"))
    var progress = ProgressStyle.auto

    /// A handler that shows progress and passes on interruptions.
    func handler() -> ProgressHandler {
        let interruption = Interruption()
        let display = quiet ? nil : ProgressDisplay(style: progress)
        return { event in
            display?.show(event)
            try interruption.check()
        }
    }
}

/// What is read of TIFF files that are not plain.
struct ReadingArguments: ParsableArguments {
    @Flag(help: "Read a folder although numbers are missing in its sequence.")
    var allowGaps = false

    @Flag(name: .customLong("allow-grey-rgb"), help: "Read RGB whose three channels are equal as grey.")
    var allowGreyRGB = false

    @Option(help: ArgumentHelp("The channel of a hyperstack to read, counted from 0.", valueName: "number"))
    var channel: String?

    @Option(help: ArgumentHelp("The time frame of a hyperstack to read, counted from 0.", valueName: "number"))
    var frame: String?

    @Option(help: ArgumentHelp("The most memory a decoder may take, such as 512M.", valueName: "bytes"))
    var memoryLimit: String?

    /// The options as they were typed.
    var settings: ScanSettings {
        var settings = ScanSettings()
        if allowGaps { settings[.allowGaps] = "true" }
        if allowGreyRGB { settings[.allowGreyRGB] = "true" }
        settings[.channel] = channel
        settings[.frame] = frame
        settings[.memoryLimit] = memoryLimit
        return settings
    }
}
