import VoxelCore

package enum ElectrodeOption: ScanOption {
    package static let name = "electrode"
    package static let help = OptionHelp("Side of the electrode along the axis: auto, high, low.", "side")
    package static let standard: ElectrodeSide? = nil
    package static let bearing = OptionBearing.scan

    package static func value(parsing text: String) throws(SimstripError) -> ElectrodeSide? {
        try choice(text, orAuto: true)
    }

    package static func spelling(of value: ElectrodeSide?) -> JSONValue { .text(value?.rawValue ?? "auto") }
}

extension ScanParameters {
    /// The electrode's side along the stripping axis; nil to find it.
    public var electrode: ElectrodeSide? {
        get { self[ElectrodeOption.self] }
        set { self[ElectrodeOption.self] = newValue }
    }
}
