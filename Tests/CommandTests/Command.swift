import Foundation
import TestSupport
import Testing

/// Runs the built command.
struct Command {
    let status: Int32
    let output: String
    let errors: String

    /// Runs simstrip.
    init(_ arguments: [String]) throws { try self.init(Self.program(), arguments) }

    /// Runs a line of the shell, in which `$0` is simstrip.
    static func shell(_ line: String) throws -> Command {
        try Command(URL(fileURLWithPath: "/bin/sh"), ["-c", line, program().path])
    }

    /// Starts simstrip, which is deaf and mute, and goes on.
    static func start(_ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = try program()
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    private init(_ program: URL, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        try process.run()
        // What a command prints here fits into a pipe's buffer, so one stream can be read after the other.
        self.output = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        self.errors = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        status = process.terminationStatus
    }

    /// The most memory that simstrip takes, in bytes: the high-water mark that Linux keeps, looked at while it runs.
    static func peakMemory(_ arguments: [String]) throws -> Int {
        let process = try start(arguments)
        var peak = 0
        let program = try program().resolvingSymlinksInPath().path
        while process.isRunning {
            // Until it has become the program it has the memory of the tests.
            let link = "/proc/\(process.processIdentifier)/exe"
            guard (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) == program else {
                usleep(200)
                continue
            }
            let status = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
            let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
            let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
            peak = max(peak, (kibibytes ?? 0) << 10)
            usleep(2000)
        }
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
        return peak
    }

    /// `simstrip` beside the test bundle.
    static func program() throws -> URL {
        let tests = URL(fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        var folder = tests.deletingLastPathComponent()
        while folder.path != "/" {
            let candidate = folder.appendingPathComponent("simstrip")
            if FileManager.default.isExecutableFile(atPath: candidate.path), !Self.isFolder(candidate.path) {
                return candidate
            }
            folder = folder.deletingLastPathComponent()
        }
        throw CocoaError(.fileNoSuchFile)
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}

extension Command {
    /// Expects a refusal: its exit status, a message with every word, nothing on standard output, and no folder `out`
    /// or remains of one.
    func expectRefusal(
        _ status: Int32, _ words: [String], leaving pages: [String] = [], in temporary: TemporaryFolder,
        sourceLocation: SourceLocation
    ) {
        #expect(self.status == status, "\(errors)", sourceLocation: sourceLocation)
        for word in words {
            #expect(errors.contains(word), "\(word): \(errors)", sourceLocation: sourceLocation)
        }
        #expect(output.isEmpty, sourceLocation: sourceLocation)
        let left = temporary.contents().filter { $0.hasPrefix("out") || $0.hasPrefix(".out") }
        #expect(left == pages, sourceLocation: sourceLocation)
    }
}
