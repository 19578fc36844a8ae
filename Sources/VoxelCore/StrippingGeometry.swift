/// Along which axis the electrode strips, and on which side of the interface it lies.
public struct StrippingGeometry: Sendable, Hashable {
    /// The stripping axis.
    public var axis: Axis
    /// The electrode's side.
    public var electrode: ElectrodeSide

    /// An axis and a side.
    public init(axis: Axis, electrode: ElectrodeSide) {
        self.axis = axis
        self.electrode = electrode
    }

    /// The index of the first electrode voxel of a column whose interface lies at `height`: the first voxel whose
    /// centre is on the electrode's side.
    ///
    /// - Parameter height: position of the interface along the axis, in voxels; finite and well within Int32.
    public func firstElectrodeVoxel(height: Double) -> Int {
        switch electrode {
        case .high: Int((height - 0.5).rounded(.up))
        case .low: Int((height - 0.5).rounded(.down))
        }
    }

    /// The height of a flat interface that makes `index` the first electrode voxel: the face that the SSE touches.
    public func height(firstElectrodeVoxel index: Int) -> Double {
        electrode == .high ? Double(index) : Double(index + 1)
    }

    /// How many voxels a column has from `first` to the end of `range`, deeper into the electrode.
    public func depth(from first: Int, in range: Range<Int>) -> Int {
        electrode == .high ? range.upperBound - first : first - range.lowerBound + 1
    }
}
