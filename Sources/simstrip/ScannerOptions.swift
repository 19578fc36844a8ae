import ArgumentParser
import Options
import Phantom
import VoxelCore

/// `--scanner` of `simstrip phantom`, and what it is to be.
struct ScannerOptions: ParsableArguments {
    @Flag(help: "See the sample through a simulated tomograph instead of blur and noise voxel by voxel.")
    var scanner = false

    @Option(
        help: ArgumentHelp(
            "Rotation axis: along the stripping axis, or across it, along the rows of maps.", valueName: "axis"))
    var scannerAxis: String?

    @Option(
        help: ArgumentHelp(
            "Projections over half a turn (default: \u{3C0}/2 times a slice's side).", valueName: "number"))
    var angles: Int?

    @Option(
        help: ArgumentHelp(
            "Photons per detector pixel and projection (default: as many as --noise takes).", valueName: "number"))
    var photons: Double?

    @Option(
        help: ArgumentHelp(
            "Free propagation: a of (1 \u{2212} a \u{2207}\u{B2}) in square voxels, for edges by phase contrast.",
            valueName: "voxels\u{B2}"))
    var propagation: Double?

    @Option(help: ArgumentHelp("What undoes the propagation: none, paganin.", valueName: "name"))
    var retrieval: String?

    @Option(
        help: ArgumentHelp("Window on the ramp filter: none, shepp-logan, cosine, hamming, hann.", valueName: "name"))
    var window: String?

    /// The scanner that was asked for; nil for none.
    ///
    /// - Throws: `SimstripError` of kind `usage` for what says nothing without `--scanner`, and for unknown names.
    func recipe() throws -> PhantomRecipe.Scanner? {
        guard scanner else {
            let given: [(String, Bool)] = [
                ("--scanner-axis", scannerAxis != nil), ("--angles", angles != nil), ("--photons", photons != nil),
                ("--propagation", propagation != nil), ("--retrieval", retrieval != nil), ("--window", window != nil),
            ]
            if let option = given.first(where: \.1)?.0 {
                throw SimstripError.usage("\(option) goes with --scanner only; add --scanner")
            }
            return nil
        }
        var recipe = PhantomRecipe.Scanner()
        if let scannerAxis { recipe.axis = try choice(scannerAxis, "--scanner-axis") }
        recipe.angles = angles
        recipe.photons = photons
        if let propagation { recipe.propagation = propagation }
        if let retrieval { recipe.retrieval = try choice(retrieval, "--retrieval") }
        if let window { recipe.window = try choice(window, "--window") }
        return recipe
    }
}
