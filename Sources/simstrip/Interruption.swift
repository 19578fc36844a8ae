import VoxelCore
import Synchronization

import Glibc

/// Turns the signals that ask a process to end into an error that unwinds the work, so that nothing half-written stays
/// behind: SIGINT, SIGTERM, SIGHUP (a terminal or a connection that was closed), SIGXCPU (a limit of processor time).
///
/// A second SIGINT or SIGTERM ends the process at once; the others come more than once by themselves. A SIGHUP that was ignored from the start stays so: that is what nohup asks for.
/// Signals belong to the process, and so does this; it takes no thread.
enum Interruption {
    /// Listens from now on.
    static func listen() {
        // Before the first signal: a handler may set it, but not make it.
        _ = hasCome.load(ordering: .relaxed)
        for number in [SIGINT, SIGTERM, SIGHUP, SIGXCPU] where number != SIGHUP || !isIgnored(number) {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { number in
                let isSecond = hasCome.exchange(true, ordering: .relaxed)
                if isSecond, number == SIGINT || number == SIGTERM { _exit(130) }
            }
            action.sa_flags = Int32(SA_RESTART)
            sigaction(number, &action, nil)
            // Whoever started this process may have kept it from it.
            var set = sigset_t()
            sigemptyset(&set)
            sigaddset(&set, number)
            pthread_sigmask(SIG_UNBLOCK, &set, nil)
        }
    }

    /// Throws where a signal has come.
    static func check() throws {
        if hasCome.load(ordering: .relaxed) {
            throw SimstripError(.interrupted, "interrupted; nothing was written")
        }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}

private let hasCome = Atomic<Bool>(false)
