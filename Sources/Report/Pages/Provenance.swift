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
        // A name that begins with a dash would be taken for an option.
        let path = document.input.path.hasPrefix("-") ? "./" + document.input.path : document.input.path
        return
            (["simstrip", "strip", path, "--output", "simstrip-again"]
            + ScanSettings(recordedIn: document.request).words).map(shellQuoted).joined(separator: " ")
    }

    /// A paragraph for a methods section, of what was really done.
    private var methods: String {
        let layers = option(LayersOption.self).map { "\($0) layers" } ?? "Layers"
        let edge =
            document.input.voxelSizeMicrometres.map {
                " of \(lengthText($0[Axis.allCases.firstIndex(of: document.geometry.axis) ?? 0])) µm"
            } ?? ""
        let along = option(LayersFollowOption.self) == "plane" ? "a plane fitted to it" : "the interface"
        return [
            "Simulated stripping (Yoon et al. 2025) was done with simstrip \(document.version).", interface, filters,
            phases, void, domains,
            "\(layers)\(edge) that follow \(along) were removed along \(document.geometry.axis.rawValue); a column counts as"
                + " covered by Na from the first layer on in which it holds Na.",
            bias,
        ].compactMap(\.self).joined(separator: " ")
    }

    private var interface: String {
        let surface = "The interface between solid electrolyte and electrode was"
        return switch document.interface.method {
        case "index": "\(surface) given as a flat surface."
        case "height map": "\(surface) given as a height map."
        case "labels":
            "\(surface) read from labels: in every column the face behind the last voxel of the electrolyte that begins at its end."
        default: "\(surface) found as a height map (\(document.interface.method))."
        }
    }

    private var filters: String? {
        let inverted = option(ContrastOption.self) == "inverted" ? "Grey values were inverted." : nil
        let denoised = option(DenoiseOption.self).flatMap { $0 == "none" ? nil : "Slices were filtered first (\($0))." }
        let both = [inverted, denoised].compactMap(\.self)
        return both.isEmpty ? nil : both.joined(separator: " ")
    }

    private var isThresholded: Bool { option(SegmentationOption.self) == "threshold" }

    private var phases: String {
        guard let na = document.thresholds.na else {
            return
                "Phases were taken from a given label volume as they are (codes: \(option(CodesOption.self) ?? "none")),"
                + " which somebody or something else had segmented."
        }
        if isThresholded { return "Voxels of grey \(greyText(na)) or more were taken for Na." }
        let given = option(NaThresholdOption.self).flatMap { $0 == "auto" ? nil : $0 }
        return
            "Li and Na were told apart by samples of a Markov random field (Geman & Geman 1984) that knows the imaging"
            + " system's blur; "
            + (given.map { "the grey half-way between them was given (\($0)), other grey levels," } ?? "grey levels,")
            + " blur, noise and couplings were fitted to the scan."
    }

    private var void: String? {
        document.thresholds.void.map { grey in
            isThresholded || option(VoidThresholdOption.self) != "auto"
                ? "Voxels of grey \(greyText(grey)) or less were taken for void."
                : "Voxels that are darker than grey \(greyText(grey)) behind a Gaussian of one voxel were taken for void."
        }
    }

    private var domains: String? {
        option(MinDomainOption.self).flatMap {
            $0 == "1" ? nil : "Na domains of fewer than \($0) voxels were left out."
        }
    }

    private var bias: String? {
        document.coverageBias.map { _ in
            "What the method errs by on a scan simulated from what was found was taken off the coverage (parametric"
                + " bootstrap)."
        }
    }

    /// An option as it was resolved, as people read it.
    private func option(_ option: any ScanOption.Type) -> String? { document.parameters[option.name]?.description }

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
