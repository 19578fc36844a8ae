import VoxelCore

package enum ElectrodeOption: ScanChoiceOrAuto {
    package static let name = "electrode"
    package static let help = OptionHelp("Side of the electrode along the axis: auto, high, low.", "side")
    package typealias Choice = ElectrodeSide
    package static let bearing = OptionBearing.scan
}

extension ScanParameters {
    /// The electrode's side along the stripping axis; nil to find it.
    public var electrode: ElectrodeSide? {
        get { self[ElectrodeOption.self] }
        set { self[ElectrodeOption.self] = newValue }
    }
}
