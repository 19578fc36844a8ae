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
///   - threads: at most this many threads, fewer where the system starts no more; at least 1.
///   - makeAccumulator: called once per thread.
///   - body: performs one task with its thread's accumulator.
/// - Returns: the accumulators of the threads, at least one.
package func concurrentAccumulate<Accumulator>(
    taskCount: Int, threads: Int,
    makeAccumulator: @Sendable () throws -> Accumulator,
    body: @Sendable (inout Accumulator, Int) throws -> Void
) throws -> [Accumulator] {
    let workers = 1 + startableThreads(atMost: min(threads, taskCount) - 1)
    let next = Atomic<Int>(0)
    let outcomes = Outcomes<Accumulator>(count: workers)

    @Sendable func work(_ worker: Int) {
        var task = -1
        do {
            var accumulator = try makeAccumulator()
            while true {
                task = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard task < taskCount else { break }
                try body(&accumulator, task)
            }
            outcomes.slots[worker] = .finished(accumulator)
        } catch {
            next.store(taskCount, ordering: .relaxed)
            outcomes.slots[worker] = .failed(task: task, error)
        }
    }

    if workers == 1 {
        work(0)
    } else {
        DispatchQueue.concurrentPerform(iterations: workers, execute: work)
    }
    return try outcomes.accumulators()
}

/// Performs independent tasks on several threads; the same rules as `concurrentAccumulate`.
package func concurrentForEach(
    taskCount: Int, threads: Int, body: @Sendable (Int) throws -> Void
) throws {
    _ = try concurrentAccumulate(taskCount: taskCount, threads: threads, makeAccumulator: {}) { _, task in
        try body(task)
    }
}

/// What independent tasks give, in the order of the tasks; the same rules as `concurrentAccumulate`.
package func concurrentMap<Value: Sendable>(
    count: Int, threads: Int, body: @Sendable (Int) throws -> Value
) throws -> [Value] {
    let parts = try concurrentAccumulate(
        taskCount: count, threads: threads, makeAccumulator: { [(task: Int, value: Value)]() }
    ) { values, task in
        values.append((task, try body(task)))
    }
    return parts.joined().sorted { $0.task < $1.task }.map(\.value)
}

/// What every thread ends with, each in a slot that only it writes; read when all threads are done.
private final class Outcomes<Accumulator>: @unchecked Sendable {
    enum Outcome {
        case finished(Accumulator)
        case failed(task: Int, any Error)
    }

    let slots: UnsafeMutableBufferPointer<Outcome?>

    init(count: Int) {
        slots = .allocate(capacity: count)
        slots.initialize(repeating: nil)
    }

    deinit { slots.deinitialize().deallocate() }

    /// The accumulators, or the failure of the lowest task.
    func accumulators() throws -> [Accumulator] {
        var accumulators: [Accumulator] = []
        var lowest: (task: Int, error: any Error)?
        for case let outcome? in slots {
            switch outcome {
            case .finished(let accumulator): accumulators.append(accumulator)
            case .failed(let task, let error):
                if lowest.map({ task < $0.task }) ?? true { lowest = (task, error) }
            }
        }
        if let lowest { throw lowest.error }
        return accumulators
    }
}
