/// A word as a POSIX shell reads it back.
package func shellQuoted(_ word: String) -> String {
    let plain = word.unicodeScalars.allSatisfy { character in
        ("a"..."z").contains(character) || ("A"..."Z").contains(character) || ("0"..."9").contains(character)
            || "_-./:,=+@".unicodeScalars.contains(character)
    }
    if plain, !word.isEmpty { return word }
    return "'" + word.replacingScalars { $0 == "'" ? "'\\''" : nil } + "'"
}

/// The words of a text: divided by blanks, except within single or double quotes.
///
/// - Throws: `SimstripError` of kind `usage` where a quote is not closed.
package func shellWords(of text: String) throws(SimstripError) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Unicode.Scalar?
    for character in text.unicodeScalars {
        if let open = quote {
            if character == open { quote = nil } else { word = (word ?? "") + String(character) }
        } else if character == "'" || character == "\"" {
            quote = character
            word = word ?? ""
        } else if character.properties.isWhitespace {
            if let whole = word { words.append(whole) }
            word = nil
        } else {
            word = (word ?? "") + String(character)
        }
    }
    if let quote { throw .usage("--slurm-options is '\(text)': a \(quote) is not closed") }
    return words + (word.map { [$0] } ?? [])
}
