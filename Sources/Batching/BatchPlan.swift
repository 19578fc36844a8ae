import Analysis
import Exports
import Options
import Publishing
import Results
import VoxelCore

/// What a batch has to do, known before anything runs: which scans are finished, and what the others will need.
package struct BatchPlan: Sendable {
    /// How it stands with a scan.
    package enum State: Sendable {
        /// Its result is that of the same inputs, the same request and the same version.
        case finished(SummaryTable.Numbers)
        /// It is to be done.
        case pending(Need)
        /// Its volume cannot be read, or its results cannot go where they are to, and that is why it will fail.
        case broken(SimstripError)
    }

    /// What a scan that is to be done needs.
    package struct Need: Sendable {
        /// Extents along z, y, x.
        package let shape: VolumeShape
        /// The size of its files.
        package let fileBytes: Int
        /// The most memory it takes.
        package let memory: Int
        /// What it costs beside others.
        package let work: Double
        /// Why the result that is there does not count; nil where there is none.
        package let reason: String?
    }

    /// A scan and how it stands with it.
    package struct Step: Sendable {
        /// The scan.
        package let task: ScanTask
        /// How it stands.
        package let state: State
    }

    /// The scans in the order of the manifest.
    package let steps: [Step]

    /// Looks at every result that is there and at every volume that is still to be stripped.
    ///
    /// - Parameters:
    ///   - manifest: what to do.
    ///   - folder: the output.
    ///   - threads: how many scans are looked at a time, and how many threads one will have at most.
    ///   - progress: told after each scan.
    /// - Throws: `SimstripError` of kind `usage` with every scan whose options do not fit its volume, and what
    ///   `progress` throws.
    package init(
        _ manifest: Manifest, in folder: BatchFolder, threads: Int, progress: ProgressHandler? = nil
    ) throws {
        let total = manifest.scans.count
        let parts = try concurrentAccumulate(
            taskCount: total, threads: threads, makeAccumulator: { [(index: Int, step: Result<Step, Fault>)]() },
            body: { steps, index in
                let task = manifest.scans[index]
                do {
                    let state = try Self.state(of: task, in: folder, threads: threads, progress: progress)
                    steps.append((index, .success(Step(task: task, state: state))))
                } catch let error as SimstripError where error.kind == .usage {
                    steps.append((index, .failure(Fault(line: task.line, name: task.name, message: error.message))))
                }
                try progress?(ProgressEvent(stage: "planning", done: index + 1, total: total))
            })
        let found = parts.flatMap { $0 }.sorted { $0.index < $1.index }
        let faults = found.compactMap { if case .failure(let fault) = $0.step { fault } else { nil } }
        guard faults.isEmpty else {
            throw SimstripError.usage(
                faults.map { "\(manifest.name), line \($0.line): scan '\($0.name)': \($0.message)" }
                    .joined(separator: "\n  "))
        }
        steps = found.compactMap { try? $0.step.get() }
    }

    /// The scans that are to be done, broken ones among them.
    package var unfinished: [Step] {
        steps.filter { if case .finished = $0.state { false } else { true } }
    }

    /// The most memory that any scan takes which is to be done.
    package var largestNeed: Int {
        steps.map { if case .pending(let need) = $0.state { need.memory } else { 0 } }.max() ?? 0
    }

    private struct Fault: Error {
        let line: Int
        let name: String
        let message: String
    }

    private static func state(
        of task: ScanTask, in folder: BatchFolder, threads: Int, progress: ProgressHandler?
    ) throws -> State {
        let parameters = try task.parameters(threads: threads)
        let results = folder.results(of: task.name)
        var reason: String?
        do {
            let document = try FinishedScan.document(in: results)
            reason = try document.change(against: task.volume, parameters: parameters, progress: progress)
            if reason == nil { return .finished(try SummaryTable.Numbers(document, in: results)) }
        } catch let error as SimstripError where error.kind == .data {
            reason = error.message
        } catch let error as SimstripError where error.kind == .missingInput {}
        do {
            try OutputFolder.check(results, for: ScanExports.folder, replacing: .folder)
            let scan = try Scan(task.volume, parameters)
            return .pending(
                Need(
                    shape: scan.shape, fileBytes: scan.fileBytes, memory: scan.memoryBound, work: scan.plan.cost,
                    reason: reason))
        } catch let error as SimstripError where error.kind != .usage {
            return .broken(error)
        }
    }
}
