import Glibc

/// How many threads the system lets this process start beside the calling one, at most as many as are asked for.
///
/// A queue that is refused a thread waits for one without a word, for ever where a limit of processes or memory is the reason.
/// So they are tried, all at once, before work is shared out; the answer for the most that was ever asked for is kept.
package func startableThreads(atMost count: Int) -> Int {
    guard count > 0 else { return 0 }
    return tried.withLock { tried in
        // Fewer than were tried before: there are no more to be had.
        if count > tried.asked, tried.started == tried.asked { tried = (count, startThreads(count)) }
        return min(count, tried.started)
    }
}

private let tried = Guarded((asked: 0, started: 0))

/// Starts threads that wait until all are started, and then end; returns how many that were.
private func startThreads(_ count: Int) -> Int {
    let gate = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    defer { gate.deallocate() }
    sem_init(gate, 0, 0)
    var threads: [pthread_t] = []
    for _ in 0..<count {
        var thread = pthread_t()
        let wait: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { gate in
            guard let gate = gate?.assumingMemoryBound(to: sem_t.self) else { return nil }
            while sem_wait(gate) != 0, errno == EINTR {}
            return nil
        }
        guard pthread_create(&thread, nil, wait, gate) == 0 else { break }
        threads.append(thread)
    }
    for _ in threads { sem_post(gate) }
    for thread in threads { pthread_join(thread, nil) }
    sem_destroy(gate)
    return threads.count
}
