import Analysis
import ArgumentParser
import Exports
import Options
import Publishing
import Results
import VoxelCore

/// `simstrip compare`: two scans side by side.
struct CompareCommand: ParsableCommand, TalkingCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Compare two scans, or two folders of results: pristine, then cycled.",
        discussion: """
            A and B are each a volume, as for 'strip', or a folder of results that 'strip' wrote. Volumes are stripped by \
            the same options, and their results lie in DIR/stripped. Where one is a folder of results, the other is \
            stripped as it was, but for what is said here. A threshold that is given is on the grey scale of A; for B it \
            is converted by the grey values of Li and SSE.

            \(examples)
            """)

    private static let examples = Examples([
        (
            "Strip two scans alike and compare them",
            "simstrip compare rec_000 rec_041 --thickness 14um --output ageing"
        ),
        ("Compare what has been stripped", "simstrip compare results/pristine results/cycled --output ageing"),
        (
            "Strip a scan as a finished one was, and compare",
            "simstrip compare results/pristine rec_041 --output ageing"
        ),
    ])

    @Argument(help: ArgumentHelp("The first scan: volume or folder of results.", valueName: "A"))
    var a: String

    @Argument(help: ArgumentHelp("The second scan: volume or folder of results.", valueName: "B"))
    var b: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Folder for the comparison; a finished one in it is replaced.", valueName: "DIR"))
    var output: String

    @OptionGroup
    var options: ScanArguments

    @OptionGroup(title: ScanOptions.working.title)
    var talk: TalkOptions

    func run() throws {
        let pair = try ScanPair(a, b, settings: options.settings())
        try pair.check(OutputPlace(output))
        let progress = talk.handler()
        let folder = try OutputFolder(output, for: ComparisonExports.folder)
        let comparison = try pair.compare(into: folder, progress: progress)
        try ComparisonExports.write(comparison, into: folder)
        try folder.publish()
        warn(comparison.warnings)
        if !talk.quiet { Console.shared.print(comparison.shortSummary, in: ["\(folder.path)/report.html"]) }
    }
}
