/// A map over rows and columns that goes on for a margin beyond the volume on every side.
struct MarginMap<Element: Sendable>: Sendable {
    let margin: Int
    let rows: Int
    let columns: Int
    /// `(rows + 2 · margin) × (columns + 2 · margin)` elements, row by row.
    let values: [Element]

    /// The index of column 0 in a row, −margin ≤ row < rows + margin.
    func start(ofRow row: Int) -> Int { (row + margin) * (columns + 2 * margin) + margin }

    /// The element at a row and a column.
    subscript(row: Int, column: Int) -> Element { values[start(ofRow: row) + column] }

    /// Calls `body` with the elements of a run of columns of a row.
    @inline(__always)
    func withLine(row: Int, columns: Range<Int>, _ body: (UnsafeBufferPointer<Element>) -> Void) {
        let start = start(ofRow: row) + columns.lowerBound
        values.withUnsafeBufferPointer { body($0.part(at: start, count: columns.count)) }
    }

    /// The elements of the volume itself, without the margin.
    var inner: [Element] {
        (0..<rows).flatMap { row in
            let start = start(ofRow: row)
            return values[start..<start + columns]
        }
    }

    /// The map of a function of every element.
    func map<T>(_ transform: (Element) -> T) -> MarginMap<T> {
        MarginMap<T>(margin: margin, rows: rows, columns: columns, values: values.map(transform))
    }
}
