import ArgumentParser
import SimulatedStripping

/// How a volume is stripped: the options that every command that strips has.
struct ScanArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Voxel edge: 1.4um, or z,y,x as 1.4um,1.4um,0.7um, or voxel (default: from the data).", valueName: "size"))
    var voxelSize: String?

    @Option(help: ArgumentHelp("Stripping axis: auto, z, y, x.", valueName: "axis"))
    var axis: String?

    @Option(help: ArgumentHelp("Side of the electrode along the axis: auto, high, low.", valueName: "side"))
    var electrode: String?

    @Option(
        help: ArgumentHelp(
            "Region of interest z0:z1,y0:y1,x0:x1, half open; an empty end is the volume's.", valueName: "ranges"))
    var roi: String?

    @Option(help: ArgumentHelp("Number of layers to strip (default: 10).", valueName: "N"))
    var layers: String?

    @Option(help: ArgumentHelp("Thickness to strip instead of a number of layers, such as 14um.", valueName: "length"))
    var thickness: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Interface: auto, the index of the first electrode voxel, or a float32 TIFF height map.", valueName: "where"
        ))
    var interface: String?

    @Option(
        help: ArgumentHelp(
            "auto (dark Li, or an error), normal (certainly dark Li), inverted (bright Li; grey values are inverted).",
            valueName: "contrast"))
    var contrast: String?

    @Option(help: ArgumentHelp("What layers run along: surface, plane.", valueName: "course"))
    var layersFollow: String?

    @Option(
        help: ArgumentHelp(
            "How phases are told apart: markov (a random field that knows the blur), threshold (voxel by voxel).",
            valueName: "method"))
    var segmentation: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Na where grey is at least this: auto (Otsu over the electrode) or a grey value.", valueName: "grey"))
    var naThreshold: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Void where grey is at most this: none, auto, or a grey value.", valueName: "grey"))
    var voidThreshold: String?

    @Option(
        help: ArgumentHelp(
            "Before thresholding: none, median (3 × 3 × 3), gaussian:SIGMA (default: none).", valueName: "filter"))
    var denoise: String?

    @Option(help: ArgumentHelp("Na domains of fewer voxels become Li (default: 1, keep all).", valueName: "voxels"))
    var minDomain: String?

    @Option(
        help: ArgumentHelp("Coverage maps to write: all, none, or after layers such as 3,6,10.", valueName: "which"))
    var maps: String?

    @Flag(help: "Write labels.tif, the label volume of the slab.")
    var labels = false

    @Flag(help: "Record the SHA-256 of all samples in result.json.")
    var digest = false

    @Flag(help: "Write threshold_sweep.csv: coverage at every Na threshold (with --segmentation threshold).")
    var thresholdSweep = false

    @Option(help: ArgumentHelp("Threads (default: all cores).", valueName: "number"))
    var threads: String?

    @Option(help: ArgumentHelp("Options in YAML, by the same names; the command line wins.", valueName: "FILE"))
    var config: String?

    @OptionGroup(title: "Reading options")
    var reading: ReadingArguments

    /// The options of the command line, and of the configuration file where that is silent.
    ///
    /// - Throws: `SimstripError` where the file cannot be used.
    func settings() throws -> ScanSettings {
        let configured = try config.map { try ScanSettings(contentsOf: $0) } ?? ScanSettings()
        return configured.overridden(by: typed)
    }

    /// The options of the command line, as they were typed.
    private var typed: ScanSettings {
        var settings = reading.settings
        settings[.voxelSize] = voxelSize
        settings[.axis] = axis
        settings[.electrode] = electrode
        settings[.roi] = roi
        settings[.layers] = layers
        settings[.thickness] = thickness
        settings[.interface] = interface
        settings[.layersFollow] = layersFollow
        settings[.contrast] = contrast
        settings[.segmentation] = segmentation
        settings[.naThreshold] = naThreshold
        settings[.voidThreshold] = voidThreshold
        settings[.denoise] = denoise
        settings[.minDomain] = minDomain
        settings[.maps] = maps
        settings[.threads] = threads
        if labels { settings[.labels] = "true" }
        if digest { settings[.digest] = "true" }
        if thresholdSweep { settings[.thresholdSweep] = "true" }
        return settings
    }
}
