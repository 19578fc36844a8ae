import VoxelCore

/// A plane over a map: `offset + row · rowSlope + column · columnSlope`.
package struct Plane: Sendable, Hashable, Codable {
    /// The height at row 0, column 0.
    package var offset: Double
    /// The rise from one row to the next.
    package var rowSlope: Double
    /// The rise from one column to the next.
    package var columnSlope: Double

    /// The height at a place of the map.
    package func height(row: Int, column: Int) -> Double {
        offset + Double(row) * rowSlope + Double(column) * columnSlope
    }

    /// The least-squares plane through the finite heights of a map; nil where there is none.
    ///
    /// Where the places lie on one line, or there is but one, the slopes that they do not fix are 0.
    ///
    /// - Complexity: O(elements); summed in one order, so the same on every machine.
    package init?(fitting heights: Map<Float>) {
        self.init(fitting: heights) { _, _ in true }
    }

    init?(fitting heights: Map<Float>, where isUsed: (Int, Int) -> Bool) {
        var (n, sumRow, sumColumn, sumHeight) = (0.0, 0.0, 0.0, 0.0)
        for row in 0..<heights.rows {
            var (ofRow, columns, sum) = (0.0, 0.0, 0.0)
            let line = heights.values.span.extracting(row * heights.columns..<(row + 1) * heights.columns)
            for column in line.indices where line[column].isFinite && isUsed(row, column) {
                ofRow += 1
                columns += Double(column)
                sum += Double(line[column])
            }
            n += ofRow
            sumRow += ofRow * Double(row)
            sumColumn += columns
            sumHeight += sum
        }
        guard n > 0 else { return nil }
        let (meanRow, meanColumn, meanHeight) = (sumRow / n, sumColumn / n, sumHeight / n)
        var (rr, cc, rc, rh, ch) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for row in 0..<heights.rows {
            let r = Double(row) - meanRow
            var (ofRow, columns, sum) = (0.0, 0.0, 0.0)
            let line = heights.values.span.extracting(row * heights.columns..<(row + 1) * heights.columns)
            for column in line.indices where line[column].isFinite && isUsed(row, column) {
                let c = Double(column) - meanColumn
                let h = Double(line[column]) - meanHeight
                ofRow += 1
                columns += c
                sum += h
                cc += c * c
                ch += c * h
            }
            rr += ofRow * r * r
            rc += r * columns
            rh += r * sum
        }
        let determinant = rr * cc - rc * rc
        if determinant > 1e-9 * rr * cc {
            rowSlope = (rh * cc - ch * rc) / determinant
            columnSlope = (ch * rr - rh * rc) / determinant
        } else {
            rowSlope = rr > 0 ? rh / rr : 0
            columnSlope = rr == 0 && cc > 0 ? ch / cc : 0
        }
        offset = meanHeight - meanRow * rowSlope - meanColumn * columnSlope
    }
}
