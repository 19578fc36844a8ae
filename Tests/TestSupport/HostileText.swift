/// Text that a program may act on instead of showing it.
package enum HostileText {
    /// Every control character of C0, C1 and of the direction of writing, but U+0000, which no path holds.
    package static let controls: [Unicode.Scalar] =
        (Array(1..<0x20) + Array(0x7F...0x9F) + [0x61C, 0x200E, 0x200F] + Array(0x2028...0x202E)
        + Array(0x2066...0x2069))
        .compactMap { Unicode.Scalar(UInt32($0)) }

    /// What joins the letter before it into one character: marks, joiners, selectors; U+0600 joins the letter behind it.
    package static let joiners = ["\u{301}", "\u{600}", "\u{200D}", "\u{FE0F}", "\u{E31}", "\u{1F3FB}"]

    /// Quotes, tags, formulas and commands, each alone and joined from either side, and every control character.
    package static let samples: [String] = {
        let acting = [
            "'", "\"", "<b>", "&", "\\", "`x`", "$(x)", "\r\n", "\n", ",", "=1", "+x", "-x", "@x", ";", "%s", "/",
            "]]>",
        ]
        let joined = acting.flatMap { text in
            joiners.flatMap { ["a\(text)\($0)b", "\($0)\(text)\($0)", "\(text)\($0)"] }
        }
        return acting + joined + controls.map { "a\($0)'\($0)\"b" }
    }()
}
