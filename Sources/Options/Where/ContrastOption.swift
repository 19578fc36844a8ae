import VoxelCore

/// Which of Li and SSE is the brighter one.
public enum Contrast: String, CaseIterable, Sendable {
    /// The SSE; taken for certain.
    case normal
    /// Li: grey values are inverted as they are read, and every grey value given or found is an inverted one.
    case inverted
}

/// Scans that are compared come from one instrument, so the contrast is a part of the method: who is stripped to be compared
/// with an inverted scan is inverted, too, and that one of two is inverted is told.
package enum ContrastOption: ScanChoiceOrAuto, GreyOption {
    package static let name = "contrast"
    package static let help = OptionHelp(
        "auto (dark Li, or an error), normal (certainly dark Li), inverted (bright Li; grey values are inverted).",
        "contrast")
    package typealias Choice = Contrast
    package static let bearing = OptionBearing.method

    /// With `auto` and `normal` numbers are the same.
    package static func compared(_ spelling: JSONValue) -> String? {
        spelling == .text("inverted") ? "inverted" : "normal"
    }
}

extension ScanParameters {
    /// Which of Li and SSE is brighter; nil for the SSE unless the data speak against it.
    public var contrast: Contrast? {
        get { self[ContrastOption.self] }
        set { self[ContrastOption.self] = newValue }
    }
}
