package enum LabelsOption: ScanSwitch {
    package static let name = "labels"
    package static let help = OptionHelp("Write labels.tif, the label volume of the slab.")
    package static let bearing = OptionBearing.files
}

extension ScanParameters {
    /// Whether labels.tif is written.
    public var writesLabels: Bool {
        get { self[LabelsOption.self] }
        set { self[LabelsOption.self] = newValue }
    }
}
