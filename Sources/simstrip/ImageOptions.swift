import ArgumentParser

/// What keeps the image of a phantom from showing it as it is.
struct ImageOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Standard deviation of the noise in grey levels (default: 10).", valueName: "levels"))
    var noise: Double?

    @Option(
        help: ArgumentHelp(
            "Correlation of the noise: sigma of a Gaussian in voxels, 0 for white.", valueName: "voxels"))
    var noiseCorrelation = 0.0

    @Option(
        help: ArgumentHelp(
            "Standard deviation of the blur in voxels (default: 0.7; of the detector with --scanner: 0.35).",
            valueName: "voxels"))
    var blur: Double?

    @Option(
        help: ArgumentHelp(
            "Amplitude of ring artefacts in grey levels; with --scanner their root mean square.", valueName: "levels"))
    var rings = 0.0

    @Option(help: ArgumentHelp("Phase-contrast fringe at the interface, as a share of its step.", valueName: "share"))
    var fringe = 0.0

    @Option(help: ArgumentHelp("Cupping from the middle to the rim, as a share of the grey value.", valueName: "share"))
    var cupping = 0.0
}
