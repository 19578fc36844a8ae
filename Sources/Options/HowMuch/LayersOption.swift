import VoxelCore

package enum LayersOption: ScanOption {
    package static let name = "layers"
    package static let help = OptionHelp("Number of layers to strip (default: 10).", "N")
    package static let standard = 10
    package static let bearing = OptionBearing.scan

    package static func value(parsing text: String) throws(SimstripError) -> Int { try wholeNumber(text, from: 1) }

    package static func spelling(of value: Int) -> JSONValue { .integer(value) }

    package static func spelling(in parameters: ScanParameters) -> JSONValue? {
        if case .layers(let count) = parameters.amount { spelling(of: count) } else { nil }
    }
}

/// How much is stripped.
public enum StrippedAmount: Sendable, Hashable {
    /// So many layers, at least 1.
    case layers(Int)
    /// The number of layers nearest to a thickness.
    case thickness(Length)
}

extension ScanParameters {
    /// How much is stripped.
    public var amount: StrippedAmount {
        get { self[ThicknessOption.self].map { .thickness($0) } ?? .layers(self[LayersOption.self]) }
        set {
            forget(LayersOption.self)
            forget(ThicknessOption.self)
            switch newValue {
            case .layers(let count): self[LayersOption.self] = count
            case .thickness(let thickness): self[ThicknessOption.self] = thickness
            }
        }
    }
}
