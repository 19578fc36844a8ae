import VoxelCore

/// A set of columns of a map, one bit each: for counting pairs of them that lie some way apart, and their runs along rows.
package struct ColumnSet: Sendable {
    /// The map's extents.
    package let rows, columns: Int
    private let wordsPerRow: Int
    /// The columns of a row in 64s, the first in the lowest bit; behind every row an empty word.
    private let words: [UInt64]
    /// The number of columns in the set.
    package let count: Int

    /// The columns of a map for which something holds.
    ///
    /// - Parameter holds: asked of every column by its index, row by row.
    /// - Complexity: O(columns).
    package init(rows: Int, columns: Int, where holds: (_ column: Int) -> Bool) {
        (self.rows, self.columns) = (rows, columns)
        wordsPerRow = (columns + 63) / 64 + 1
        var words = [UInt64](repeating: 0, count: rows * wordsPerRow)
        for row in 0..<rows {
            for first in stride(from: 0, to: columns, by: 64) {
                var bits: UInt64 = 0
                for column in first..<min(columns, first + 64) where holds(row * columns + column) {
                    bits |= 1 << UInt64(column - first)
                }
                words[row * wordsPerRow + first / 64] = bits
            }
        }
        self.words = words
        count = words.reduce(0) { $0 + $1.nonzeroBitCount }
    }

    /// The columns of a map that carry one of some phases.
    ///
    /// - Complexity: O(columns).
    package init(of phases: [Phase], in map: Map<Phase>) {
        (rows, columns) = (map.rows, map.columns)
        let stride = (map.columns + 63) / 64 + 1
        var words = [UInt64](repeating: 0, count: map.rows * stride)
        var wanted: UInt64 = 0
        for phase in phases { wanted |= 1 << UInt64(phase.rawValue) }
        var count = 0
        map.values.withUnsafeBufferPointer { values in
            for row in 0..<map.rows {
                for word in 0..<stride - 1 {
                    var bits: UInt64 = 0
                    for column in 64 * word..<min(map.columns, 64 * word + 64) {
                        let holds = wanted &>> UInt64(values[row * map.columns + column].rawValue) & 1
                        bits |= holds &<< UInt64(column & 63)
                    }
                    words[row * stride + word] = bits
                    count += bits.nonzeroBitCount
                }
            }
        }
        (wordsPerRow, self.words, self.count) = (stride, words, count)
    }

    /// Whether the set holds all columns of the map.
    package var isWhole: Bool { count == rows * columns }

    /// The number of columns of the set from which another one of the set lies so many rows down and columns to the right.
    ///
    /// - Parameters:
    ///   - down: 0 or more.
    ///   - right: of either sign.
    ///   - step: columns of every so manieth row are asked, 1 for all.
    /// - Complexity: O(columns / 64 / step); O(1) of a set that holds all columns.
    package func pairs(down: Int, right: Int, ofEvery step: Int = 1) -> Int {
        pairs(to: self, down: down, right: right, ofEvery: step)
    }

    /// The number of columns of the set from which one of another set of the same map lies so many rows down and columns to the
    /// right.
    ///
    /// - Parameters:
    ///   - other: the set that the second column of a pair is of.
    ///   - down: 0 or more.
    ///   - right: of either sign.
    ///   - step: columns of every so manieth row are asked, 1 for all.
    /// - Complexity: O(columns / 64 / step); O(1) of sets that hold all columns.
    package func pairs(to other: ColumnSet, down: Int, right: Int, ofEvery step: Int = 1) -> Int {
        precondition(down >= 0 && step > 0 && other.rows == rows && other.columns == columns)
        guard down < rows, abs(right) < columns else { return 0 }
        guard !isWhole || !other.isWhole else {
            return (rows - down + step - 1) / step * (columns - abs(right))
        }
        // The one that lies to the right is looked up.
        let (whole, part) = (abs(right) / 64, UInt64(abs(right) % 64))
        return words.withUnsafeBufferPointer { own in
            other.words.withUnsafeBufferPointer { others in
                let (left, leftDown) = right < 0 ? (others, down) : (own, 0)
                let (farther, fartherDown) = right < 0 ? (own, 0) : (others, down)
                var count = 0
                for row in Swift.stride(from: 0, to: rows - down, by: step) {
                    let (from, to) = ((row + leftDown) * wordsPerRow, (row + fartherDown) * wordsPerRow)
                    for word in 0..<wordsPerRow - 1 - whole {
                        let near = farther[to + word + whole], far = farther[to + word + whole + 1]
                        let shifted = part == 0 ? near : near >> part | far << (64 - part)
                        count += (left[from + word] & shifted).nonzeroBitCount
                    }
                }
                return count
            }
        }
    }

    /// Visits the runs of neighbours of a row that are in the set, in ascending order.
    package func forEachRun(ofRow row: Int, _ body: (Range<Int>) -> Void) {
        words.withUnsafeBufferPointer { words in
            var (carry, isInside, start) = (UInt64(0), false, 0)
            for word in 0..<wordsPerRow {
                // Where columns differ from those before them a run starts or ends, in turn.
                let bits = words[row * wordsPerRow + word]
                var edges = bits ^ (bits << 1 | carry)
                carry = bits >> 63
                while edges != 0 {
                    let column = 64 * word + edges.trailingZeroBitCount
                    if isInside { body(start..<column) } else { start = column }
                    isInside.toggle()
                    edges &= edges &- 1
                }
            }
        }
    }

    /// Whether all of some columns of a row are in the set.
    package func holds(row: Int, columns: Range<Int>) -> Bool {
        for word in columns.lowerBound / 64..<(columns.upperBound + 63) / 64 {
            let low = max(columns.lowerBound - 64 * word, 0), high = min(columns.upperBound - 64 * word, 64)
            let asked = (UInt64.max >> UInt64(64 - (high - low))) << UInt64(low)
            if words[row * wordsPerRow + word] & asked != asked { return false }
        }
        return true
    }

    /// How many places there are in the map at which a box of columns holds nothing but columns of the set.
    ///
    /// - Parameter boxes: rows and columns of each, 1 or more.
    /// - Returns: the places of each box.
    /// - Complexity: O(columns / 64) for every width of a box, and at the set's edge; O(1) for a set that holds all columns.
    package func places(ofBoxes boxes: [(rows: Int, columns: Int)]) -> [Int] {
        guard !isWhole else { return boxes.map { max(0, rows - $0.rows + 1) * max(0, columns - $0.columns + 1) } }
        var places = [Int](repeating: 0, count: boxes.count)
        var fitting = FittingBoxes(words: words, rows: rows, wordsPerRow: wordsPerRow)
        let byWidth = boxes.indices.sorted { boxes[$0].columns < boxes[$1].columns }
        var next = 0
        while next < byWidth.count, boxes[byWidth[next]].columns <= columns {
            let width = boxes[byWidth[next]].columns
            let heights = fitting.heights(ofWidth: width)
            while next < byWidth.count, boxes[byWidth[next]].columns == width {
                places[byWidth[next]] = heights.places(boxes[byWidth[next]].rows)
                next += 1
            }
        }
        return places
    }
}

/// Where boxes of one row fit into a set, and how far down.
private struct FittingBoxes {
    /// Columns from which so many to the right are in the set.
    private var words: [UInt64]
    private let rows, wordsPerRow: Int
    private var width = 1

    init(words: [UInt64], rows: Int, wordsPerRow: Int) {
        (self.words, self.rows, self.wordsPerRow) = (words, rows, wordsPerRow)
    }

    /// How far down boxes of a width fit; widths may only grow.
    mutating func heights(ofWidth wanted: Int) -> Heights {
        while width < wanted {
            let shift = min(width, wanted - width)
            narrow(by: shift)
            width += shift
        }
        var runs = [Int](repeating: 0, count: rows + 1)
        var starts = [Int](repeating: 0, count: 64 * wordsPerRow)
        for row in 0...rows {
            for word in 0..<wordsPerRow {
                let bits = row < rows ? words[row * wordsPerRow + word] : 0
                var edges = bits ^ (row > 0 ? words[(row - 1) * wordsPerRow + word] : 0)
                while edges != 0 {
                    let bit = edges.trailingZeroBitCount
                    let column = 64 * word + bit
                    if bits >> UInt64(bit) & 1 == 1 { starts[column] = row } else { runs[row - starts[column]] += 1 }
                    edges &= edges &- 1
                }
            }
        }
        return Heights(runs: runs)
    }

    /// Leaves the columns from which the one so far to the right is left, too.
    private mutating func narrow(by shift: Int) {
        let (whole, part) = (shift / 64, UInt64(shift % 64))
        words.withUnsafeMutableBufferPointer { words in
            for row in 0..<rows {
                let first = row * wordsPerRow
                for word in 0..<wordsPerRow {
                    let near = word + whole < wordsPerRow ? words[first + word + whole] : 0
                    let far = word + whole + 1 < wordsPerRow ? words[first + word + whole + 1] : 0
                    words[first + word] &= part == 0 ? near : near >> part | far << (64 - part)
                }
            }
        }
    }

    /// Runs downwards by their length.
    struct Heights {
        /// Runs of at least a length, and the sum of their lengths.
        private var atLeast: [(runs: Int, rows: Int)]

        init(runs: [Int]) {
            atLeast = Array(repeating: (0, 0), count: runs.count + 1)
            for length in runs.indices.reversed() {
                atLeast[length].runs = atLeast[length + 1].runs + runs[length]
                atLeast[length].rows = atLeast[length + 1].rows + length * runs[length]
            }
        }

        /// In how many places a box of a height fits.
        func places(_ height: Int) -> Int {
            guard height < atLeast.count else { return 0 }
            return atLeast[height].rows - (height - 1) * atLeast[height].runs
        }
    }
}
