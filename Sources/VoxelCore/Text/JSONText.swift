/// A text as JSON writes it, its quotes included, with every control character escaped.
package func jsonText(_ text: String) -> String {
    let inner = text.replacingScalars { scalar in
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\n": "\\n"
        default: scalar.isControl ? escape(scalar) : nil
        }
    }
    return "\"\(inner)\""
}

/// JSON of another writer with those control characters escaped that JSON itself allows as they are: C1 and those of the
/// direction of writing. Nothing else in it changes.
package func escapingControls(inJSON json: String) -> String {
    json.replacingScalars { $0.isControl && $0.value > 0x7E ? escape($0) : nil }
}

private func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
}
