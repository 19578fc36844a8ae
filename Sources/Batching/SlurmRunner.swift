import FoundationEssentials
import Publishing
import VoxelCore

/// Hands the scans of a plan to Slurm: an array with a task per scan, and a task that collects after the last.
///
/// Nothing of ours keeps running: the scheduler holds the state, the output folder the results, logs tell what failed.
package struct SlurmRunner: Sendable {
    /// simstrip, where every node finds it.
    package let program: String
    /// The manifest's path.
    package let manifest: String
    /// Options of sbatch; they win over those that the plan suggests.
    package let options: [String]
    /// Options of `simstrip batch` that each task repeats.
    package let taskOptions: [String]
    /// Threads of a task.
    package let threads: Int

    private let slurm = Slurm()

    /// A runner.
    ///
    /// - Parameters:
    ///   - program: simstrip, where every node finds it.
    ///   - manifest: the manifest's path.
    ///   - options: of sbatch as typed, in words divided by blanks; blanks within quotes do not divide.
    ///   - taskOptions: options of `simstrip batch` that each task repeats.
    ///   - threads: of a task.
    /// - Throws: `SimstripError` of kind `usage` where a quote is not closed.
    package init(program: String, manifest: String, options: String, taskOptions: [String], threads: Int)
        throws(SimstripError)
    {
        self.program = program
        self.manifest = manifest
        self.options = try shellWords(of: options)
        self.taskOptions = taskOptions
        self.threads = threads
    }

    /// Whether any of these jobs is waiting or running; nil where the scheduler does not answer.
    package static func isRunning(_ jobs: [String]) async -> Bool? {
        await Slurm().unfinished(of: jobs).map { !$0.isEmpty }
    }

    /// Submits what is not finished, and leaves the lock to it.
    ///
    /// - Returns: the numbers of the jobs, the one that collects last.
    /// - Throws: `SimstripError`: `failed` where sbatch refuses; then nothing stays in the queue.
    package func submit(
        _ plan: BatchPlan, into folder: BatchFolder, lock: BatchLock
    ) async throws(SimstripError) -> [String] {
        StagingFolder.removeLeftovers(in: folder.path)
        let names = plan.unfinished.map(\.task.name)
        let scripts = try SlurmScripts(
            for: names, in: folder, program: program, manifest: manifest, options: taskOptions)
        // A task whose volume cannot be read needs memory to say so.
        let mebibytes = max(plan.largestNeed, 64 << 20) >> 20 + 1
        var jobs: [String] = []
        do throws(SimstripError) {
            for first in stride(from: 0, to: names.count, by: SlurmScripts.tasksPerArray) {
                let count = min(SlurmScripts.tasksPerArray, names.count - first)
                let suggested = [
                    "--job-name=simstrip", "--array=1-\(count)", "--mem=\(mebibytes)M",
                    "--cpus-per-task=\(threads)",
                ]
                jobs.append(
                    try await slurm.submit(
                        [scripts.array, "\(first)"],
                        options: suggested + options + ["--output=\(scripts.logs(after: first))"]))
            }
            let waiting = [
                "--job-name=simstrip-collect", "--dependency=afterany:\(jobs.joined(separator: ":"))", "--mem=1G",
                "--output=\(scripts.collectionLog)",
            ]
            jobs.append(try await slurm.submit([scripts.collection], options: options + waiting))
            try lock.handOver(to: jobs)
        } catch {
            await slurm.cancel(jobs)
            throw error
        }
        return jobs
    }

    /// Waits until the last of the jobs is over.
    ///
    /// - Parameters:
    ///   - jobs: their numbers.
    ///   - progress: told of the tasks that are over; by throwing it ends the waiting, not the jobs.
    /// - Throws: what `progress` throws.
    package func follow(_ jobs: [String], progress: ProgressHandler) async throws {
        var pause = 0.5
        var total = 0
        while true {
            // A scheduler that is being started anew does not answer for a while.
            if let left = await slurm.unfinished(of: jobs)?.count {
                total = max(total, left)
                var event = ProgressEvent(stage: "tasks of Slurm", done: total - left, total: total)
                event.overall = total == 0 ? 1 : Double(total - left) / Double(total)
                try progress(event)
                if left == 0 { return }
            } else {
                try progress(ProgressEvent(stage: "waiting for Slurm's answer", done: 0, total: max(1, total)))
            }
            try await Task.sleep(for: .seconds(pause))
            pause = min(15, pause * 1.2)
        }
    }

    /// Why a scan has no result after its task is over.
    func reason(for name: String, in folder: BatchFolder, jobs: [String]) async -> SimstripError {
        guard let scripts = SlurmScripts(in: folder), let index = scripts.names.firstIndex(of: name) else {
            return SimstripError(.failed, "it was not among the tasks; start the batch again")
        }
        let path = scripts.log(of: index)
        let log = RegularFile.contents(path).map { String(decoding: $0, as: UTF8.self) }
        if let reason = TaskLog.reason(in: log ?? "") { return SimstripError(.failed, reason) }
        let array = index / SlurmScripts.tasksPerArray
        if array < jobs.count - 1,
            let state = await slurm.state(ofTask: index % SlurmScripts.tasksPerArray + 1, of: jobs[array])
        {
            return SimstripError(.failed, TaskLog.reason(ofState: state))
        }
        return SimstripError(
            .failed, log == nil ? "its task was never started" : "its task ended without a word; see '\(path)'")
    }
}
