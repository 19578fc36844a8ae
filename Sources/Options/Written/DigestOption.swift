package enum DigestOption: ScanSwitch {
    package static let name = "digest"
    package static let help = OptionHelp("Record the SHA-256 of all samples in result.json.")
    package static let bearing = OptionBearing.files
}

extension ScanParameters {
    /// Whether every sample is read for its SHA-256.
    public var computesDigest: Bool {
        get { self[DigestOption.self] }
        set { self[DigestOption.self] = newValue }
    }
}
