import Dispatch
import Synchronization

/// Runs tasks on several threads, each thread with an accumulator of its own, and returns the accumulators.
///
/// Threads take tasks one by one in ascending order. Whoever combines the accumulators must do so with an operation
/// that is associative and commutative and exact (integer sums, minima, disjoint writes), so that the result does
/// not depend on the number of threads. After a failure no new task starts, and the failure of the lowest task is
/// thrown, whatever the timing.
///
/// - Parameters:
///   - taskCount: how many tasks there are; `body` sees the indices 0 ..< taskCount.
///   - threads: at most this many threads; at least 1.
///   - makeAccumulator: called once per thread.
///   - body: performs one task with its thread's accumulator.
/// - Returns: the accumulators of the threads, at least one.
public func concurrentAccumulate<Accumulator>(
    taskCount: Int, threads: Int,
    makeAccumulator: @Sendable () throws -> Accumulator,
    body: @Sendable (inout Accumulator, Int) throws -> Void
) throws -> [Accumulator] {
    let workers = max(1, min(threads, taskCount))
    let next = Atomic<Int>(0)
    let outcome = Mutex(Outcome<Accumulator>())

    @Sendable func work(_: Int) {
        var task = -1
        do {
            var accumulator = try makeAccumulator()
            while true {
                task = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard task < taskCount else { break }
                try body(&accumulator, task)
            }
            let finished = Transfer(value: accumulator)
            outcome.withLock { $0.accumulators.append(finished) }
        } catch {
            next.store(taskCount, ordering: .relaxed)
            outcome.withLock { $0.fail(task: task, error: error) }
        }
    }

    if workers == 1 {
        work(0)
    } else {
        DispatchQueue.concurrentPerform(iterations: workers, execute: work)
    }
    return try outcome.withLock { state in
        if let failure = state.failure { throw failure.error }
        return state.accumulators.map(\.value)
    }
}

/// Performs independent tasks on several threads; the same rules as `concurrentAccumulate`.
public func concurrentForEach(
    taskCount: Int, threads: Int, body: @Sendable (Int) throws -> Void
) throws {
    _ = try concurrentAccumulate(taskCount: taskCount, threads: threads, makeAccumulator: {}) { _, task in
        try body(task)
    }
}

/// Hands a value from the thread that is done with it to the one that collects it.
private struct Transfer<Value>: @unchecked Sendable {
    let value: Value
}

private struct Outcome<Accumulator>: Sendable {
    var accumulators: [Transfer<Accumulator>] = []
    var failure: (task: Int, error: any Error)?

    mutating func fail(task: Int, error: any Error) {
        if let failure, failure.task <= task { return }
        failure = (task, error)
    }
}
