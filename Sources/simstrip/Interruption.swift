@preconcurrency import Dispatch
import VoxelCore
import Synchronization

import Glibc

/// Turns SIGINT and SIGTERM into an error that unwinds the work, so that nothing half-written stays behind.
///
/// A second signal ends the process at once.
final class Interruption: Sendable {
    private let flag = Flag()
    private let sources: [any DispatchSourceSignal]

    /// Listens from now on.
    init() {
        sources = [SIGINT, SIGTERM].map { [flag] number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if flag.isSet.exchange(true, ordering: .relaxed) { exit(130) }
            }
            source.resume()
            return source
        }
    }

    /// Throws where a signal has come.
    func check() throws {
        if flag.isSet.load(ordering: .relaxed) {
            throw SimstripError(.interrupted, "interrupted; nothing was written")
        }
    }

    private final class Flag: Sendable {
        let isSet = Atomic<Bool>(false)
    }
}
