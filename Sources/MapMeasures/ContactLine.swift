import Glibc
import VoxelCore
import VoxelKernels

/// How long the line is along which two phases of a map meet, per area of the map.
///
/// Crofton's formula: a line of length L per area is crossed (2/π) L times per length of a straight path, averaged over directions.
/// Paths go from column to column in eight directions: along rows and columns, diagonals and knight's moves. A direction weighs as
/// much as the angle that it is the nearest to, so pixels need not be square. Pairs of columns count of which neither is
/// outside, so neither borders nor masks matter. An edge is off by −1.5 … +1.2 % at any angle, discs of a radius of
/// three columns by −1.4 %, of ten by −0.1 %.
package enum ContactLine {
    /// The length per area, in one over the unit of the pixel's edges; nil where a direction has no pair, as in a map of one
    /// row.
    ///
    /// - Parameters:
    ///   - first: the columns of a phase.
    ///   - second: those of the other.
    ///   - map: all columns that are not outside.
    ///   - pixel: the distances between rows and between columns.
    /// - Complexity: O(columns / 64).
    package static func length(
        between first: ColumnSet, and second: ColumnSet, in map: ColumnSet, pixel: MapPixel
    ) -> Double? {
        let knightAlongRow = atan2(pixel.row, 2 * pixel.column)
        let diagonal = atan2(pixel.row, pixel.column)
        let knightAlongColumn = atan2(2 * pixel.row, pixel.column)
        // Steps of a quarter turn with the angle that each is nearest to; those between the axes have a mirror image.
        let axes = [
            crossings(0, 1, knightAlongRow), crossings(1, 0, .pi / 2 - knightAlongColumn),
        ]
        let diagonals = [
            crossings(1, 1, (knightAlongColumn - knightAlongRow) / 2),
            crossings(1, -1, (knightAlongColumn - knightAlongRow) / 2),
        ]
        let alongRow = [crossings(1, 2, diagonal / 2), crossings(1, -2, diagonal / 2)]
        let alongColumn = [
            crossings(2, 1, (.pi / 2 - diagonal) / 2), crossings(2, -1, (.pi / 2 - diagonal) / 2),
        ]
        // Mirror images first: a map that is turned over or transposed has the same sum to the last bit.
        var sum = 0.0
        for pairs in [[axes], [diagonals], [alongRow, alongColumn]] {
            var part = 0.0
            for pair in pairs {
                guard let one = pair[0], let other = pair[1] else { return nil }
                part += one + other
            }
            sum += part
        }
        return sum / 2

        /// Crossings per length in a direction, weighed with an angle.
        func crossings(_ down: Int, _ right: Int, _ angle: Double) -> Double? {
            let possible = map.pairs(down: down, right: right)
            guard possible > 0 else { return nil }
            let unlike =
                first.pairs(to: second, down: down, right: right) + second.pairs(to: first, down: down, right: right)
            return angle * (Double(unlike) / Double(possible)) / pixel.distance(down: down, right: right)
        }
    }
}
