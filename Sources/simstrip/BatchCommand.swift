import ArgumentParser
import Batching
import Options
import Publishing
import VoxelCore

/// `simstrip batch`: many scans from one file.
struct BatchCommand: ParsableCommand, TalkingCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch", abstract: "Strip and compare many scans from one YAML file; resumes.",
        discussion: """
            MANIFEST lists scans and which of them to compare:

              defaults: { voxel-size: 1.4um, layers: 10 }
              scans:
                - { name: pristine, volume: scans/cell7_000_rec }
                - { volume: scans/cell8_*_rec }
              compare:
                - [pristine, cell8_041_rec]

            Paths are relative to the manifest; options are those of strip. Each scan's files go to DIR/name, a table of \
            all to DIR/summary.csv. What is finished already is not done again.

            \(examples)
            """)

    private static let examples = Examples([
        ("Say what would be done", "simstrip batch night.yaml --output night --dry-run"),
        ("Do it, or go on with it, two scans at once", "simstrip batch night.yaml --output night --jobs 2"),
        ("Print a command for every scan, for a scheduler", "simstrip batch night.yaml -o night --engine print"),
        ("Leave it to Slurm, and wait", "simstrip batch night.yaml -o night --engine slurm --wait"),
    ])

    @Argument(help: ArgumentHelp("YAML file of scans and comparisons.", valueName: "MANIFEST"))
    var manifest: String

    @Option(name: .shortAndLong, help: ArgumentHelp("Folder for the results.", valueName: "DIR"))
    var output: String

    @Flag(help: "Print what would be done: scans, sizes, memory, what is finished.")
    var dryRun = false

    @Flag(help: "Record the SHA-256 of all samples; inputs whose times alone differ are told by it.")
    var digest = false

    @OptionGroup(title: "This machine")
    var machine: MachineOptions

    @OptionGroup(title: "Schedulers")
    var scheduler: SchedulerOptions

    @OptionGroup(title: ScanOptions.working.title)
    var talk: TalkOptions

    func run() throws {
        do {
            try waiting { try await work() }
        } catch let error as SimstripError where error.kind == .interrupted {
            throw SimstripError(
                .interrupted, "interrupted; what is finished stays, and the same command goes on from there")
        }
    }

    private func work() async throws {
        let place = try OutputPlace(output)
        if scheduler.engine != .local {
            try FilePath.check(FilePath.absolute(output), of: "the output")
            try FilePath.check(FilePath.absolute(manifest), of: "the manifest")
        }
        let batch = Batch(
            try Manifest(contentsOf: manifest, overrides: overrides), in: BatchFolder(output))
        try batch.check(place, usesSlurm: scheduler.engine == .slurm)
        Interruption.listen()
        let check: ProgressHandler = { _ in try Interruption.check() }
        if let scan = scheduler.scan {
            let plan = try BatchPlan(
                batch.manifest.only(scan), in: batch.folder, threads: try threadCount, progress: check)
            guard let step = plan.unfinished.first else { return }
            try step.task.run(into: batch.folder, threads: try threadCount, progress: talk.handler())
            return
        }
        if scheduler.engine == .print {
            for scan in batch.manifest.scans {
                Console.shared.print(scan.command(into: batch.folder, program: "simstrip"))
            }
            return
        }
        if dryRun {
            let plan = try BatchPlan(batch.manifest, in: batch.folder, threads: try threadCount, progress: check)
            let runner = try localRunner(for: plan)
            Console.shared.print(plan.table(runner: runner, comparisons: batch.comparisons(after: plan, with: runner)))
            let failures = runner.failures(of: plan).count
            guard failures > 0 else { return }
            try fail("\(failures) of \(plan.steps.count) scans will fail; their lines say why")
        }
        // The task that collects is the owner of the lock that was left to its jobs.
        let lock = try await BatchLock.take(batch.folder) { jobs in
            scheduler.collect ? false : await SlurmRunner.isRunning(jobs)
        }
        defer { lock.release() }
        if !lock.isEffective { warnOfMissingLocks() }
        batch.tidy()
        let plan = try BatchPlan(batch.manifest, in: batch.folder, threads: try threadCount, progress: check)
        switch scheduler.engine {
        case _ where scheduler.collect:
            try report(try await batch.collect(plan, of: try slurmRunner(), jobs: lock.formerJobs), batch.folder)
        case .slurm where !plan.unfinished.isEmpty:
            try await submit(plan, of: batch, lock: lock)
        case .local, .slurm, .print:
            let display = talk.quiet ? nil : BatchDisplay(style: talk.progress)
            let outcome = try batch.run(plan, with: try localRunner(for: plan)) { event in
                display?.show(event)
                try Interruption.check()
            }
            try report(outcome, batch.folder)
        }
    }

    private func submit(_ plan: BatchPlan, of batch: Batch, lock: BatchLock) async throws {
        let runner = try slurmRunner()
        let jobs = try await runner.submit(plan, into: batch.folder, lock: lock)
        if !talk.quiet {
            Console.shared.note(
                "\(plan.unfinished.count) scans are given to Slurm (job \(jobs.joined(separator: ", "))); the last of them"
                    + " collects")
        }
        guard scheduler.wait else { return }
        do {
            try await runner.follow(jobs, progress: talk.handler())
        } catch let error as SimstripError where error.kind == .interrupted {
            Console.shared.note(
                "simstrip: the jobs go on without being followed; scancel \(jobs.joined(separator: " ")) ends them")
            throw error
        }
        let done = try BatchPlan(batch.manifest, in: batch.folder, threads: try threadCount)
        try report(await batch.outcome(collectedFrom: runner, plan: done, jobs: jobs), batch.folder)
    }

    private var threadCount: Int {
        get throws {
            try machine.threads.map { try count($0, "threads") } ?? (scheduler.engine == .slurm ? 1 : availableCores())
        }
    }

    private func localRunner(for plan: BatchPlan) throws -> LocalRunner {
        LocalRunner(
            for: plan, jobs: try machine.jobs.map { try count($0, "jobs") },
            memory: try machine.memory.map { try byteCount(parsing: $0, option: "memory") }
                ?? max(1, availableMemory() / 5 * 4),
            threads: try threadCount)
    }

    private func slurmRunner() throws -> SlurmRunner {
        try SlurmRunner(
            program: programPath(), manifest: manifest, options: scheduler.slurmOptions,
            taskOptions: digest ? ["--digest", "--quiet"] : ["--quiet"], threads: try threadCount)
    }

    /// Ends with status 3 where something failed, after saying what and why.
    private func report(_ outcome: BatchOutcome, _ folder: BatchFolder) throws {
        if !talk.quiet { Console.shared.print(outcome.shortSummary, in: [folder.page, folder.summary]) }
        guard let table = outcome.failureTable(in: folder) else { return }
        try fail("\(outcome.failureCount) failed\n\(table)")
    }

    /// Ends with status 3.
    private func fail(_ message: String) throws -> Never { throw PartialFailure(message: message) }

    private func warnOfMissingLocks() {
        let warning = Warning(
            "no_locks",
            "the file system of '\(output)' has no locks (flock); take care that no second batch is"
                + " started on it")
        Console.shared.warn(warning)
    }

    private var overrides: ScanSettings {
        var settings = ScanSettings()
        if digest { settings[DigestOption.self] = "true" }
        return settings
    }

    private func count(_ text: String, _ option: String) throws -> Int {
        try wholeNumber(text, "--\(option)", from: 1, to: ThreadsOption.most)
    }
}

/// A batch in which something failed while the rest was done.
struct PartialFailure: Error {
    static let status: Int32 = 3
    let message: String
}
