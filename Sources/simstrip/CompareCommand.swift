import Analysis
import ArgumentParser
import Exports
import Options
import Publishing
import Results
import VoxelCore

/// Whether a comparison looks for one scan in the other.
enum RegistrationRequest: String, ExpressibleByArgument, CaseIterable {
    case auto, none
}

/// `simstrip compare`: two scans side by side.
struct CompareCommand: ParsableCommand, TalkingCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Compare two scans or more, or folders of results: pristine, then cycled.",
        discussion: """
            A and B are each a volume, as for 'strip', or a folder of results that 'strip' wrote. Volumes are stripped by \
            the same options, and their results lie in DIR/stripped. Where one is a folder of results, the others are \
            stripped as it was, but for what is said here. A threshold that is given is on the grey scale of A; for others \
            it is converted by the grey values of Li and SSE.

            B is looked for in A by the texture of the SSE. Where it is found, the two are compared place by place, too; \
            else they are two samples, and it is said why. Three scans and more are a series: each is compared with the \
            first, and Na domains are followed from scan to scan.

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
        ("Follow Na through a series", "simstrip compare rec_000 rec_020 rec_041 --thickness 14um --output ageing"),
    ])

    @Argument(help: ArgumentHelp("The first scan: volume or folder of results.", valueName: "A"))
    var a: String

    @Argument(help: ArgumentHelp("The second scan: volume or folder of results.", valueName: "B"))
    var b: String

    @Argument(help: ArgumentHelp("More scans of a series, in the order of their states.", valueName: "C"))
    var more: [String] = []

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Folder for the comparison; a finished one in it is replaced.", valueName: "DIR"))
    var output: String

    @Option(
        help: ArgumentHelp(
            "Find where the SSE of B lies in A by its texture and compare place by place: auto, or none for two samples.",
            valueName: "how"))
    var registration = RegistrationRequest.auto

    @OptionGroup
    var options: ScanArguments

    @OptionGroup(title: ScanOptions.working.title)
    var talk: TalkOptions

    func run() throws {
        let scans = try ComparedScans([a, b] + more, settings: options.settings())
        try scans.check(OutputPlace(output))
        let progress = talk.handler()
        let folder = try OutputFolder(output, for: ComparisonExports.folder)
        let finished = try scans.strip(into: folder, progress: progress)
        let registers = registration == .auto
        let (warnings, summary): ([Warning], ShortSummary)
        if more.isEmpty {
            let comparison = try ScanComparison(
                of: finished[0], and: finished[1], registers: registers, threads: scans.threads, progress: progress)
            try ComparisonExports.write(comparison, into: folder)
            (warnings, summary) = (comparison.warnings, comparison.shortSummary)
        } else {
            let series = try ScanSeries(
                of: finished, registers: registers, threads: scans.threads, progress: progress)
            try SeriesExports.write(series, into: folder)
            (warnings, summary) = (series.warnings, series.shortSummary)
        }
        try folder.publish()
        warn(warnings)
        if !talk.quiet { Console.shared.print(summary, in: ["\(folder.path)/report.html"]) }
    }
}
