import ArgumentParser
import CMalloc
import VoxelCore

import Glibc

/// Simulated stripping of lithium electrodes imaged by X-ray tomography.
struct SimstripCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simstrip",
        abstract: "What a solid-electrolyte interface will look like as lithium strips away.",
        discussion: """
            Removes the Li of an X-ray tomogram layer by layer in the computer and projects the Na that each layer held \
            onto the solid electrolyte: coverage against thickness, and maps.

            Method: Yoon et al., Science 2025, doi 10.1126/science.adt5229.
            """,
        version: Simstrip.version,
        subcommands: [
            StripCommand.self, CompareCommand.self, BatchCommand.self, InfoCommand.self, PhantomCommand.self,
        ])

    static var _errorPrefix: String { "simstrip: " }
}

@main
enum Main {
    static func main() {
        // Threads that come and go would each keep what they have freed: with two heaps for all of them memory stays what it was said to be.
        mallopt(M_ARENA_MAX, 2)
        // What is large goes back to the system once it is freed. Left to itself, glibc keeps ever more of it between small
        // blocks that stay: of 25 MB in use at the most, up to 170 MB were held.
        mallopt(M_MMAP_THRESHOLD, 128 << 10)
        mallopt(M_TRIM_THRESHOLD, 1 << 20)
        // A file that may not grow is then an error of the write, which is reported and cleaned up after.
        signal(SIGXFSZ, SIG_IGN)
        Console.shared.begin()
        do throws(SimstripError) {
            exit(run(try Arguments.given()))
        } catch {
            exit(Console.shared.end(error.kind.exitCode.rawValue, error.message))
        }
    }

    /// Does what is asked for; returns the exit status.
    private static func run(_ arguments: Arguments) -> Int32 {
        let console = Console.shared
        if arguments.asksForJSON { console.speakJSON() }
        do {
            try ProcessLimits.check()
            try arguments.checkCommand()
            var command = try SimstripCommand.parseAsRoot(arguments.parsed)
            if let talking = command as? any TalkingCommand { console.adopt(talking.talk) }
            try command.run()
            return console.end(0)
        } catch let error as SimstripError {
            return console.end(error.kind.exitCode.rawValue, error.message)
        } catch let failure as PartialFailure {
            return console.end(PartialFailure.status, failure.message)
        } catch {
            let status = SimstripCommand.exitCode(for: error).rawValue
            let text = SimstripCommand.fullMessage(for: error)
            guard status != 0 else {
                console.print(text)
                return console.end(0)
            }
            let typed = SimstripCommand.message(for: error)
            let message = typed.asMessage
            if let better = arguments.better(than: message) { return console.end(status, better) }
            let prefix = SimstripCommand._errorPrefix
            let whole = text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
            return console.end(status, whole.replacing(typed, with: message))
        }
    }
}

extension SimstripError.Kind {
    /// The exit status that others script against.
    var exitCode: ExitCode {
        switch self {
        case .failed: ExitCode(1)
        case .usage: ExitCode(64)
        case .data: ExitCode(65)
        case .missingInput: ExitCode(66)
        case .output: ExitCode(73)
        case .interrupted: ExitCode(130)
        }
    }
}
