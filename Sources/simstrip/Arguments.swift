import ArgumentParser
import Options
import VolumeIO
import VoxelCore

import Glibc

/// The words of the command line, and what can be said of them better than the parser does.
struct Arguments {
    /// The words behind the program's name.
    let words: [String]

    /// The words that the process was started with.
    ///
    /// - Throws: `SimstripError` of kind `usage` where one is no text: as one it would name another file.
    static func given() throws(SimstripError) -> Arguments {
        let bytes = (1..<max(1, Int(CommandLine.argc))).compactMap { CommandLine.unsafeArgv[$0] }
        for word in bytes where String(validatingCString: word) == nil {
            throw .usage(
                "'\(String(cString: word))' holds bytes that are not UTF-8 (here �); rename what it names, or reach it by a link"
            )
        }
        return Arguments(words: bytes.map { String(cString: $0) })
    }

    /// Whether messages are to be JSON, known before the rest is understood.
    var asksForJSON: Bool {
        words.contains("--progress=json") || zip(words, words.dropFirst()).contains { $0 == ("--progress", "json") }
    }

    /// The words as the parser takes them: a negative number behind an option is its value, not another option, so that it
    /// is the option that says what it wants.
    var parsed: [String] {
        var result: [String] = []
        for word in words {
            if let last = result.last, last.hasPrefix("--"), last.count > 2, !last.contains("="), Self.isNegative(word),
                !result.contains("--")
            {
                result[result.count - 1] = "\(last)=\(word)"
            } else {
                result.append(word)
            }
        }
        return result
    }

    private static func isNegative(_ word: String) -> Bool {
        guard word.hasPrefix("-"), let next = word.dropFirst().first else { return false }
        return next.isNumber || next == "."
    }

    /// Makes sure that the first word is a command.
    ///
    /// - Throws: `SimstripError` of kind `usage` with the one that was most likely meant.
    func checkCommand() throws(SimstripError) {
        let commands = SimstripCommand.configuration.subcommands.compactMap { $0.configuration.commandName }
        guard let word = words.first, !word.hasPrefix("-"), !(commands + ["help"]).contains(word) else { return }
        let list = commands.joined(separator: ", ")
        if let meant = nearest(to: word, among: commands) {
            throw .usage("'\(word)' is no command; is \(meant) meant? The commands are \(list)")
        }
        let advice = exists(word) ? "; to strip a volume write: simstrip strip '\(word)' --output DIR" : ""
        throw .usage("'\(word)' is no command; the commands are \(list)\(advice)")
    }

    /// What to say in place of what the parser says; nil where that is enough.
    func better(than message: String) -> String? {
        if message.contains("nexpected argument") { return surplus(message) }
        guard message.hasPrefix("The value '"), message.contains("' is invalid for '"),
            !message.contains("Please provide")
        else { return nil }
        // The options of the phantom are the only ones that the parser itself understands.
        let isWhole = ["--seed", "--layers", "--threads"].contains { message.contains("'\($0)") }
        return "\(message); it has to be a \(isWhole ? "whole number, not below 0" : "number")"
    }

    /// The parser found words that it has no use for: a shell may have put files in the place of a pattern.
    private func surplus(_ message: String) -> String? {
        let command = words.first ?? ""
        let given = paths
        guard given.count > 1 else {
            return message.count < 200 ? nil : message.prefix(160) + " …; see simstrip \(command) --help"
        }
        guard command != "batch" else { return "batch takes 1 manifest, but \(given.count) files are given; name one" }
        let list = given.prefix(2).map { "'\($0)'" }.joined(separator: ", ") + ", …"
        var ways = pattern(of: given).map { ["quote the pattern, so that the shell leaves it alone: '\($0)'"] } ?? []
        if ways.isEmpty { ways = ["if they come of a pattern, quote the pattern, so that the shell leaves it alone"] }
        let folders = Set(given.map { FilePath.folder(of: $0) })
        if folders.count == 1, let folder = folders.first { ways.append("or name the folder: '\(folder)'") }
        return "\(command) takes 1 volume, but \(given.count) files are given: \(list); "
            + ways.joined(separator: ", ")
    }

    /// The words that are there as files or folders and are no option's value.
    private var paths: [String] {
        let switches =
            ["quiet", "json", "dry-run", "wait", "collect"] + ScanOptions.all.filter { $0.isSwitch }.map { $0.name }
        var result: [String] = []
        var isValue = false
        for word in words.dropFirst() {
            if word.hasPrefix("-"), word.count > 1 {
                isValue = !word.contains("=") && !switches.contains(String(word.drop { $0 == "-" }))
            } else {
                if !isValue, exists(word) { result.append(word) }
                isValue = false
            }
        }
        return result
    }

    /// A pattern that matches these files and nothing else; nil where there is no simple one.
    private func pattern(of given: [String]) -> String? {
        guard let first = given.first else { return nil }
        let start = given.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
        let rest = given.map { String($0.dropFirst(start.count).reversed()) }
        let end = String(rest.dropFirst().reduce(rest[0]) { $0.commonPrefix(with: $1) }.reversed())
        var stem = start
        while stem.last?.isNumber == true { stem.removeLast() }
        let folder = FilePath.folder(of: first)
        return [FilePath.joined(folder, "*" + end), "\(stem)*\(end)", "\(start)*\(end)"].first {
            pathsMatching($0).sorted() == given.sorted()
        }
    }

    private func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }
}

extension String {
    fileprivate func commonPrefix(with other: String) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}
