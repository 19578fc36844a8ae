import VoxelCore
import VoxelKernels

/// The tiles that the map of a large scan is worked on in: what is computed of a tile is computed from the tile and its halo
/// alone.
///
/// Where the tiles lie is fixed by the extents of the map, so no result depends on how many of them are held in memory, or
/// worked on, at once. A map hardly larger than a tile is a single one.
package struct TileGrid: Sendable, Hashable {
    /// The extents of the map.
    package let rows: Int
    package let columns: Int
    private let (rowEnds, columnEnds): ([Int], [Int])

    /// The longest edge of a tile, unless it is the only one, which may be a quarter longer.
    private static let longestEdge = 320
    /// Columns that are deeper than this make tiles smaller, so that the memory of a tile has a bound.
    private static let usualDepth = 48
    /// So many columns around a tile are computed with it.
    let halo: Int

    /// The tiles of a map.
    ///
    /// - Parameters:
    ///   - depth: voxels that are held of every column.
    ///   - halo: so many columns around a tile are computed with it.
    package init(rows: Int, columns: Int, depth: Int, halo: Int) {
        (self.rows, self.columns, self.halo) = (rows, columns, halo)
        let deeper = Double(max(depth, Self.usualDepth)) / Double(Self.usualDepth)
        let edge = max(48, Int(Double(Self.longestEdge) / deeper.squareRoot()))
        let isSingle = max(rows, columns) <= edge + edge / 4
        let ends = { (extent: Int) -> [Int] in
            let count = isSingle ? 1 : (extent + edge - 1) / edge
            return (1...max(1, count)).map { $0 * extent / max(1, count) }
        }
        (rowEnds, columnEnds) = (ends(rows), ends(columns))
    }

    /// Whether one tile is the whole map.
    var isSingle: Bool { rowEnds.count == 1 && columnEnds.count == 1 }

    /// How many rows of tiles there are, and how many tiles in each.
    package var tileRows: Int { rowEnds.count }
    package var tileColumns: Int { columnEnds.count }

    /// What of the map a tile is.
    package func core(row: Int, column: Int) -> MapPart {
        MapPart(
            rows: (row == 0 ? 0 : rowEnds[row - 1])..<rowEnds[row],
            columns: (column == 0 ? 0 : columnEnds[column - 1])..<columnEnds[column])
    }

    /// The same with its halo, as far as the map reaches.
    package func withHalo(_ core: MapPart) -> MapPart {
        MapPart(
            rows: (core.rows.lowerBound - halo..<core.rows.upperBound + halo).clamped(to: 0..<rows),
            columns: (core.columns.lowerBound - halo..<core.columns.upperBound + halo)
                .clamped(to: 0..<columns))
    }

    /// The most columns of the map that a tile and its halo have.
    package var largestTile: Int {
        let longest = { (ends: [Int], extent: Int) in
            min(extent, ((zip(ends, [0] + ends).map { $0 - $1 }.max() ?? 0) + 2 * halo))
        }
        return longest(rowEnds, rows) * longest(columnEnds, columns)
    }

    /// The most rows of the map that so many rows of tiles and their halo have.
    func rows(ofTileRows count: Int) -> Int {
        min(rows, count * ((zip(rowEnds, [0] + rowEnds).map { $0 - $1 }.max()) ?? 0) + 2 * halo)
    }
}

/// A rectangle of a map.
package struct MapPart: Sendable, Hashable {
    package let rows: Range<Int>
    package let columns: Range<Int>

    /// The number of columns of the map in it.
    package var count: Int { rows.count * columns.count }
}
