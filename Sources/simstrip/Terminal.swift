import VoxelCore

import Glibc

/// What a stream of the process leads to.
struct Terminal: Sendable {
    /// Standard output, and standard error.
    static let (output, error) = (Terminal(stream: 1), Terminal(stream: 2))

    private let stream: Int32
    /// Whether it is a terminal that obeys commands.
    let takesCommands: Bool
    /// Whether it is to be written on in colours (no-color.org).
    let takesColours: Bool

    private init(stream: Int32) {
        self.stream = stream
        takesCommands = isatty(stream) == 1 && Self.variable("TERM") != "dumb"
        takesColours = takesCommands && (Self.variable("NO_COLOR") ?? "").isEmpty
    }

    /// How many columns it has; nil where it is no terminal, or does not know.
    var columns: Int? {
        var size = winsize()
        guard takesCommands, ioctl(stream, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}

/// A colour in which a word is written on a terminal.
enum Ink: String {
    /// Red.
    case bad = "31"
    /// Green.
    case good = "32"
    /// Yellow.
    case care = "33"

    /// A text in this colour, in bold.
    func on(_ text: String) -> String { "\u{1B}[1;\(rawValue)m\(text)\u{1B}[0m" }
}
