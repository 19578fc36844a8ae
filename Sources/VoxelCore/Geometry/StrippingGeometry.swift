/// Along which axis the electrode strips, and on which side of the interface it lies.
package struct StrippingGeometry: Sendable, Hashable {
    /// The stripping axis.
    package var axis: Axis
    /// The electrode's side.
    package var electrode: ElectrodeSide

    /// An axis and a side.
    package init(axis: Axis, electrode: ElectrodeSide) {
        self.axis = axis
        self.electrode = electrode
    }

    /// The index of the first electrode voxel of a column whose interface lies at `height`: the first voxel whose
    /// centre is on the electrode's side.
    ///
    /// - Parameter height: position of the interface along the axis, in voxels; finite and well within Int32.
    @inlinable
    package func firstElectrodeVoxel(height: Double) -> Int {
        // Cut off and put right: rounding up or down is a call of the C library where the processor is not known.
        let face = height - 0.5
        let whole = Int(face)
        switch electrode {
        case .high: return Double(whole) < face ? whole + 1 : whole
        case .low: return Double(whole) > face ? whole - 1 : whole
        }
    }

    /// The height of a flat interface that makes `index` the first electrode voxel: the face that the SSE touches.
    package func height(firstElectrodeVoxel index: Int) -> Double {
        electrode == .high ? Double(index) : Double(index + 1)
    }

    /// How many voxels a column has from `first` to the end of `range`, deeper into the electrode.
    @inlinable
    package func depth(from first: Int, in range: Range<Int>) -> Int {
        electrode == .high ? range.upperBound - first : first - range.lowerBound + 1
    }
}
