import VoxelCore

extension Map<Float> {
    /// Heights as departures from a plane, without what climbs out of its surroundings: where Na lies on the SSE, both are
    /// bright, and a first idea of the interface takes the Na's far side for it.
    ///
    /// What stands out by more than three quarters of a voxel from the median of a window of 28 columns becomes that median.
    /// Whoever fits it anew finds what is SSE after all; what is Na pulls so far that it is set aside.
    var withoutClimbs: Map<Float> {
        var result = self
        let (cell, reach, bound) = (4, 3, Float(0.75))
        let (cellRows, cellColumns) = ((rows + cell - 1) / cell, (columns + cell - 1) / cell)
        // One column stands for a cell: first ideas are smooth.
        let middle = { (index: Int, extent: Int) in Swift.min(extent - 1, index * cell + cell / 2) }
        for row in 0..<cellRows {
            for column in 0..<cellColumns {
                var around: [Float] = []
                for other in Swift.max(0, row - reach)...Swift.min(cellRows - 1, row + reach) {
                    for beside in Swift.max(0, column - reach)...Swift.min(cellColumns - 1, column + reach) {
                        around.append(self[middle(other, rows), middle(beside, columns)])
                    }
                }
                around.sort()
                let median = around[around.count / 2]
                for place in row * cell..<Swift.min(rows, (row + 1) * cell) {
                    for beside in column * cell..<Swift.min(columns, (column + 1) * cell)
                    where self[place, beside] > median + bound {
                        result[place, beside] = median
                    }
                }
            }
        }
        return result
    }
}
