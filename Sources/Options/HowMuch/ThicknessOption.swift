import VoxelCore

package enum ThicknessOption: ScanOption {
    package static let name = "thickness"
    package static let help = OptionHelp("Thickness to strip instead of a number of layers, such as 14um.", "length")
    package static let standard: Length? = nil
    package static let bearing = OptionBearing.scan

    package static func value(parsing text: String) throws(SimstripError) -> Length? { try Length(parsing: text) }

    package static func spelling(of value: Length?) -> JSONValue { value.map { .text("\($0.micrometres)um") } ?? .null }

    package static func spelling(in parameters: ScanParameters) -> JSONValue? {
        if case .thickness(let thickness) = parameters.amount { spelling(of: thickness) } else { nil }
    }
}
