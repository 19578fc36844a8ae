/// A set of columns of a map, one bit each: for counting pairs of them that lie some way apart.
package struct ColumnSet: Sendable {
    private let rows, columns: Int
    private let wordsPerRow: Int
    /// The columns of a row in 64s, the first in the lowest bit; behind every row an empty word.
    private var words: [UInt64]
    /// The number of columns in the set.
    package let count: Int

    /// The columns of a map for which something holds.
    ///
    /// - Parameter holds: asked of every column by its index, row by row.
    /// - Complexity: O(columns).
    package init(rows: Int, columns: Int, where holds: (_ column: Int) -> Bool) {
        (self.rows, self.columns) = (rows, columns)
        wordsPerRow = (columns + 63) / 64 + 1
        words = Array(repeating: 0, count: rows * wordsPerRow)
        for row in 0..<rows {
            for first in stride(from: 0, to: columns, by: 64) {
                var bits: UInt64 = 0
                for column in first..<min(columns, first + 64) where holds(row * columns + column) {
                    bits |= 1 << UInt64(column - first)
                }
                words[row * wordsPerRow + first / 64] = bits
            }
        }
        count = words.reduce(0) { $0 + $1.nonzeroBitCount }
    }

    /// The number of columns of the set from which another one of the set lies so many rows down and columns to the right.
    ///
    /// - Parameters:
    ///   - down: 0 or more.
    ///   - right: of either sign.
    ///   - step: columns of every so manieth row are asked, 1 for all.
    /// - Complexity: O(columns / 64 / step); O(1) of a set that holds all columns.
    package func pairs(down: Int, right: Int, ofEvery step: Int = 1) -> Int {
        precondition(down >= 0 && step > 0)
        guard down < rows, abs(right) < columns else { return 0 }
        guard count < rows * columns else { return (rows - down + step - 1) / step * (columns - abs(right)) }
        // The one that lies to the right is looked up.
        let (whole, part) = (abs(right) / 64, UInt64(abs(right) % 64))
        let (left, other) = right < 0 ? (down, 0) : (0, down)
        return words.withUnsafeBufferPointer { words in
            var count = 0
            for row in Swift.stride(from: 0, to: rows - down, by: step) {
                let (from, to) = ((row + left) * wordsPerRow, (row + other) * wordsPerRow)
                for word in 0..<wordsPerRow - 1 - whole {
                    let near = words[to + word + whole], far = words[to + word + whole + 1]
                    let shifted = part == 0 ? near : near >> part | far << (64 - part)
                    count += (words[from + word] & shifted).nonzeroBitCount
                }
            }
            return count
        }
    }
}
