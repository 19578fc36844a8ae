import ArgumentParser
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
}

@main
enum Main {
    static func main() async {
        // A file that may not grow is then an error of the write, which is reported and cleaned up after.
        signal(SIGXFSZ, SIG_IGN)
        do {
            var command = try SimstripCommand.parseAsRoot()
            if var waiting = command as? any AsyncParsableCommand {
                try await waiting.run()
            } else {
                try command.run()
            }
        } catch let error as SimstripError {
            printToStandardError("simstrip: \(error.message)")
            SimstripCommand.exit(withError: error.kind.exitCode)
        } catch {
            SimstripCommand.exit(withError: error)
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
