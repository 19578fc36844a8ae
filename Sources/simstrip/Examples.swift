/// Command lines that help shows at its end. The tests run them as they stand.
struct Examples: CustomStringConvertible {
    private let lines: [(purpose: String, line: String)]

    /// Examples, each with what it is for.
    init(_ lines: [(purpose: String, line: String)]) { self.lines = lines }

    /// The examples as a part of a discussion.
    var description: String {
        "Examples:\n\n" + lines.map { "  \($0.purpose):\n    \($0.line)" }.joined(separator: "\n")
    }
}
