import VoxelCore

/// The columns of a scan's map whose places on the SSE another scan's map shows, too: what both say of them.
///
/// A column of A is taken to where its interface lies in B; of B the column there is asked, as it is, and its height is
/// interpolated and taken back. No map is smoothed by that, and no grey value is touched.
package struct SamePlaces: Sendable {
    /// first_na of A, 65535 where B does not show the place.
    package let firstNaOfA: Map<UInt16>
    /// first_na of B at the same places.
    package let firstNaOfB: Map<UInt16>
    /// h of B there, in voxels of A's volume; NaN where B does not show the place.
    package let heightsOfB: Map<Float>
    /// The columns of A that are not outside, and those of them whose place B shows.
    package let columnsOfA, columns: Int
    /// By how much B's interface lies further into the electrode than A's, in voxels of A.
    package let interfaceMoved: Moved
    /// The thickness of a layer of either, in the unit of thickness.
    let layers: (a: Double, b: Double)

    /// A mean and the standard deviation about it.
    package struct Moved: Sendable, Hashable {
        package let mean, deviation: Double
    }

    /// Looks for the columns of one map in another.
    ///
    /// - Parameters:
    ///   - a: the map in whose columns all is said.
    ///   - b: the other, stripped along the axis of A.
    ///   - toB: where a point of A's volume lies in B's, both in voxels along z, y and x.
    ///   - toA: the way back.
    /// - Returns: nil where they share no column.
    /// - Complexity: O(columns).
    package init?(
        of a: MapOfPlaces, and b: MapOfPlaces, toB: (SIMD3<Double>) -> SIMD3<Double>,
        toA: (SIMD3<Double>) -> SIMD3<Double>
    ) {
        let (rows, columns) = (a.heights.rows, a.heights.columns)
        var firstOfA = Map<UInt16>(rows: rows, columns: columns, repeating: .max)
        var firstOfB = firstOfA
        var heights = Map<Float>(rows: rows, columns: columns, repeating: .nan)
        var (inside, shared, sum, squares) = (0, 0, 0.0, 0.0)
        for row in 0..<rows {
            for column in 0..<columns where !a.isOutside(row * columns + column) {
                inside += 1
                let own = a.surface(row: row, column: column)
                let place = b.coordinates(of: toB(own))
                guard let index = b.column(atRow: place.row, place.column) else { continue }
                var surface = toB(own)
                surface[b.geometry.axis.index] = b.height(atRow: place.row, place.column)
                let height = a.coordinates(of: toA(surface)).along
                let moved = (height - Double(a.heights[row, column])) * Double(a.geometry.electrode.step)
                firstOfA[row, column] = a.firstNaLayer[row, column]
                firstOfB[row, column] = b.firstNaLayer.values[index]
                heights[row, column] = Float(height)
                shared += 1
                sum += moved
                squares += moved * moved
            }
        }
        guard shared > 0 else { return nil }
        (firstNaOfA, firstNaOfB, heightsOfB) = (firstOfA, firstOfB, heights)
        (columnsOfA, self.columns) = (inside, shared)
        let mean = sum / Double(shared)
        interfaceMoved = Moved(
            mean: mean, deviation: max(0, squares / Double(shared) - mean * mean).squareRoot())
        layers = (a.layer, b.layer)
    }
}

extension Axis {
    /// Its place among z, y and x.
    fileprivate var index: Int {
        switch self {
        case .z: 0
        case .y: 1
        case .x: 2
        }
    }
}
