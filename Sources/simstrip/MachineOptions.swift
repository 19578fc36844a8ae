import ArgumentParser

/// What a batch may take of this machine.
struct MachineOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Scans at once (default: as many as threads and memory allow).", valueName: "number"))
    var jobs: String?

    @Option(
        help: ArgumentHelp(
            "Memory for the scans under way, such as 16G (default: four fifths of what is free).", valueName: "bytes"))
    var memory: String?

    @Option(help: ArgumentHelp("Threads for the scans under way (default: all cores).", valueName: "number"))
    var threads: String?
}
