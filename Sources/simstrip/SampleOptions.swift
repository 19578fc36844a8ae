import ArgumentParser

/// What `simstrip phantom` makes, before anything looks at it.
struct SampleOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "pristine, cycled, boolean, layers; drawn at twice the resolution: lamellae, grains, interpenetrating, films, crust.",
            valueName: "kind"))
    var kind = "pristine"

    @Option(help: ArgumentHelp("Voxels along z, y and x.", valueName: "z,y,x"))
    var shape = "72,160,160"

    @Option(help: ArgumentHelp("Selects one phantom among all of its kind.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp(
            "Slope of the interface along the map's columns, or along its rows and columns: 0.02 or 0.01,0.02.",
            valueName: "slope"))
    var tilt = "0"

    @Option(help: ArgumentHelp("Roughness of the interface (RMS) in voxels.", valueName: "voxels"))
    var roughness = 0.0

    @Option(
        help: ArgumentHelp(
            "Hurst exponent of a self-affine roughness (default: 0.7 for the kinds drawn at twice the resolution, else smooth).",
            valueName: "exponent"))
    var hurst: Double?

    @Option(
        help: ArgumentHelp("Share of the map on which Na lies on the SSE from the start, 0 to 1.", valueName: "share"))
    var touching = 0.0

    @Option(help: ArgumentHelp("Share of the electrode's volume that Na grains fill, 0 to 1.", valueName: "share"))
    var naFraction: Double?

    @Option(help: ArgumentHelp("Radius of the spheres of kind boolean, in voxels.", valueName: "voxels"))
    var grainRadius: Double?

    @Option(help: ArgumentHelp("Share of the electrode that pores fill, 0 to 0.5.", valueName: "share"))
    var electrodePores = 0.0

    @Option(help: ArgumentHelp("Share of the SSE that pores fill, 0 to 0.5.", valueName: "share"))
    var electrolytePores = 0.0

    @Option(
        help: ArgumentHelp("Standard deviation of grey from grain to grain of the SSE, in levels.", valueName: "levels")
    )
    var electrolyteGrains = 0.0
}
