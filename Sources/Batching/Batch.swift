import Exports
import Publishing
import Results
import VoxelCore

/// A batch on its output folder: what the command calls.
package struct Batch: Sendable {
    /// What is to be done.
    package let manifest: Manifest
    /// Where it goes.
    package let folder: BatchFolder

    /// A batch of a manifest and a folder.
    package init(_ manifest: Manifest, in folder: BatchFolder) {
        self.manifest = manifest
        self.folder = folder
    }

    /// Does on this machine what is not finished: scans, comparisons, and the table of all.
    ///
    /// Whoever calls holds the folder's lock.
    ///
    /// - Throws: `SimstripError` of kind `output` where summary.csv cannot be written; what `progress` throws.
    package func run(
        _ plan: BatchPlan, with runner: LocalRunner, progress: @escaping BatchProgressHandler
    ) throws -> BatchOutcome {
        tidy()
        var outcome = BatchOutcome(scans: try runner.run(plan, into: folder, progress: progress))
        compare(&outcome)
        try outcome.write(into: folder, comparisons: manifest.comparisons.map(\.name))
        return outcome
    }

    /// Collects what the tasks of Slurm have brought, after the last of them: comparisons and the table of all.
    ///
    /// - Parameters:
    ///   - plan: made after the tasks; a scan that is still to be done in it has failed.
    ///   - runner: the one that submitted them.
    ///   - jobs: the jobs that did the tasks.
    /// - Throws: `SimstripError` of kind `output` where summary.csv cannot be written.
    package func collect(_ plan: BatchPlan, of runner: SlurmRunner, jobs: [String]) async throws -> BatchOutcome {
        tidy()
        var outcome = await outcome(of: plan, from: runner, jobs: jobs)
        compare(&outcome)
        try outcome.write(into: folder, comparisons: manifest.comparisons.map(\.name))
        return outcome
    }

    /// What has become of a batch that Slurm has done and collected, without writing anything.
    package func outcome(collectedFrom runner: SlurmRunner, plan: BatchPlan, jobs: [String]) async -> BatchOutcome {
        var outcome = await outcome(of: plan, from: runner, jobs: jobs)
        outcome.comparisons = manifest.comparisons.count
        for comparison in manifest.comparisons where !comparison.isFinished(in: folder) {
            outcome.failedComparisons.append(
                (comparison.name, SimstripError(.failed, "it was not made; '\(folder.slurm)/collect.log' tells why")))
        }
        return outcome
    }

    /// Finishes or removes what killed processes have left in the output.
    ///
    /// What can be neither is left to the scan whose results lie there: it will say why.
    package func tidy() {
        StagingFolder.removeLeftovers(in: folder.path)
        for scan in manifest.scans { try? OutputFolder.tidy(folder.results(of: scan.name), for: ScanExports.folder) }
        for comparison in manifest.comparisons {
            try? OutputFolder.tidy(folder.results(of: comparison.name), for: ComparisonExports.folder)
        }
    }

    private func outcome(of plan: BatchPlan, from runner: SlurmRunner, jobs: [String]) async -> BatchOutcome {
        var scans: [(name: String, outcome: SummaryTable.Outcome)] = []
        for step in plan.steps {
            let name = step.task.name
            switch step.state {
            case .finished(let numbers): scans.append((name, .finished(numbers)))
            case .broken(let error): scans.append((name, .failed(error)))
            case .pending:
                scans.append((name, .failed(await runner.reason(for: name, in: folder, jobs: jobs))))
            }
        }
        return BatchOutcome(scans: scans)
    }

    /// What will become of the comparisons of the manifest, for people.
    package func comparisons(after plan: BatchPlan, with runner: LocalRunner) -> [(name: String, state: String)] {
        let failing = Set(runner.failures(of: plan).map { plan.steps[$0.step].task.name })
        let pending = Set(plan.unfinished.map(\.task.name))
        return manifest.comparisons.map { comparison in
            let sides = comparison.scans
            if let side = sides.first(where: failing.contains) {
                return (comparison.name, "will fail: it takes the scan '\(side)'")
            }
            let isDone = !sides.contains(where: pending.contains) && comparison.isFinished(in: folder)
            return (comparison.name, isDone ? "done" : "to do")
        }
    }

    /// Makes the comparisons of the manifest that are not there yet.
    private func compare(_ outcome: inout BatchOutcome) {
        let failed = Set(outcome.failures.map(\.name))
        outcome.comparisons = manifest.comparisons.count
        for comparison in manifest.comparisons {
            do {
                if let side = comparison.scans.first(where: failed.contains) {
                    throw SimstripError(.failed, "it is not made: the scan '\(side)' has failed")
                }
                if !comparison.isFinished(in: folder) { try comparison.run(in: folder) }
            } catch {
                let reason = error as? SimstripError ?? SimstripError(.failed, "\(error)")
                outcome.failedComparisons.append((comparison.name, reason))
            }
        }
    }
}
