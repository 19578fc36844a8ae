import Glibc

/// A pattern that matches certain names of a folder and no others of it.
///
/// - Parameters:
///   - wanted: the names to match; not empty.
///   - candidates: patterns to try first, the nicest first.
///   - names: all names of the folder.
/// - Returns: nil where no simple pattern does it.
func pattern(choosing wanted: [String], trying candidates: [String] = [], among names: [String]) -> String? {
    let chosen = Set(wanted)
    let start = commonStart(of: wanted)
    let end = String(commonStart(of: wanted.map { String($0.dropFirst(start.count).reversed()) }).reversed())
    return (candidates + [start + "*" + end]).first { candidate in
        names.allSatisfy { (fnmatch(candidate, $0, 0) == 0) == chosen.contains($0) }
    }
}

private func commonStart(of names: [String]) -> String {
    guard let least = names.min(), let most = names.max() else { return "" }
    return String(zip(least, most).prefix { $0 == $1 }.map(\.0))
}
