package enum ThresholdSweepOption: ScanSwitch {
    package static let name = "threshold-sweep"
    package static let help = OptionHelp(
        "Write threshold_sweep.csv: coverage at every Na threshold (with --segmentation threshold).")
    package static let bearing = OptionBearing.files
}

extension ScanParameters {
    /// Whether the curve is found for every threshold at once; only with plain thresholds and without a least domain.
    public var sweepsThresholds: Bool {
        get { self[ThresholdSweepOption.self] }
        set { self[ThresholdSweepOption.self] = newValue }
    }
}
