/// The names of units of length, in every spelling met in TIFF metadata and on command lines.
enum UnitOfLength {
    /// Micrometres per unit; nil for a name that is not one of a length.
    static func micrometres(named name: some StringProtocol) -> Double? {
        let clean = readable(String(name)).filter { !$0.isWhitespace && $0 != "\0" }
        // Mm is not mm: the prefixes of the SI differ in their case alone. Everything else is read in any case.
        return ofExactName[clean] ?? ofName[clean.lowercased()]
    }

    /// A name as it was meant, before it was escaped or read in a wrong encoding.
    private static func readable(_ name: String) -> String {
        var text = unescaped(name)
        // UTF-8 read as Latin-1 or its Windows kin, once or twice: a lead byte shows as a letter before the sign.
        for (wrong, right) in misreadings + misreadings { text = text.replacing(wrong, with: right) }
        return text
    }

    private static let misreadings = [
        ("\u{C3}\u{82}", "\u{C2}"), ("\u{C3}\u{201A}", "\u{C2}"), ("\u{C3}\u{8E}\u{C2}\u{BC}", "\u{3BC}"),
        ("\u{C2}\u{B5}", "\u{B5}"), ("\u{CE}\u{BC}", "\u{3BC}"), ("\u{C3}\u{85}", "\u{C5}"),
        ("\u{C3}\u{2026}", "\u{C5}"), ("\u{E2}\u{84}\u{AB}", "\u{C5}"), ("\u{E2}\u{201E}\u{AB}", "\u{C5}"),
        ("&micro;", "\u{B5}"), ("&mu;", "\u{3BC}"), ("&Aring;", "\u{C5}"),
    ]

    /// A text with the escapes of Java, `\u00B5`, replaced.
    private static func unescaped(_ name: String) -> String {
        var result = ""
        var rest = name[...]
        while let character = rest.first {
            let digits = rest.dropFirst().drop { $0 == "u" || $0 == "U" }.prefix(4)
            let isEscape = character == "\\" && rest.dropFirst().first.map { "uU".contains($0) } == true
            guard isEscape, digits.count == 4, let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init)
            else {
                result.append(character)
                rest = rest.dropFirst()
                continue
            }
            result.unicodeScalars.append(scalar)
            rest = rest[digits.endIndex...]
        }
        return result
    }

    /// SI prefixes with their powers of ten in µm; the m behind them is left out.
    private static let prefixes: [(prefix: String, name: String, micrometres: Double)] = [
        ("y", "yocto", 1e-18), ("z", "zepto", 1e-15), ("a", "atto", 1e-12), ("f", "femto", 1e-9), ("p", "pico", 1e-6),
        ("n", "nano", 1e-3), ("u", "micro", 1), ("\u{B5}", "\u{B5}", 1), ("\u{3BC}", "\u{3BC}", 1), ("m", "milli", 1e3),
        ("c", "centi", 1e4), ("d", "deci", 1e5), ("", "", 1e6), ("da", "deca", 1e7), ("h", "hecto", 1e8),
        ("k", "kilo", 1e9), ("M", "mega", 1e12), ("G", "giga", 1e15), ("T", "tera", 1e18), ("P", "peta", 1e21),
        ("E", "exa", 1e24), ("Z", "zetta", 1e27), ("Y", "yotta", 1e30),
    ]

    private static let ofExactName: [String: Double] = Dictionary(
        uniqueKeysWithValues: prefixes.map { ($0.prefix + "m", $0.micrometres) })

    private static let ofName: [String: Double] = {
        var table: [String: Double] = [
            "\u{E5}": 1e-4, "angstrom": 1e-4, "angstroms": 1e-4, "\u{E5}ngstr\u{F6}m": 1e-4, "a": 1e-4,
            "micron": 1, "microns": 1, "\u{339B}": 1, "\u{339A}": 1e-3, "\u{339C}": 1e3, "\u{339D}": 1e4,
            "thou": 25.4, "mil": 25.4, "mils": 25.4, "li": 25_400.0 / 12, "line": 25_400.0 / 12,
            "lines": 25_400.0 / 12, "pt": 25_400.0 / 72, "point": 25_400.0 / 72, "points": 25_400.0 / 72,
            "in": 25_400, "inch": 25_400, "inches": 25_400, "\"": 25_400, "ft": 304_800, "foot": 304_800,
            "feet": 304_800, "yd": 914_400, "yard": 914_400, "yards": 914_400, "mi": 1_609_344_000,
            "mile": 1_609_344_000, "miles": 1_609_344_000, "ua": 1.495978707e17, "ly": 9.4607304725808e21,
            "pc": 3.0856775814913673e22,
        ]
        for (prefix, name, micrometres) in prefixes {
            // Of MM and mm the latter is meant where the case cannot tell them apart.
            if prefix == prefix.lowercased() { table[prefix + "m"] = micrometres }
            for ending in ["meter", "meters", "metre", "metres"] { table[name + ending] = micrometres }
        }
        return table
    }()
}
