import VoxelCore

/// A text as a field of CSV (RFC 4180): quoted where it holds commas or quotes, on one line, without control characters.
///
/// A spreadsheet would take what begins with = + - @ for a formula; such a text is led by an apostrophe, unless it is a number.
package func csvField(_ text: String) -> String {
    // Lines below a message's first are its details.
    var field = text.replacing("\n  ", with: "; ").withoutControls
    if let first = field.unicodeScalars.first, "=+-@".unicodeScalars.contains(first), Double(field) == nil {
        field = "'" + field
    }
    guard field.unicodeScalars.contains(where: { $0 == "," || $0 == "\"" }) else { return field }
    return "\"" + field.replacingScalars { $0 == "\"" ? "\"\"" : nil } + "\""
}
