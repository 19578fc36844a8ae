import VoxelCore

extension ScanOption {
    /// A whole number from a least one on; none that counts anything here is greater than 10⁹.
    static func wholeNumber(_ text: String, from least: Int, to most: Int = 1_000_000_000) throws(SimstripError) -> Int
    {
        try Options.wholeNumber(text, typed, from: least, to: most)
    }
}

/// A whole number within bounds.
///
/// - Parameters:
///   - text: the number.
///   - typed: the option as messages name it, dashes included.
/// - Throws: `SimstripError` of kind `usage` that names the bound.
package func wholeNumber(_ text: String, _ typed: String, from least: Int, to most: Int) throws(SimstripError) -> Int {
    let isWhole = !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard let value = Int(text) ?? (isWhole ? .max : nil), value >= least else {
        throw .usage("\(typed) is '\(text)'; it has to be a whole number from \(least) on")
    }
    guard value <= most else { throw .usage("\(typed) is '\(text)'; it has to be at most \(most)") }
    return value
}

/// One of the names of an enumeration.
///
/// - Parameters:
///   - text: the name.
///   - typed: the option as messages name it, dashes included.
///   - others: what else can be written there, for messages.
/// - Throws: `SimstripError` of kind `usage` that lists the names.
package func choice<T: RawRepresentable<String> & CaseIterable>(
    _ text: String, _ typed: String, besides others: [String] = []
) throws(SimstripError) -> T {
    if let value = T(rawValue: text) { return value }
    let names = others + T.allCases.map(\.rawValue)
    throw .usage("\(typed) is '\(text)'; it can be \(names.joined(separator: ", "))")
}

/// Reads a number of bytes with or without a binary unit: `512M`, `2G`.
///
/// - Parameters:
///   - text: the number.
///   - option: the option's name, for messages.
/// - Throws: `SimstripError` of kind `usage`.
package func byteCount(parsing text: String, option: String) throws(SimstripError) -> Int {
    let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40]
    let unit = text.last.flatMap { units[Character($0.uppercased())] }
    let digits = unit == nil ? text[...] : text.dropLast()
    guard let count = Int(digits), count > 0 else {
        throw .usage("--\(option) is '\(text)'; write bytes, such as 512M or 2G")
    }
    let (total, overflow) = count.multipliedReportingOverflow(by: unit ?? 1)
    guard !overflow else { throw .usage("--\(option) '\(text)' is too large") }
    return total
}
