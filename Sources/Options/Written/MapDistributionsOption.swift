package enum MapDistributionsOption: ScanSwitch {
    package static let name = "map-distributions"
    package static let help = OptionHelp(
        "Write maps_s2.csv and maps_chords.csv: S₂(r) and chord lengths of every map that --maps names.")
    package static let bearing = OptionBearing.files
}

extension ScanParameters {
    /// Whether S₂(r) and chord lengths of maps are written.
    public var writesMapDistributions: Bool {
        get { self[MapDistributionsOption.self] }
        set { self[MapDistributionsOption.self] = newValue }
    }
}
