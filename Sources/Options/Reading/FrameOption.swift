import VoxelCore

package enum FrameOption: ScanOption {
    package static let name = "frame"
    package static let help = OptionHelp("The time frame of a hyperstack to read, counted from 0.", "number")
    package static let standard: Int? = nil
    package static let bearing = OptionBearing.scan

    package static func value(parsing text: String) throws(SimstripError) -> Int? { try wholeNumber(text, from: 0) }

    package static func spelling(of value: Int?) -> JSONValue { value.map { .integer($0) } ?? .null }
}

extension ScanParameters {
    /// The time frame of a hyperstack to read, counted from 0; nil where there is only one.
    public var frame: Int? {
        get { self[FrameOption.self] }
        set { self[FrameOption.self] = newValue }
    }
}
