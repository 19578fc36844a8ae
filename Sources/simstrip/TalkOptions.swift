import ArgumentParser
import VoxelCore

/// What a command tells while it works.
struct TalkOptions: ParsableArguments {
    @Flag(help: "Say nothing but errors and warnings.")
    var quiet = false

    @Option(
        help: ArgumentHelp("Show progress on standard error: auto, or json for an object a line.", valueName: "style"))
    var progress = ProgressStyle.auto

    /// A handler that shows progress and passes on interruptions.
    func handler() -> ProgressHandler {
        Interruption.listen()
        let display = quiet ? nil : ProgressDisplay(style: progress)
        return { event in
            display?.show(event)
            try Interruption.check()
        }
    }
}

/// A command that says while it works what it does.
protocol TalkingCommand {
    var talk: TalkOptions { get }
}
