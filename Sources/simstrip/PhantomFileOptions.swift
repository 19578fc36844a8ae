import ArgumentParser

/// How a phantom lies in its volume, and what is written of it.
struct PhantomFileOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Stripping axis: z, y, x.", valueName: "axis"))
    var axis = "z"

    @Option(help: ArgumentHelp("Side of the electrode: high, low.", valueName: "side"))
    var electrode = "high"

    @Option(help: ArgumentHelp("Sample type: uint8, uint16, float32.", valueName: "dtype"))
    var dtype = "uint8"

    @Option(help: ArgumentHelp("Voxel edge written into the TIFFs, or voxel for none.", valueName: "size"))
    var voxelSize = "1.4um"

    @Option(help: ArgumentHelp("Layers of the true first-Na map and curve.", valueName: "N"))
    var layers = 15
}

/// What no phantom depends on.
struct PhantomWorkOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Threads (default: all cores).", valueName: "number"))
    var threads: String?
}
