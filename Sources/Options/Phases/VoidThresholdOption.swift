import Segmentation
import VoxelCore

package enum VoidThresholdOption: GreyOption {
    package static let name = "void-threshold"
    package static let help = OptionHelp(
        "Void where grey is at most this: none, auto, or a grey value.", "grey", mayBeginWithDash: true)
    package static let standard: ThresholdRequest? = nil
    package static let bearing = OptionBearing.method

    package static func value(parsing text: String) throws(SimstripError) -> ThresholdRequest? {
        text == "none" ? nil : try threshold(text)
    }

    package static func spelling(of value: ThresholdRequest?) -> JSONValue {
        value.map { JSONValue($0) } ?? .text("none")
    }

    /// The grey value is one of each scan's scale.
    package static func compared(_ spelling: JSONValue) -> String? {
        switch spelling {
        case .text("auto"): "auto"
        case .text("none"): "none"
        default: "given"
        }
    }
}

extension ScanParameters {
    /// T_void; nil where no void is looked for.
    public var voidThreshold: ThresholdRequest? {
        get { self[VoidThresholdOption.self] }
        set { self[VoidThresholdOption.self] = newValue }
    }
}
