/// Why something could not be done. The message says what was found, what was expected, where, and what to do.
public struct SimstripError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is; the command turns it into its exit status.
    public enum Kind: Sendable, Hashable {
        /// The call asks for something that does not exist or contradicts itself.
        case usage
        /// The data is bad: damaged, mixed, or not what the method needs.
        case data
        /// An input does not exist or may not be read.
        case missingInput
        /// The output cannot be written.
        case output
        /// A signal or the caller ended the work.
        case interrupted
        /// Anything else.
        case failed
    }

    /// What kind of failure it is.
    public var kind: Kind
    /// One or a few sentences, without a full stop at the end and without the program's name. Options are named as on the
    /// command line: `--voxel-size`.
    package let message: String

    /// An error of a kind with its message; what names and files in it hold of control characters is replaced.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message.asMessage
    }

    /// Wrong usage.
    public static func usage(_ message: String) -> SimstripError { .init(.usage, message) }
    /// Bad data.
    public static func data(_ message: String) -> SimstripError { .init(.data, message) }
    /// Missing or unreadable input.
    public static func missingInput(_ message: String) -> SimstripError { .init(.missingInput, message) }
    /// Output that cannot be written.
    public static func output(_ message: String) -> SimstripError { .init(.output, message) }

    /// The message as it is for who calls the library: options are named as parameters are, `voxelSize` instead of
    /// `--voxel-size`; what stands in quotes is somebody's own and stays.
    public var description: String {
        var text = ""
        var isQuoted = false
        var rest = Substring(message)
        while let character = rest.first {
            if character == "'" {
                let isBetweenLetters = text.last?.isLetter == true && rest.dropFirst().first?.isLetter == true
                if !isBetweenLetters { isQuoted.toggle() }
            }
            if !isQuoted, rest.hasPrefix("--"), text.last.map({ $0.isWhitespace || $0 == "(" }) ?? true {
                let name = rest.dropFirst(2).prefix { $0.isLetter || $0 == "-" }
                let words = name.split(separator: "-")
                text += words.prefix(1).joined() + words.dropFirst().map(\.capitalized).joined()
                rest = rest.dropFirst(2 + name.count)
            } else {
                text.append(character)
                rest.removeFirst()
            }
        }
        return text
    }
}

/// Something a result's reader has to know, which did not stop the work.
public struct Warning: Sendable, Hashable, Codable {
    /// A stable name for programs, in snake_case: `non_finite_samples`.
    public var code: String
    /// What was seen and what it means, for people.
    public let message: String

    /// A warning with its stable code; what names and files in its message hold of control characters is replaced.
    public init(_ code: String, _ message: String) {
        self.code = code
        self.message = message.asMessage
    }
}

extension Substring {
    fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
