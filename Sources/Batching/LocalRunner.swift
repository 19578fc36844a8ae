@preconcurrency import Dispatch
import Results
import VoxelCore

/// Does the scans of a plan on this machine, several at once within a memory budget.
package struct LocalRunner: Sendable {
    /// At most so many scans at once.
    package let jobs: Int
    /// The sum of what the scans under way take at most, in bytes.
    package let memory: Int
    /// The threads that the scans under way share.
    package let threads: Int

    /// A runner for a plan.
    ///
    /// - Parameters:
    ///   - plan: what it is to do.
    ///   - jobs: at most so many scans at once; nil for as many as there are threads and as the memory holds of the
    ///     largest.
    ///   - memory: bytes.
    ///   - threads: at least 1.
    package init(for plan: BatchPlan, jobs: Int?, memory: Int, threads: Int) {
        let most = max(1, min(plan.unfinished.count, threads))
        let wanted = jobs ?? min(most, max(1, memory / max(1, plan.largestNeed)))
        // Each scan is a thread besides the one that waits for them, and has more as it works; one is the queue's own.
        let startable = max(1, startableThreads(atMost: max(wanted, threads) + 1) - 1)
        self.jobs = min(wanted, startable)
        self.memory = memory
        self.threads = min(threads, startable)
    }

    /// Does what is not finished. The failure of a scan stops no other.
    ///
    /// Scans are started in the order of the plan; one that does not fit into what is free of the budget lets smaller
    /// ones pass. One that does not fit into the whole budget fails without being started.
    ///
    /// - Throws: what `progress` throws, after the scans under way have ended and left nothing.
    package func run(
        _ plan: BatchPlan, into folder: BatchFolder, progress: @escaping BatchProgressHandler
    ) throws -> [(name: String, outcome: SummaryTable.Outcome)] {
        let ledger = Guarded(Ledger(plan: plan))
        let oneEnded = DispatchSemaphore(value: 0)

        @Sendable func tell(_ step: Int, _ news: BatchEvent.News) throws {
            let event = ledger.withLock { ledger in
                if case .working(let progress) = news { ledger.note(progress, of: step) }
                return ledger.event(plan.steps[step].task.name, news)
            }
            do {
                try progress(event)
            } catch {
                ledger.withLock { $0.cancellation = $0.cancellation ?? error }
                throw error
            }
        }
        @Sendable func end(_ step: Int, need: Int, _ outcome: SummaryTable.Outcome, _ news: BatchEvent.News) {
            ledger.withLock { $0.end(step, need: need, outcome) }
            try? tell(step, news)
        }
        @Sendable func work(_ step: Int, need: Int, threads: Int) {
            do {
                let numbers = try plan.steps[step].task.run(into: folder, threads: threads) { event in
                    try tell(step, .working(event))
                }
                end(step, need: need, .finished(numbers), .finished)
            } catch {
                // What ends while the batch is being cancelled is to be done again, whatever it says.
                if !ledger.withLock({ $0.isGivenUp(need: need) }) {
                    let reason = error as? SimstripError ?? SimstripError(.failed, "\(error)")
                    end(step, need: need, .failed(reason), .failed(reason))
                }
            }
            oneEnded.signal()
        }

        for (step, reason) in failures(of: plan) { end(step, need: 0, .failed(reason), .failed(reason)) }
        while true {
            while let next = ledger.withLock({ $0.next(jobs: jobs, memory: memory, threads: threads) }) {
                DispatchQueue.global().async { work(next.step, need: next.need, threads: next.threads) }
            }
            guard ledger.withLock({ $0.running > 0 }) else { break }
            oneEnded.wait()
        }
        return try ledger.withLock { ledger in
            if let cancellation = ledger.cancellation { throw cancellation }
            return zip(plan.steps, ledger.outcomes).compactMap { step, outcome in
                outcome.map { (step.task.name, $0) }
            }
        }
    }

    /// The scans that fail without being started.
    package func failures(of plan: BatchPlan) -> [(step: Int, reason: SimstripError)] {
        plan.steps.enumerated().compactMap { index, step in
            switch step.state {
            case .broken(let error): return (index, error)
            case .pending(let need) where need.memory > memory:
                return (
                    index,
                    SimstripError(
                        .failed,
                        "it may need \(mebibytes(need.memory)) of memory, more than the \(mebibytes(memory)) of --memory;"
                            + " raise that, or lower the need with roi, fewer layers, or segmentation: threshold")
                )
            default: return nil
            }
        }
    }
}

/// Which scans wait, which run, and what has become of the others.
private struct Ledger {
    private let needs: [Int: Int]
    private var waiting: [Int]
    private var used = 0
    private(set) var running = 0
    private(set) var outcomes: [SummaryTable.Outcome?]
    private var finished: Int
    private var failed = 0
    private var work: BatchWork
    var cancellation: (any Error)?

    init(plan: BatchPlan) {
        let outcomes = plan.steps.map { step -> SummaryTable.Outcome? in
            if case .finished(let numbers) = step.state { .finished(numbers) } else { nil }
        }
        self.outcomes = outcomes
        finished = outcomes.count { $0 != nil }
        work = BatchWork(
            costs: plan.steps.map { if case .pending(let need) = $0.state { need.work } else { nil } },
            finished: outcomes.indices.filter { outcomes[$0] != nil })
        var needs: [Int: Int] = [:]
        for (index, step) in plan.steps.enumerated() {
            if case .pending(let need) = step.state { needs[index] = need.memory }
        }
        self.needs = needs
        waiting = needs.keys.sorted()
    }

    mutating func note(_ progress: ProgressEvent, of step: Int) { work.note(progress.overall ?? 0, of: step) }

    /// The first waiting scan that fits into what is free, with its share of the threads.
    mutating func next(jobs: Int, memory: Int, threads: Int) -> (step: Int, need: Int, threads: Int)? {
        guard cancellation == nil, running < jobs else { return nil }
        let fitting = waiting.firstIndex { used + (needs[$0] ?? 0) <= memory }
        guard let position = fitting else { return nil }
        let atOnce = min(jobs, running + waiting.count)
        let step = waiting.remove(at: position)
        let need = needs[step] ?? 0
        used += need
        running += 1
        return (step, need, max(1, threads / atOnce))
    }

    mutating func end(_ step: Int, need: Int, _ outcome: SummaryTable.Outcome) {
        if let position = waiting.firstIndex(of: step) {
            waiting.remove(at: position)
        } else if needs[step] != nil {
            running -= 1
        }
        used -= need
        outcomes[step] = outcome
        work.note(1, of: step)
        if case .failed = outcome { failed += 1 } else { finished += 1 }
    }

    /// Counts a scan that was cancelled as over.
    ///
    /// - Returns: false where the batch is not being cancelled.
    mutating func isGivenUp(need: Int) -> Bool {
        guard cancellation != nil else { return false }
        running -= 1
        used -= need
        return true
    }

    func event(_ scan: String, _ news: BatchEvent.News) -> BatchEvent {
        BatchEvent(
            scan: scan, news: news, finished: finished, failed: failed, total: outcomes.count, overall: work.share)
    }
}
