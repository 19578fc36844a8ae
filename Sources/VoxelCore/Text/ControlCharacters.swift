extension Unicode.Scalar {
    /// Whether a terminal, a browser or an editor obeys it instead of showing it: C0, DEL and C1, the controls of the
    /// direction of writing (Unicode Standard Annex 9), and the separators of lines and paragraphs.
    package var isControl: Bool {
        switch value {
        case 0..<0x20, 0x7F...0x9F, 0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}

extension String {
    /// The text with � in the place of every control character: names and texts of files, for people to read.
    package var withoutControls: String { replacingScalars { $0.isControl ? "\u{FFFD}" : nil } }

    /// Whether there is a control character in it.
    package var hasControls: Bool { unicodeScalars.contains { $0.isControl } }

    /// The text as a message that a terminal, a table or a log may take: without control characters but the line ends that
    /// lead to an indented detail, and of a length that can be read.
    package var asMessage: String {
        let longest = 4000
        let scalars = unicodeScalars.prefix(longest + 1)
        let isLong = scalars.count > longest
        let text = String(String.UnicodeScalarView(scalars.prefix(longest)))
        guard isLong || text.hasControls else { return text }
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        let joined = lines.dropFirst().reduce((lines.first ?? "").withoutControls) { whole, line in
            whole + (line.hasPrefix("  ") ? "\n" : "\u{FFFD}") + line.withoutControls
        }
        return isLong ? joined + " … (cut off)" : joined
    }

    /// The text with other text in the place of some scalars.
    ///
    /// Whatever quotes a text for a program goes by its scalars, as programs do: a `Character` is not a quote any more where
    /// a combining mark follows it.
    package func replacingScalars(_ replacement: (Unicode.Scalar) -> String?) -> String {
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if let text = replacement(scalar) {
                result.append(contentsOf: text.unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// Whether a scalar is in the text, whatever combines with it.
    package func contains(scalar: Unicode.Scalar) -> Bool { unicodeScalars.contains(scalar) }
}
