import VoxelCore
import VoxelKernels

/// Whether patches keep apart or flock together: the variance of their number in square tiles over its mean.
///
/// 1 where patches lie independently of each other, more where they flock, less where they keep apart, as they do for want of room
/// where much is covered. A patch is in the tile of its centroid; on an edge between tiles it is half in either. Tiles count that hold
/// no column that is outside.
///
/// The index is the mean over tiles of an edge of 1/4, 1/6, 1/8 and 1/12 of the map's shorter side, as far as at least nine tiles
/// count and hold a patch or more in the mean.
package struct Dispersion: Sendable, Hashable {
    /// The index.
    package let index: Double
    /// Between which the index of the largest of these tiles lies in 95 of 100 maps of independent patches:
    /// χ²(m − 1) / (m − 1), m tiles. That of the mean over tiles lies within more often.
    package let poisson: ClosedRange<Double>
}

/// Patches counted in tiles of several sizes.
package struct TileCounts: Sendable {
    private var grids: [Grid]
    private static let divisions = [4, 6, 8, 12]
    private static let leastTiles = 9

    /// No patches yet on a map.
    ///
    /// - Parameters:
    ///   - map: the columns that are not outside.
    ///   - pixel: the distances between rows and between columns.
    package init(map: ColumnSet, pixel: MapPixel) {
        let side = min(Double(map.rows) * pixel.row, Double(map.columns) * pixel.column)
        grids = Self.divisions.compactMap { Grid(edge: side / Double($0), map: map, pixel: pixel) }
    }

    /// Takes in a patch.
    package mutating func add(_ patch: Patch) {
        for index in grids.indices { grids[index].add(patch) }
    }

    /// The index of dispersion; nil where there are too few tiles or patches.
    package var dispersion: Dispersion? {
        let told = grids.compactMap(\.index)
        guard let fewest = told.map(\.tiles).min() else { return nil }
        let sum = told.reduce(0) { $0 + $1.index }
        return Dispersion(index: sum / Double(told.count), poisson: Self.poisson(freedoms: fewest - 1))
    }

    /// χ² of so many degrees of freedom over their number, 2.5 to 97.5 %: Wilson & Hilferty (1931).
    private static func poisson(freedoms: Int) -> ClosedRange<Double> {
        let part = 2 / (9 * Double(freedoms))
        let bound = { (z: Double) in
            let root = max(0, 1 - part + z * part.squareRoot())
            return root * root * root
        }
        return bound(-1.959964)...bound(1.959964)
    }

    /// Tiles of one size about the map's middle.
    private struct Grid: Sendable {
        private let rows, columns: Axis
        private let isWithin: [Bool]
        /// Quarters of patches.
        private var quarters: [Int]

        /// Tiles along rows or columns; positions in halves of a column.
        private struct Axis {
            let tiles, size, start: Int

            init?(count: Int, size: Int) {
                guard size > 0 else { return nil }
                tiles = count / size
                self.size = size
                start = count - tiles * size
            }

            /// The one or two tiles that hold a mean position.
            func tiles(at sum: Int, of count: Int) -> [Int] {
                // Twice the mean of positions of centres, less the start; times the number of columns it is a whole number.
                let position = 2 * sum + count - start * count
                let tile = position.dividedFloored(by: 2 * size * count)
                let isOnEdge = position == tile * 2 * size * count
                return (isOnEdge ? [tile - 1, tile] : [tile]).filter { 0..<tiles ~= $0 }
            }

            /// The columns of a tile, whole or in part.
            func range(of tile: Int) -> Range<Int> {
                let first = start + 2 * size * tile
                return first / 2..<(first + 2 * size + 1) / 2
            }
        }

        init?(edge: Double, map: ColumnSet, pixel: MapPixel) {
            guard let rows = Axis(count: map.rows, size: Int(edge / pixel.row)),
                let columns = Axis(count: map.columns, size: Int(edge / pixel.column))
            else { return nil }
            (self.rows, self.columns) = (rows, columns)
            isWithin = (0..<rows.tiles * columns.tiles).map { tile in
                rows.range(of: tile / columns.tiles).allSatisfy {
                    map.holds(row: $0, columns: columns.range(of: tile % columns.tiles))
                }
            }
            quarters = Array(repeating: 0, count: isWithin.count)
        }

        mutating func add(_ patch: Patch) {
            let rows = rows.tiles(at: patch.rowSum, of: patch.count)
            let across = columns.tiles(at: patch.columnSum, of: patch.count)
            for row in rows {
                for column in across { quarters[row * columns.tiles + column] += 4 / (rows.count * across.count) }
            }
        }

        /// Variance over mean, and of how many tiles.
        var index: (index: Double, tiles: Int)? {
            let counts = zip(quarters, isWithin).filter(\.1).map(\.0)
            guard counts.count >= TileCounts.leastTiles else { return nil }
            let (tiles, sum) = (counts.count, counts.reduce(0, +))
            guard sum >= 4 * tiles else { return nil }
            // Σ (x − mean)² of whole numbers, times their number.
            let squares = counts.reduce(0) { $0 + $1 * $1 } * tiles - sum * sum
            return (Double(squares) / 4 / Double(tiles - 1) / Double(sum), tiles)
        }
    }
}

extension Int {
    fileprivate func dividedFloored(by divisor: Int) -> Int {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
