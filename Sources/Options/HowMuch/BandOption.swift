import VoxelCore

/// Whether the curve carries its uncertainty.
public enum BandChoice: String, CaseIterable, Sendable {
    /// Wherever something backs it.
    case auto
    /// Left out.
    case none
}

package enum BandOption: ScanChoice {
    package static let name = "band"
    package static let help = OptionHelp("The curve's uncertainty: auto, none to leave it out.", "choice")
    package static let standard = BandChoice.auto
    package static let bearing = OptionBearing.files
}

extension ScanParameters {
    /// Whether the curve carries its uncertainty.
    public var band: BandChoice {
        get { self[BandOption.self] }
        set { self[BandOption.self] = newValue }
    }
}
