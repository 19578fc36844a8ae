import VoxelCore

package enum AxisOption: ScanChoiceOrAuto {
    package static let name = "axis"
    package static let help = OptionHelp("Stripping axis: auto, z, y, x.", "axis")
    package typealias Choice = Axis
    package static let bearing = OptionBearing.scan
}

extension ScanParameters {
    /// The stripping axis; nil to find it.
    public var axis: Axis? {
        get { self[AxisOption.self] }
        set { self[AxisOption.self] = newValue }
    }
}
