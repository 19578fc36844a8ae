import Options
import Subprocess
import VoxelCore

/// The scheduler, asked through its commands.
struct Slurm: Sendable {
    /// Submits a script.
    ///
    /// - Parameters:
    ///   - options: of sbatch, each a word.
    ///   - script: its path, then its arguments.
    /// - Returns: the job's number.
    /// - Throws: `SimstripError` of kind `failed` with what sbatch said.
    func submit(_ script: [String], options: [String]) async throws(SimstripError) -> String {
        let answer = try await run("sbatch", ["--parsable"] + options + script)
        guard answer.isSuccess else {
            throw SimstripError(.failed, "sbatch refused the batch: \(answer.errors.trimmed); see --slurm-options")
        }
        // On several clusters the cluster's name follows a semicolon.
        return String(answer.output.trimmed.prefix { $0 != ";" })
    }

    /// Which tasks of these jobs are waiting or running, by base job; nil where the scheduler does not answer.
    func unfinished(of jobs: [String]) async -> [String]? {
        guard let answer = try? await run("squeue", ["--noheader", "--array", "--format=%F"]), answer.isSuccess else {
            return nil
        }
        return answer.output.split(separator: "\n").map { String($0).trimmed }.filter { jobs.contains($0) }
    }

    /// What accounting says of how a task ended, such as `TIMEOUT`; nil where there is no accounting.
    func state(ofTask index: Int, of job: String) async -> String? {
        let arguments = ["--noheader", "--allocations", "--parsable2", "--format=State", "--jobs=\(job)_\(index)"]
        guard let answer = try? await run("sacct", arguments), answer.isSuccess else { return nil }
        return answer.output.split { $0 == "\n" || $0 == " " }.first.map(String.init)
    }

    /// Ends jobs that have been submitted.
    func cancel(_ jobs: [String]) async {
        _ = try? await run("scancel", jobs)
    }

    private struct Answer {
        let isSuccess: Bool
        let output: String
        let errors: String
    }

    private func run(_ program: String, _ arguments: [String]) async throws(SimstripError) -> Answer {
        do {
            let result = try await Subprocess.run(
                .name(program), arguments: Arguments(arguments), output: .string(limit: 1 << 24),
                error: .string(limit: 1 << 20))
            return Answer(
                isSuccess: result.terminationStatus.isSuccess, output: result.standardOutput,
                errors: result.standardError)
        } catch {
            throw SimstripError(.failed, "'\(program)' cannot be run; is Slurm installed on this machine? \(error)")
        }
    }
}
