import VoxelCore

/// The axis about which a scanner turned the sample: that of rings.
package struct ScannerAxis: Sendable, Hashable {
    /// A place across the axis, in voxels.
    package struct Place: Sendable, Hashable {
        /// Along the first of the two axes across, in (z, y, x) order.
        package let row: Double
        /// Along the second.
        package let column: Double

        /// A place of two coordinates.
        package init(row: Double, column: Double) { (self.row, self.column) = (row, column) }
    }

    /// Its direction.
    package let axis: Axis
    /// Where it lies; nil for the middle of the volume.
    package let centre: Place?

    /// An axis; without a direction across the slices.
    package init(_ axis: Axis = .z, centre: Place? = nil) { (self.axis, self.centre) = (axis, centre) }
}
