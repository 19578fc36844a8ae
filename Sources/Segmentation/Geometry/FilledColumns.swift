import VoxelCore

/// Places of a slice that are filled in every slice: a frame, stripes, padding.
package struct FilledColumns: Sendable, Equatable {
    private let rows: Range<Int>
    private let columns: Range<Int>
    private let isFilled: [Bool]
    private let runsOfRow: [[Range<Int>]]
    /// The longest measured part of every row and of every column.
    private let longestOfRow: [Range<Int>]
    private let longestOfColumn: [Range<Int>]

    /// Flags over a window of the slices, row by row.
    init(rows: Range<Int>, columns: Range<Int>, isFilled: [Bool]) {
        self.rows = rows
        self.columns = columns
        self.isFilled = isFilled
        let width = columns.count
        runsOfRow = (0..<rows.count).map { row in
            Self.runs(columns.count, from: columns.lowerBound) { !isFilled[row * width + $0] }
        }
        longestOfRow = runsOfRow.map { $0.max { $0.count < $1.count } ?? 0..<0 }
        longestOfColumn = (0..<width).map { column in
            Self.runs(rows.count, from: rows.lowerBound) { !isFilled[$0 * width + column] }
                .max { $0.count < $1.count } ?? 0..<0
        }
    }

    private static func runs(_ count: Int, from first: Int, where isMeasured: (Int) -> Bool) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var start: Int?
        for index in 0..<count {
            if isMeasured(index) {
                start = start ?? index
            } else if let begun = start {
                runs.append(first + begun..<first + index)
                start = nil
            }
        }
        if let start { runs.append(first + start..<first + count) }
        return runs
    }

    /// The measured parts of a row, within a range.
    func runs(ofRow row: Int, in range: Range<Int>) -> [Range<Int>] {
        guard rows.contains(row) else { return [range] }
        return runsOfRow[row - rows.lowerBound].map { $0.clamped(to: range) }.filter { !$0.isEmpty }
    }

    /// The longest measured part of a row, or all of it where it lies outside the window.
    func longest(ofRow row: Int, in range: Range<Int>) -> Range<Int> {
        rows.contains(row) ? longestOfRow[row - rows.lowerBound].clamped(to: range) : range
    }

    /// The longest measured part of a column of a slice.
    func longest(ofColumn column: Int, in range: Range<Int>) -> Range<Int> {
        columns.contains(column) ? longestOfColumn[column - columns.lowerBound].clamped(to: range) : range
    }

    /// Whether a place is filled.
    func contains(row: Int, column: Int) -> Bool {
        rows.contains(row) && columns.contains(column)
            && isFilled[(row - rows.lowerBound) * columns.count + column - columns.lowerBound]
    }

    /// Whether anything is filled that a field of view counts as measured.
    func reachesBeyond(_ field: FieldOfView) -> Bool {
        rows.contains { row in
            field.columns(ofRow: row, in: columns).contains { contains(row: row, column: $0) }
        }
    }
}
