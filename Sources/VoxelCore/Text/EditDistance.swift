/// The name that a mistyped one most likely means: the one with the fewest edits, at most three.
package func nearest(to name: String, among names: [String]) -> String? {
    names.map { ($0, editDistance(name, $0)) }.filter { $0.1 <= 3 }.min { $0.1 < $1.1 }?.0
}

/// The least number of insertions, deletions and replacements that make one text of another: Levenshtein (1966).
private func editDistance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var row = Array(0...b.count)
    for i in a.indices {
        var diagonal = row[0]
        row[0] = i + 1
        for j in b.indices {
            let replaced = diagonal + (a[i] == b[j] ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
        }
    }
    return row[b.count]
}
