@preconcurrency import Dispatch
import VoxelCore
import Synchronization

import Glibc

/// Turns the signals that ask a process to end into an error that unwinds the work, so that nothing half-written stays
/// behind: SIGINT, SIGTERM, SIGHUP (a terminal or a connection that was closed), SIGXCPU (a limit of processor time).
///
/// A second signal ends the process at once. A SIGHUP that was ignored from the start stays so: that is what nohup asks for.
final class Interruption: Sendable {
    private let flag = Flag()
    private let sources: [any DispatchSourceSignal]

    /// Listens from now on.
    init() {
        let wanted = [SIGINT, SIGTERM, SIGHUP, SIGXCPU].filter { $0 != SIGHUP || !Self.isIgnored($0) }
        sources = wanted.map { [flag] number in
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

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    private final class Flag: Sendable {
        let isSet = Atomic<Bool>(false)
    }
}
