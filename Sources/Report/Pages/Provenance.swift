import Options
import Results
import VoxelCore

/// The part of report.html that says how its numbers came about, for those who repeat or cite them.
struct Provenance {
    let document: ResultDocument

    /// The command, how else to repeat it, the methods in words, and what to cite.
    var html: String {
        """
        <pre class="command"><code id="command">\(escaped(command))</code></pre>
        <p><button type="button" id="copy" hidden>Copy</button> The same run from its result: <code>simstrip strip VOLUME \
        --output DIR --config result.json</code></p>
        <p>\(escaped(methods))</p>
        <details><summary>BibTeX</summary><pre><code>\(escaped(Self.bibliography))</code></pre></details>
        """
    }

    /// The command that strips the same volume once more.
    var command: String {
        (["simstrip", "strip", document.input.path, "--output", "simstrip-again"]
            + ScanSettings(recordedIn: document.request).words).map(shellQuoted).joined(separator: " ")
    }

    /// A paragraph for a methods section, of what was really done.
    private var methods: String {
        let geometry = "along \(document.geometry.axis.rawValue)"
        let interface =
            document.interface.tiltDegrees == nil
            ? "The interface between solid electrolyte and electrode was given as a flat surface"
            : "The interface between solid electrolyte and electrode was found as a height map (\(document.interface.method))"
        let isThresholded = document.parameters[SegmentationOption.name] == .text("threshold")
        let phases =
            isThresholded
            ? "Voxels of grey \(greyText(document.thresholds.na)) or more were taken for Na"
            : "Li and Na were told apart by samples of a Markov random field (Geman & Geman 1984) that knows the imaging system's"
                + " blur; grey levels, blur, noise and couplings were fitted to the scan"
        let void = document.thresholds.void.map { ", and those of grey \(greyText($0)) or less for void" } ?? ""
        let layers = document.parameters[LayersOption.name]?.description ?? "—"
        let thickness =
            document.input.voxelSizeMicrometres.map {
                " of \(short($0[["z": 0, "y": 1, "x": 2][document.geometry.axis.rawValue] ?? 0])) µm"
            } ?? ""
        let along =
            document.parameters[LayersFollowOption.name] == .text("plane") ? "a plane fitted to it" : "the interface"
        return """
            Simulated stripping (Yoon et al. 2025) was done with simstrip \(document.version). \(interface). \
            \(phases)\(isThresholded ? void : ""). \(layers) layers\(thickness) that follow \(along) were removed \(geometry); a column \
            counts as covered by Na from the first layer on in which it holds Na.
            """
    }

    private static let bibliography = """
        @article{yoon2025,
          author  = {Yoon, Sun Geun and Vishnugopi, Bairav S. and others},
          title   = {Interface Morphogenesis with a Deformable Secondary Phase in Solid-State Lithium Batteries},
          journal = {Science},
          year    = {2025},
          doi     = {10.1126/science.adt5229}
        }
        @article{geman1984,
          author  = {Geman, Stuart and Geman, Donald},
          title   = {Stochastic Relaxation, {Gibbs} Distributions, and the {Bayesian} Restoration of Images},
          journal = {IEEE Transactions on Pattern Analysis and Machine Intelligence},
          year    = {1984},
          doi     = {10.1109/TPAMI.1984.4767596}
        }
        """
}
