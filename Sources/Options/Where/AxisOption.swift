import VoxelCore

package enum AxisOption: ScanOption {
    package static let name = "axis"
    package static let help = OptionHelp("Stripping axis: auto, z, y, x.", "axis")
    package static let standard: Axis? = nil
    package static let bearing = OptionBearing.scan

    package static func value(parsing text: String) throws(SimstripError) -> Axis? { try choice(text, orAuto: true) }

    package static func spelling(of value: Axis?) -> JSONValue { .text(value?.rawValue ?? "auto") }
}

extension ScanParameters {
    /// The stripping axis; nil to find it.
    public var axis: Axis? {
        get { self[AxisOption.self] }
        set { self[AxisOption.self] = newValue }
    }
}
