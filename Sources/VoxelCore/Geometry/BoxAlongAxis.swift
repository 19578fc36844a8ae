/// The voxels of a box in (z, y, x) order, seen along an axis: where in memory the voxel at a position along the axis and a
/// place of the map lies.
///
/// Positions, map rows and map columns count from the box's own corner. Of the voxel's index each of them is
/// `index / stride % extent`.
package struct BoxAlongAxis: Sendable, Hashable {
    /// The extent along the axis.
    package let positions: Int
    /// The extents of the map.
    package let (rows, columns): (Int, Int)
    /// How far apart in memory voxels at neighbouring positions are.
    package let positionStride: Int
    /// How far apart voxels in neighbouring rows and columns of the map are.
    package let (rowStride, columnStride): (Int, Int)

    /// A box of a shape, seen along an axis.
    package init(_ shape: VolumeShape, along axis: Axis) {
        let map = axis.ofMap
        (positions, rows, columns) = (shape[axis], shape[map.rows], shape[map.columns])
        let stride = { (axis: Axis) in
            switch axis {
            case .z: shape.rows * shape.columns
            case .y: shape.columns
            case .x: 1
            }
        }
        (positionStride, rowStride, columnStride) = (stride(axis), stride(map.rows), stride(map.columns))
    }

    /// The index of a voxel.
    @inlinable
    package func index(position: Int, row: Int, column: Int) -> Int {
        position * positionStride + row * rowStride + column * columnStride
    }

    /// The position and the place of the map of a voxel.
    ///
    /// - Parameter index: at least 0, less than the number of voxels.
    @inlinable
    package func place(of index: Int) -> (position: Int, row: Int, column: Int) {
        (index / positionStride % positions, index / rowStride % rows, index / columnStride % columns)
    }
}
