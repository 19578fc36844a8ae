/// A box of voxels in the canonical frame (level, row, column), in which every phantom is made.
///
/// Level 0 is the outermost layer on the SSE's side and levels grow into the electrode, whatever the stripping axis
/// and the electrode's side; rows and columns are those of the maps. Indices may lie outside the volume: the phantom
/// goes on there, so that a blurred voxel at the border has true neighbours.
struct CanonicalBox: Sendable {
    var levels: Range<Int>
    var rows: Range<Int>
    var columns: Range<Int>

    /// The number of voxels.
    var count: Int { levels.count * rows.count * columns.count }

    /// The box with a margin of so many voxels on every side.
    func grown(by margin: Int) -> CanonicalBox {
        CanonicalBox(levels: levels.grown(by: margin), rows: rows.grown(by: margin), columns: columns.grown(by: margin))
    }
}

extension Range<Int> {
    /// The range with so many indices more at either end.
    func grown(by margin: Int) -> Range<Int> { lowerBound - margin..<upperBound + margin }
}

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
