import VoxelCore

/// A scan's map of first Na layers and of heights, where it lies in the volume.
package struct MapOfPlaces: Sendable {
    /// The stripping axis and the electrode's side.
    package let geometry: StrippingGeometry
    /// Where the map begins in the volume, along the axes of its rows and columns.
    package let corner: (row: Int, column: Int)
    /// first_na of every column: 0 never, 65535 outside.
    package let firstNaLayer: Map<UInt16>
    /// h of every column, in voxels of the volume's own index; NaN outside.
    package let heights: Map<Float>
    /// The thickness of a layer, in the unit of thickness.
    package let layer: Double

    /// A map and where it lies.
    ///
    /// - Precondition: both maps have the same extents.
    package init(
        geometry: StrippingGeometry, corner: (row: Int, column: Int), firstNaLayer: Map<UInt16>, heights: Map<Float>,
        layer: Double
    ) {
        precondition(firstNaLayer.rows == heights.rows && firstNaLayer.columns == heights.columns)
        (self.geometry, self.corner, self.layer) = (geometry, corner, layer)
        (self.firstNaLayer, self.heights) = (firstNaLayer, heights)
    }

    /// Whether a column is outside.
    func isOutside(_ index: Int) -> Bool { firstNaLayer.values[index] == .max || !heights.values[index].isFinite }

    /// Where the interface of a column lies in the volume, in voxels along z, y and x.
    func surface(row: Int, column: Int) -> SIMD3<Double> {
        let place = geometry.axis.ordered(
            along: Double(heights[row, column]), rows: Double(corner.row + row) + 0.5,
            columns: Double(corner.column + column) + 0.5)
        return SIMD3(place[0], place[1], place[2])
    }

    /// The map's coordinates of a point of the volume: along the axis, and in rows and columns of the map.
    func coordinates(of point: SIMD3<Double>) -> (along: Double, row: Double, column: Double) {
        let (along, row, column) =
            switch geometry.axis {
            case .z: (point[0], point[1], point[2])
            case .y: (point[1], point[0], point[2])
            case .x: (point[2], point[0], point[1])
            }
        return (along, row - Double(corner.row), column - Double(corner.column))
    }

    /// The index of the column in which coordinates lie; nil where it is outside, or not in the map.
    func column(atRow row: Double, _ column: Double) -> Int? {
        guard row >= 0, column >= 0, row < Double(heights.rows), column < Double(heights.columns) else { return nil }
        let index = Int(row) * heights.columns + Int(column)
        return isOutside(index) ? nil : index
    }

    /// Whether a domain with its centre at a point of the volume would have been seen: within the map and the layers, a voxel from where
    /// they end.
    ///
    /// - Parameters:
    ///   - point: in voxels along z, y and x.
    ///   - layers: how many were stripped.
    package func shows(_ point: SIMD3<Double>, within layers: Int) -> Bool {
        let place = coordinates(of: point)
        guard place.row >= 1, place.column >= 1, place.row <= Double(heights.rows) - 1,
            place.column <= Double(heights.columns) - 1, column(atRow: place.row, place.column) != nil
        else { return false }
        let depth =
            (place.along - height(atRow: place.row, place.column)) * Double(geometry.electrode.step)
        return depth >= -1 && depth <= Double(layers) - 1
    }

    /// h at coordinates of the map, bilinear between the centres of columns; of what is outside the nearest is taken.
    ///
    /// - Precondition: the column there is not outside.
    func height(atRow row: Double, _ column: Double) -> Double {
        let nearest = Double(heights[Int(row), Int(column)])
        let (u, v) = (row - 0.5, column - 0.5)
        let (first, left) = (Int(u.rounded(.down)), Int(v.rounded(.down)))
        let (down, right) = (u - Double(first), v - Double(left))
        var sum = 0.0
        for (step, byRow) in [(0, 1 - down), (1, down)] {
            for (side, byColumn) in [(0, 1 - right), (1, right)] {
                let (r, c) = (first + step, left + side)
                let isThere =
                    r >= 0 && c >= 0 && r < heights.rows && c < heights.columns && heights[r, c].isFinite
                sum += byRow * byColumn * (isThere ? Double(heights[r, c]) : nearest)
            }
        }
        return sum
    }
}
