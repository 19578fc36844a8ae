/// Where Na lies beside the grains: the broken film of `cycled`, the sheets of `layers`.
enum SodiumLayout: Sendable {
    /// Grains alone.
    case none
    /// A film two voxels thick; its lowest level in every column, `Int32.max` where it is broken.
    case film(MarginMap<Int32>)
    /// The sheets of the kind `layers`; see ``LayerSheets``.
    case sheets
}

/// The Na film that a first cycle leaves on the freshly plated Li.
enum SodiumFilm {
    /// Thickness in levels.
    static let thickness: Int32 = 2
    /// The height of its lower face above the interface, in voxels: mean, root mean square, and bounds.
    static let meanHeight = 4.6
    static let heightSpread = 0.8
    static let heightBounds = 2.0...7.0
    /// Standard deviations of the filters behind height and patches, in voxels.
    static let heightCorrelation = 9.0
    static let patchCorrelation = 5.5
    /// The film is there where a smooth map of root mean square 1 exceeds this: on about 53 % of the area.
    static let patchThreshold = -0.08

    /// The lowest level of the film in every column.
    static func firstLevels(seed: UInt64, surface: InterfaceSurface) -> MarginMap<Int32> {
        let map = surface.height
        let patches = MarginMap<Double>.smooth(
            CounterRandom(seed: seed, stream: .filmPatches), sigma: patchCorrelation,
            rows: map.rows, columns: map.columns, margin: map.margin)
        let depth = MarginMap<Double>.smooth(
            CounterRandom(seed: seed, stream: .filmDepth), sigma: heightCorrelation,
            rows: map.rows, columns: map.columns, margin: map.margin)
        let values = map.values.indices.map { index -> Int32 in
            guard patches.values[index] > patchThreshold else { return .max }
            let wanted = meanHeight + heightSpread * depth.values[index]
            let above = min(heightBounds.upperBound, max(heightBounds.lowerBound, wanted))
            let height = map.values[index] + Int((above * Double(InterfaceSurface.quantum)).rounded())
            return Int32(InterfaceSurface.firstLevel(at: height))
        }
        return MarginMap(margin: map.margin, rows: map.rows, columns: map.columns, values: values)
    }
}

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
