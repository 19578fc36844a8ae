import ArgumentParser

/// Who does the scans of a batch, and what a scheduler's tasks are told.
struct SchedulerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Who does the scans: local (this machine), slurm, or print (the command of each, for other schedulers).",
            valueName: "engine"))
    var engine = BatchEngine.local

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Options of sbatch, in quotes: '--partition=long --time=2:00:00 --account=lab'.", valueName: "options"))
    var slurmOptions = ""

    @Flag(help: "With slurm: wait for the last task, then say what failed.")
    var wait = false

    @Option(help: ArgumentHelp("Do only this scan of the manifest; what a scheduler's task calls.", valueName: "name"))
    var scan: String?

    @Flag(help: "Only collect what the tasks have brought; what the last of Slurm's tasks calls.")
    var collect = false
}

/// Who does the scans of a batch.
enum BatchEngine: String, ExpressibleByArgument, CaseIterable {
    /// This machine.
    case local
    /// The tasks of a job array of Slurm.
    case slurm
    /// Nobody: the commands are printed.
    case print
}
