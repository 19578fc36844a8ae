import Yams

import Glibc

/// The text of a YAML file that a person has written: its encoding, and what its mistakes most likely are.
package struct YAMLText: Sendable {
    private let text: String
    private let name: String

    /// A text.
    ///
    /// - Parameter name: the file's name, for messages.
    package init(_ text: String, name: String) {
        // A byte order mark says no more than that the text is UTF-8.
        self.text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        self.name = name
    }

    /// Reads the text of a file, in UTF-8 with or without a byte order mark.
    ///
    /// - Parameters:
    ///   - path: of a regular file.
    ///   - what: what it is, with its article, for messages: `the manifest`.
    ///   - limit: the most bytes that a person would write.
    /// - Throws: `SimstripError` of kind `missingInput` where there is no such file or it may not be read, of kind `usage`
    ///   where it is no file, larger, or in another encoding.
    package init(contentsOf path: String, as what: String, atMost limit: Int) throws(SimstripError) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw .missingInput("\(what) '\(path)' cannot be read: \(describe(errno: errno))")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            throw .usage("\(what) '\(path)' is \(isFolder ? "a folder" : "no file"); name the YAML file itself")
        }
        guard status.st_size <= limit else {
            throw .usage(
                "\(what) '\(path)' has \(status.st_size) bytes; at most \(limit) are read, which is more than a person writes"
            )
        }
        guard let bytes = RegularFile.contents(path, atMost: limit) else {
            throw .missingInput("\(what) '\(path)' cannot be read")
        }
        try self.init(bytes, name: path)
    }

    private init(_ bytes: [UInt8], name: String) throws(SimstripError) {
        guard !bytes.starts(with: [0xFF, 0xFE]), !bytes.starts(with: [0xFE, 0xFF]) else {
            throw .usage("\(name) is UTF-16; it has to be UTF-8: save it again in that encoding")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }.map { $0 + 1 } ?? 1
            throw .usage(
                "\(name), line \(line): there are bytes that are not UTF-8, such as µ in an older encoding; save it again in"
                    + " UTF-8, or write um for µm")
        }
        self.init(text, name: name)
    }

    /// The text as YAML; nil where there is nothing in it.
    ///
    /// - Throws: `SimstripError` of kind `usage` with the line; also where there is what would make a short text a long
    ///   work: anchors, whose aliases multiply, and lists or mappings as names.
    package func root() throws(SimstripError) -> Node? {
        if let multiplier = Multiplier(in: text) {
            throw .usage("\(name), line \(multiplier.line): \(multiplier.words)")
        }
        do {
            return try Yams.compose(yaml: text)
        } catch {
            throw .usage("\(name)\(reason(error))\(advice(error))")
        }
    }

    /// Where and why the parser gave up, without the lines that it prints.
    private func reason(_ error: any Error) -> String {
        switch error as? YamlError {
        case .scanner(_, let problem, let place, _), .parser(_, let problem, let place, _),
            .composer(_, let problem, let place, _):
            ", line \(place.line), is not YAML: \(problem)"
        case .duplicatedKeysInMapping(let keys, let context):
            ", line \(context.mark.line): \(keys.map { "'\($0)'" }.sorted().joined(separator: ", ")) is there twice in a"
                + " mapping"
                // A key of digits was meant as a part of a value.
                + (keys.contains { Int("\($0)") != nil }
                    ? "; within { } a value with commas has to be quoted: raw: '60,96,96,uint16'" : "")
        default: " is not YAML"
        }
    }

    /// Why a value that should be a plain text is none, and what to do; nil where it is.
    package static func fault(of value: Node, key: String) -> String? {
        switch value {
        case .scalar, .alias: return nil
        case .sequence:
            return "\(key) is a list, as [ begins one in YAML; quote it if it is a path or pattern: \(key): '[ab]_rec'"
        case .mapping:
            return
                "\(key) is a mapping, as { begins one in YAML; quote it if it is a path or pattern: \(key): '{a}_rec'"
        }
    }

    /// What to do about characters that mean something in YAML.
    private func advice(_ error: any Error) -> String {
        let mark: Mark
        switch error as? YamlError {
        case .scanner(_, _, let place, _), .parser(_, _, let place, _), .composer(_, _, let place, _): mark = place
        default: return ""
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).prefix(mark.line)
        guard lines.allSatisfy({ $0.utf8.count < 1000 }) else { return "" }
        // The parser often notices only later what was meant for itself.
        let line = lines.last.map { ($0, mark.column - 1) }
        let others = lines.dropLast().reversed().map { ($0, Int.max) }
        for (line, column) in [line].compactMap({ $0 }) + others {
            if let entry = Self.suspect(in: line, before: column) {
                return "\n  characters such as * [ ] & ! @ mean something in YAML; quote the value: \(entry)"
            }
        }
        return ""
    }

    /// The last entry of a line up to a column whose value is more than a plain text, in quotes; nil where there is none.
    private static func suspect(in line: Substring, before column: Int) -> String? {
        var entries: [Substring] = []
        var start = line.startIndex
        for index in line.indices where "{,".contains(line[index]) {
            entries.append(line[start..<index])
            start = line.index(after: index)
        }
        entries.append(line[start...])
        let before = entries.filter { line.distance(from: line.startIndex, to: $0.startIndex) <= column }
        for entry in before.reversed() {
            guard let colon = entry.range(of: ": ") else { continue }
            let value = entry[colon.upperBound...].trimmed.prefix { $0 != "}" }.trimmed
            let key = entry[..<colon.lowerBound].trimmed.split(separator: " ").last.map(String.init) ?? ""
            guard let first = value.first, first != "'", first != "\"", value != "[", !key.isEmpty else { continue }
            let isSuspect =
                "*&!%@`?|>".contains(first) || value.contains("[") && value.contains("]") || value.contains(": ")
            if isSuspect { return "\(key): '\(value)'" }
        }
        return nil
    }
}

/// What makes a short YAML text a long work: ten lines of it can stand for more than a memory holds, or take years to compare.
///
/// Looked for in the letters, before anything is built of them. What only looks like it, in a quoted text or a remark, is
/// found, too.
private struct Multiplier {
    let line: Int
    let words: String

    /// Nil where there is none.
    init?(in text: String) {
        var (line, before) = (1, Unicode.Scalar("\n"))
        // The last letter on the line that is no blank.
        var last = before
        let scalars = text.unicodeScalars
        // YAML takes three more for line ends, which no editor writes.
        if let odd = scalars.first(where: { ["\u{85}", "\u{2028}", "\u{2029}", "\u{FEFF}"].contains($0) }) {
            let number = String(odd.value, radix: 16, uppercase: true)
            (self.line, words) = (1, "the control character U+\(number) is in it, which is not taken; remove it")
            return
        }
        for index in scalars.indices {
            let scalar = scalars[index]
            let behind = scalars[scalars.index(after: index)...].first ?? "\n"
            let isStart = " \t\r\n[{,:-?".unicodeScalars.contains(before)
            switch scalar {
            case "&" where isStart && !" \t\r\n".unicodeScalars.contains(behind):
                (self.line, words) = (
                    line,
                    "& begins an anchor, which is not taken; where it belongs to a name, write \"\\x26\" for it in double quotes"
                )
                return
            case "?" where isStart && " \t\r\n[{!*\"'#".unicodeScalars.contains(behind),
                ":" where last == "]" || last == "}":
                (self.line, words) = (line, "a list or a mapping is no name of a value; write 'name: value'")
                return
            default: break
            }
            if scalar == "\n" { line += 1 }
            before = scalar
            if scalar != " ", scalar != "\t" { last = scalar }
        }
        return nil
    }
}
