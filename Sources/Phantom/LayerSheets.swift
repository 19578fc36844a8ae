/// The sheets of the kind `layers`, whose curve can be counted by hand.
///
/// The map is a checkerboard of tiles of 8 × 8 columns, the one at (0, 0) black. Sheets are two layers thick:
/// layers 3 and 4 in the black tiles, layers 7 and 8 in the white tiles of even tile rows, layers 11 and 12
/// everywhere. Where rows and columns are multiples of 16, coverage is 0, then 1/2 from layer 3, 3/4 from layer 7
/// and 1 from layer 11 on.
enum LayerSheets {
    static let tile = 8

    /// Whether layer n of a column is Na.
    @inline(__always)
    static func isSodium(layer n: Int, row: Int, column: Int) -> Bool {
        switch n {
        case 11, 12: true
        case 3, 4: isBlack(row, column)
        case 7, 8: !isBlack(row, column) && isEven(row)
        default: false
        }
    }

    /// Coverage after n layers of a map of so many rows and columns, counted tile by tile.
    static func coverage(afterLayers n: Int, rows: Int, columns: Int) -> Double {
        let evenRows = evens(rows)
        let evenColumns = evens(columns)
        let black = evenRows * evenColumns + (rows - evenRows) * (columns - evenColumns)
        let white = evenRows * (columns - evenColumns)
        let covered =
            switch n {
            case ..<3: 0
            case ..<7: black
            case ..<11: black + white
            default: rows * columns
            }
        return Double(covered) / Double(rows * columns)
    }

    // Shifts round down below zero too: the tiles go on in the margin.
    private static func isEven(_ index: Int) -> Bool { (index >> 3) & 1 == 0 }
    private static func isBlack(_ row: Int, _ column: Int) -> Bool { isEven(row) == isEven(column) }

    /// How many of the indices 0 ..< extent lie in even tiles.
    private static func evens(_ extent: Int) -> Int {
        extent / (2 * tile) * tile + min(tile, extent % (2 * tile))
    }
}
