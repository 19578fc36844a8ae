/// Text that may stand in HTML or SVG, in elements and in quoted attributes; without control characters.
package func escaped(_ text: String) -> String {
    text.replacingScalars { scalar in
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        case "\"": "&quot;"
        case "'": "&#39;"
        case "\n": nil
        case _ where scalar.isControl: "\u{FFFD}"
        default: nil
        }
    }
}
