import VoxelCore

extension Map<Float> {
    /// Heights as departures from a plane, without what climbs out of its surroundings: where Na lies on the SSE, both are
    /// bright, and a first idea of the interface takes the Na's far side for it.
    ///
    /// What stands out by more than three quarters of a voxel from its surroundings becomes their median. Whoever fits it anew
    /// finds what is SSE after all; what is Na pulls so far that it is set aside.
    var withoutClimbs: Map<Float> {
        let (around, bound) = (surroundings, Float(0.75))
        var result = self
        for column in values.indices where values[column] > around.values[column] + bound {
            result.values[column] = around.values[column]
        }
        return result
    }

    /// The median of a window of 28 columns around every column; NaN where nothing is there.
    ///
    /// The map is taken in cells of four columns, for each of which the one in its middle stands: heights are smooth.
    ///
    /// - Complexity: O(columns).
    package var surroundings: Map<Float> {
        var result = self
        let (cell, reach) = (4, 3)
        let (cellRows, cellColumns) = ((rows + cell - 1) / cell, (columns + cell - 1) / cell)
        let middle = { (index: Int, extent: Int) in Swift.min(extent - 1, index * cell + cell / 2) }
        for row in 0..<cellRows {
            for column in 0..<cellColumns {
                var around: [Float] = []
                for other in Swift.max(0, row - reach)...Swift.min(cellRows - 1, row + reach) {
                    for beside in Swift.max(0, column - reach)...Swift.min(cellColumns - 1, column + reach) {
                        let height = self[middle(other, rows), middle(beside, columns)]
                        if height.isFinite { around.append(height) }
                    }
                }
                around.sort()
                let median = around.isEmpty ? Float.nan : around[around.count / 2]
                for place in row * cell..<Swift.min(rows, (row + 1) * cell) {
                    for beside in column * cell..<Swift.min(columns, (column + 1) * cell) {
                        result[place, beside] = median
                    }
                }
            }
        }
        return result
    }
}
