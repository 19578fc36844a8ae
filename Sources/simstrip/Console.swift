import Results
import VoxelCore

import Glibc

/// What the command says, and whether that was heard: data on standard output, the rest on standard error.
///
/// A stream that cannot be written does not stop the work, so that no result is lost to it; the command then ends with 73.
final class Console: Sendable {
    /// The console of the process.
    static let shared = Console()

    private struct State {
        var isJSON = false
        var isQuiet = false
        var outputFailure: Int32?
        var errorFailure: Int32?
        /// Whether the last line of the terminal tells of progress, which goes before anything else is said.
        var hasStatus = false
    }

    private let state = Guarded(State())

    /// Puts the streams in order, before any file is opened.
    ///
    /// A stream that is closed would be the number of the next file, and what is said would be written into that.
    func begin() {
        // What a reader no longer wants is then a failure of the write.
        signal(SIGPIPE, SIG_IGN)
        for stream in Int32(0)...2 where fcntl(stream, F_GETFD) < 0 {
            // It cannot be written, as a closed one cannot.
            _ = open("/dev/null", O_RDONLY)
        }
    }

    /// Says everything in JSON from now on.
    func speakJSON() { state.withLock { $0.isJSON = true } }

    /// Goes by the options of a command from now on.
    func adopt(_ talk: TalkOptions) {
        state.withLock { ($0.isJSON, $0.isQuiet) = (talk.progress == .json, talk.quiet) }
    }

    /// Whether messages are JSON objects, a line each.
    var isJSON: Bool { state.withLock { $0.isJSON } }

    /// Prints data, on which a terminal does not act.
    func print(_ text: String) { write(data: Self.harmless(text)) }

    /// Prints what a result is in short, and where it is; on a terminal verdicts have a colour.
    func print(_ summary: ShortSummary, in places: [String]) {
        var summary = summary
        summary.places = places
        let text = Self.harmless(summary.text(columns: Terminal.output.columns))
        guard Terminal.output.takesColours, !isJSON else { return write(data: text) }
        write(
            data: Verdict.Status.inks.reduce(text) { text, mark in
                let word = "erdict: \(mark.status.rawValue)"
                return text.replacing(word, with: "erdict: " + mark.ink.on(mark.status.rawValue))
            })
    }

    private func write(data text: String) {
        state.withLock { state in
            Self.clearStatus(&state)
            state.outputFailure = state.outputFailure ?? Self.write(text + "\n", to: 1)
        }
    }

    /// Prints a message as it is.
    func say(_ message: String, terminator: String = "\n") {
        state.withLock { state in
            Self.clearStatus(&state)
            let failure = Self.write(message + terminator, to: 2)
            state.errorFailure = state.errorFailure ?? failure
        }
    }

    /// Shows a line on the terminal that stays until another one comes or anything else is said.
    func show(status: String) {
        state.withLock { state in
            let failure = Self.write("\r\(status)\u{1B}[K", to: 2)
            state.errorFailure = state.errorFailure ?? failure
            state.hasStatus = true
        }
    }

    private static func clearStatus(_ state: inout State) {
        guard state.hasStatus else { return }
        state.hasStatus = false
        let failure = write("\r\u{1B}[K", to: 2)
        state.errorFailure = state.errorFailure ?? failure
    }

    /// Prints what a reader of a result has to know.
    func warn(_ warning: Warning) {
        guard isJSON else { return say("simstrip: \(marked("warning", .care)): \(warning.message)") }
        say("{\"warning\":\(jsonText(warning.code)),\"message\":\(jsonText(warning.message))}")
    }

    /// Prints what is neither data nor a warning.
    ///
    /// - Parameters:
    ///   - word: what of it has a colour on a terminal.
    ///   - ink: the colour.
    func note(_ message: String, marking word: String = "", _ ink: Ink = .care) {
        guard !isJSON else { return say("{\"note\":\(jsonText(message))}") }
        let text = Self.harmless(message)
        say(word.isEmpty ? text : text.replacing(word, with: marked(word, ink), maxReplacements: 1))
    }

    /// A word of our own in a colour where standard error takes them. Texts of others have lost their control characters before.
    private func marked(_ word: String, _ ink: Ink) -> String { Terminal.error.takesColours ? ink.on(word) : word }

    /// Says how it ended.
    ///
    /// - Parameters:
    ///   - status: the exit status as it stands.
    ///   - message: why it is not 0; nil where that has been said.
    /// - Returns: the exit status: 73 where all went well but for what could not be said.
    func end(_ status: Int32, _ message: String? = nil) -> Int32 {
        var (status, message) = (status, message)
        state.withLock { state in
            Self.clearStatus(&state)
            // Some file systems report a full disk only here.
            if state.outputFailure == nil, close(1) != 0, errno != EBADF { state.outputFailure = errno }
        }
        let failures = state.withLock { ($0.outputFailure, $0.errorFailure) }
        if let failure = failures.0 {
            let lost = "standard output cannot be written: \(Self.words(failure)); what went to files is there"
            if status == 0 {
                (status, message) = (SimstripError.Kind.output.exitCode.rawValue, lost)
            } else {
                report(lost)
            }
        } else if status == 0, let failure = failures.1 {
            status = SimstripError.Kind.output.exitCode.rawValue
            message = "standard error cannot be written: \(Self.words(failure)); what went to files is there"
        }
        let (isJSON, isQuiet) = state.withLock { ($0.isJSON, $0.isQuiet) }
        switch (isJSON, message) {
        case (false, let message?): report(message)
        case (false, nil): break
        case (true, _) where status == 0:
            if !isQuiet { say("{\"state\":\"done\",\"status\":0}") }
        case (true, let message):
            let reason = message.map { ",\"message\":\(jsonText($0))" } ?? ""
            say("{\"state\":\"failed\",\"status\":\(status)\(reason)}")
        }
        let unheard = state.withLock { status == 0 && $0.errorFailure != nil }
        return unheard ? SimstripError.Kind.output.exitCode.rawValue : status
    }

    private func report(_ message: String) {
        if isJSON { note(message) } else { note("simstrip: \(message)", marking: "simstrip:", .bad) }
    }

    /// A text without control characters but those that divide it into lines and columns.
    private static func harmless(_ text: String) -> String {
        text.replacingScalars { $0.isControl && $0 != "\n" && $0 != "\t" ? "\u{FFFD}" : nil }
    }

    private static func words(_ failure: Int32) -> String {
        let words = failure == EBADF ? "it is closed" : describe(errno: failure)
        return words.prefix(1).lowercased() + words.dropFirst()
    }

    /// Writes all of a text; returns why that cannot be done.
    private static func write(_ text: String, to stream: Int32) -> Int32? {
        Array(text.utf8).withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count, let start = bytes.baseAddress {
                let count = Glibc.write(stream, start + done, bytes.count - done)
                if count >= 0 {
                    done += count
                } else if errno == EAGAIN {
                    var waiting = pollfd(fd: stream, events: Int16(POLLOUT), revents: 0)
                    poll(&waiting, 1, -1)
                } else if errno != EINTR {
                    return errno
                }
            }
            return nil
        }
    }
}

extension Verdict.Status {
    /// Each status, and its colour on a terminal.
    fileprivate static let inks: [(status: Verdict.Status, ink: Ink)] = [
        (.good, .good), (.check, .care), (.doNotUse, .bad),
    ]
}

/// Prints a message on standard error.
func printToStandardError(_ message: String, terminator: String = "\n") {
    Console.shared.say(message, terminator: terminator)
}

/// Prints what a reader of a result has to know on standard error.
func warn(_ warnings: [Warning]) { warnings.forEach(Console.shared.warn) }
