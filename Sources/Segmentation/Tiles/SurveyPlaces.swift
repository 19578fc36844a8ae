import VoxelCore
import VoxelKernels

/// Where a large map is looked at for what holds for all of it: squares spread evenly over it.
///
/// They are read and put one above the other in one slab, with rows that are outside between them, so that whatever takes
/// a slab can look at them all.
struct SurveyPlaces: Sendable, Hashable {
    /// The squares, row by row.
    let squares: [MapPart]

    /// The edge of a square, and how many lie side by side: 57,600 columns in all, fewer where columns are deep.
    private static let edge = 60
    private static let most = 4
    /// The rows between two squares: no filter reaches across.
    static let gap = 32

    /// The squares of a map of several tiles.
    ///
    /// - Parameter depth: voxels that are held of every column.
    init(_ grid: TileGrid, depth: Int) {
        let along = { (extent: Int, count: Int, edge: Int) -> [Range<Int>] in
            (0..<count).map { index in
                let first = (2 * index + 1) * extent / (2 * count) - edge / 2
                return max(0, first)..<min(extent, first + edge)
            }
        }
        // A long narrow map has as many squares along its length as it has not across.
        let side = depth <= 128 ? Self.most : depth <= 256 ? Self.most - 1 : Self.most - 2
        let most = side * side
        let across = min(grid.rows, grid.columns) / Self.edge
        let few = max(1, min(side, across))
        let many = max(1, min(max(grid.rows, grid.columns) / Self.edge, most / few))
        let (rows, columns) = grid.rows <= grid.columns ? (few, many) : (many, few)
        squares = along(grid.rows, rows, Self.edge).flatMap { rows in
            along(grid.columns, columns, Self.edge).map { MapPart(rows: rows, columns: $0) }
        }
    }

    /// The columns of the slab that holds them all, those between squares counted.
    var slabColumns: Int {
        squares.count * (Self.edge + Self.gap) * Self.edge
    }
}
