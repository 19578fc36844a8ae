package enum AllowGreyRGBOption: ScanSwitch {
    package static let name = "allow-grey-rgb"
    package static let help = OptionHelp("Read RGB whose three channels are equal as grey.")
    package static let bearing = OptionBearing.scan
}

extension ScanParameters {
    /// Whether RGB whose three channels are equal is read as grey.
    public var allowsGreyRGB: Bool {
        get { self[AllowGreyRGBOption.self] }
        set { self[AllowGreyRGBOption.self] = newValue }
    }
}
