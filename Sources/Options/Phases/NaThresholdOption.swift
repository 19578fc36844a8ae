import Segmentation
import VoxelCore

package enum NaThresholdOption: GreyOption {
    package static let name = "na-threshold"
    package static let help = OptionHelp(
        "Na where grey is at least this: auto (Otsu over the electrode) or a grey value.", "grey",
        mayBeginWithDash: true)
    package static let standard = ThresholdRequest.automatic
    package static let bearing = OptionBearing.method

    package static func value(parsing text: String) throws(SimstripError) -> ThresholdRequest { try threshold(text) }

    package static func spelling(of value: ThresholdRequest) -> JSONValue { JSONValue(value) }

    /// The grey value is one of each scan's scale.
    package static func compared(_ spelling: JSONValue) -> String? { spelling == .text("auto") ? "auto" : "given" }
}

extension ScanOption {
    /// `auto` or a grey value.
    static func threshold(_ text: String) throws(SimstripError) -> ThresholdRequest {
        if text == "auto" { return .automatic }
        guard let value = Double(text), value.isFinite else {
            throw .usage("\(typed) is '\(text)'; it has to be auto or a grey value")
        }
        return .value(value)
    }
}

extension JSONValue {
    /// A threshold as result.json has it: a whole one is an integer, as JSON reads it back.
    init(_ threshold: ThresholdRequest) {
        switch threshold {
        case .automatic: self = .text("auto")
        case .value(let grey): self = Int(exactly: grey).map { .integer($0) } ?? .number(grey)
        }
    }
}

extension ScanParameters {
    /// T_Na.
    public var naThreshold: ThresholdRequest {
        get { self[NaThresholdOption.self] }
        set { self[NaThresholdOption.self] = newValue }
    }
}
