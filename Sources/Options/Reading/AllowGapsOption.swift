package enum AllowGapsOption: ScanSwitch {
    package static let name = "allow-gaps"
    package static let help = OptionHelp("Read a folder although numbers are missing in its sequence.")
    package static let bearing = OptionBearing.scan
}

extension ScanParameters {
    /// Whether a folder is read although numbers are missing in its sequence.
    public var allowsGaps: Bool {
        get { self[AllowGapsOption.self] }
        set { self[AllowGapsOption.self] = newValue }
    }
}
