import Dispatch
import VoxelCore

/// Does what waits for other programs, and waits for it.
///
/// That takes threads besides the first, which no other work of the command needs.
///
/// - Throws: what the body throws; `SimstripError` of kind `failed` where the system starts no threads.
func waiting(for body: @escaping @Sendable () async throws -> Void) throws {
    let needed = 4
    guard startableThreads(atMost: needed) == needed else {
        throw SimstripError(
            .failed,
            "the system starts no more threads for this process; raise its limit of processes (ulimit -u, pids.max of the job)"
                + " by at least \(needed)")
    }
    let outcome = Guarded(Result<Void, any Error>?.none)
    let ended = DispatchSemaphore(value: 0)
    Task.detached {
        do {
            try await body()
            outcome.withLock { $0 = .success(()) }
        } catch {
            outcome.withLock { $0 = .failure(error) }
        }
        ended.signal()
    }
    ended.wait()
    try outcome.withLock { $0 }?.get()
}
