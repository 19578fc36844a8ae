/// A length in micrometres.
public struct Length: Sendable, Hashable, Comparable {
    /// The value in µm.
    public var micrometres: Double

    /// A length of so many micrometres.
    public init(micrometres: Double) { self.micrometres = micrometres }

    /// A length of so many micrometres.
    public static func um(_ micrometres: Double) -> Length { Length(micrometres: micrometres) }

    /// Whether a length is shorter.
    public static func < (a: Length, b: Length) -> Bool { a.micrometres < b.micrometres }

    /// Micrometres per unit, for every spelling of a unit of length met in TIFF metadata and on command lines.
    ///
    /// - Returns: nil for a unit that is not a known length.
    package static func micrometres(perUnit name: some StringProtocol) -> Double? {
        UnitOfLength.micrometres(named: name)
    }

    /// Reads a positive length with its unit: `1.4um`, `14 µm`, `700nm`, `0.0014mm`.
    ///
    /// - Throws: ``SimstripError`` of kind `usage` where the number or the unit is missing, or the number is not
    ///   finite and positive.
    public init(parsing text: String) throws(SimstripError) {
        let trimmed = text.filter { $0 != " " }
        let number = trimmed.prefix { $0.isNumber || "+-.eE".contains($0) }
        // "1e" of "1em" is no number; the unit then begins one character earlier.
        let digits = number.last.map { "eE".contains($0) } == true ? number.dropLast() : number
        let unit = trimmed[digits.endIndex...]
        guard let value = Double(digits) else {
            throw .usage("'\(text)' is not a length; write a number with its unit, such as 1.4um or 700nm")
        }
        guard let scale = Length.micrometres(perUnit: unit) else {
            let found = unit.isEmpty ? "has no unit" : "has the unknown unit '\(unit)'"
            throw .usage("the length '\(text)' \(found); write a unit of length, such as \(digits)um or \(digits)nm")
        }
        // 700 × 0.001 is not 0.7, 700 / 1000 is.
        let micrometres = scale < 1 ? value / (1 / scale).rounded() : value * scale
        guard micrometres > 0, micrometres.isFinite else {
            throw .usage("the length '\(text)' is not positive and finite")
        }
        self.init(micrometres: micrometres)
    }
}
