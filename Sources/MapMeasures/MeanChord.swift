import VoxelCore
import VoxelKernels

/// How long the pieces are into which a phase cuts straight lines.
///
/// Runs of columns are cut by borders and masks, and long ones more often, so the mean of runs is too small. The mean of chords is
/// p / λ: the phase's share over the chords that begin per length (the slope of the lineal-path function at 0; Torquato 2002, 2.5). λ
/// is half the pairs of neighbours one of which is of the phase, over the pairs of which none is outside: no run is measured, so
/// none is cut.
package struct MeanChord: Sendable, Hashable {
    /// Along rows, in the unit of the pixel's edges; nil where no chord begins or ends.
    package let alongRows: Double?
    /// Along columns.
    package let alongColumns: Double?
    /// Over chords of both, as many as equally long lines in both directions have. Of a structure without a direction π p / L,
    /// L the length of the phase's boundary per area.
    package let mean: Double?

    /// The chords of a phase.
    ///
    /// - Parameters:
    ///   - set: the columns of the phase.
    ///   - map: those that are not outside.
    ///   - pixel: the distances between rows and between columns.
    package init(of set: ColumnSet, in map: ColumnSet, pixel: MapPixel) {
        let share = Double(set.count) / Double(max(1, map.count))
        let rows = begins(down: 0, right: 1, edge: pixel.column)
        let columns = begins(down: 1, right: 0, edge: pixel.row)
        alongRows = length(rows)
        alongColumns = length(columns)
        if let rows, let columns {
            mean = length((rows + columns) / 2)
        } else {
            // A map of one row has chords along it alone.
            mean = length(rows ?? columns)
        }

        func length(_ begins: Double?) -> Double? {
            guard let begins, begins > 0, share > 0 else { return nil }
            return share / begins
        }

        func begins(down: Int, right: Int, edge: Double) -> Double? {
            let possible = map.pairs(down: down, right: right)
            guard possible > 0 else { return nil }
            let unlike =
                set.pairs(to: map, down: down, right: right) + map.pairs(to: set, down: down, right: right)
                - 2 * set.pairs(down: down, right: right)
            return Double(unlike) / 2 / Double(possible) / edge
        }
    }
}
