package enum AllowGapsOption: ScanSwitch {
    package static let name = "allow-gaps"
    package static let help = OptionHelp("Read a scan although slices, chunks or parts of it are missing.")
    package static let bearing = OptionBearing.scan
}

extension ScanParameters {
    /// Whether a scan is read although slices, chunks or parts of it are missing.
    public var allowsGaps: Bool {
        get { self[AllowGapsOption.self] }
        set { self[AllowGapsOption.self] = newValue }
    }
}
