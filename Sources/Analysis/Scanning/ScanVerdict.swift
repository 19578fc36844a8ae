import Options
import Results
import Segmentation
import Stripping
import VoxelCore

extension Verdict {
    /// What a warning is worth: those that tell of numbers that may be far off, and what to try.
    private static let graveWarnings: [String: (status: Status, text: String)] = [
        "low_contrast": (
            .doNotUse,
            "Na hardly stands out of the noise: average slices, bin the volume, or reconstruct with less noise."
        ),
        "doubtful_levels": (
            .doNotUse,
            "The greys of Li and Na cannot be told for sure: look at the cuts in report.html, and give --na-threshold."
        ),
        "wide_blur": (.doNotUse, "Edges are blurred over more than a voxel: bin the volume."),
        "dark_electrolyte": (
            .doNotUse,
            "What lies before the given interface is too dark for SSE: leave --interface out to have it found."
        ),
        "slice_scaling": (
            .doNotUse,
            "Slices were scaled one by one: convert the reconstruction with one grey range for the whole stack."
        ),
        "void_in_lithium": (.doNotUse, "The void threshold lies in the peak of Li: lower it, or leave it out."),
        "large_bias": (
            .check,
            "The method is off by more than 5 points on a scan simulated from this one: compare with a scan of less noise."
        ),
        "bright_first_layer": (
            .check, "Na may lie on the SSE, or the interface too deep: look at the cuts in report.html."
        ),
        "bright_last_layers": (
            .check, "The last layers are bright throughout and may be no electrode: strip fewer layers, or give --roi."
        ),
        "grey_drift": (.check, "The grey of the phases drifts across the map: see that the map shows no gradient."),
        "pores": (
            .check, "There seem to be pores, which count as Li: see whether --void-threshold auto changes the curve."
        ),
        "void_at_interface": (.check, "Void lies on the interface from the start: look at the cuts in report.html."),
        "no_sodium": (
            .check,
            "Nothing is bright enough for Na: see in the cuts of report.html that there is none, or give --na-threshold."
        ),
        "slices_lost": (.check, "Slices are missing: see that none lies where layers or interface are."),
        "samples_missing": (
            .check, "Parts of the volume are missing: see that none lies where layers or interface are."
        ),
        "slice_gaps": (.check, "Slices are missing: see that none lies where layers or interface are."),
        "third_part": (
            .check, "The region shows more than SSE and electrode: see that the right part was taken, or give --roi."
        ),
        "sodium_at_interface": (
            .check, "Much of the first layer is labelled Na: see in the cuts of report.html that it is not SSE."
        ),
        "columns_without_interface": (
            .check, "Some columns have no SSE at their end, or nothing else: see that none of them should count."
        ),
        "short_columns": (
            .check,
            "In some columns the layers leave the volume: these are in no coverage; strip fewer layers to keep them."
        ),
        "isolated_electrolyte": (
            .check,
            "SSE within the layers counts as --codes says: strip once more with another isolated= to see what hangs on it."
        ),
        "non_finite_samples": (.check, "Some samples of the layers are NaN or infinite."),
    ]
    /// Half a band, in shares of the interface, from which on a curve is to be looked at, and from which on it says too little.
    private static let (wide, useless) = (0.075, 0.15)
    /// Coverage after one layer from which on no Li separates Na from the SSE at the start of the curve.
    private static let brightThroughout = 0.3
    /// Fewer independent pieces than these say little of the electrode.
    private static let fewPieces = 30.0

    /// The verdict on a scan.
    ///
    /// - Parameters:
    ///   - doubts: why there is no band, or what it is worth.
    ///   - pieces: how many independent pieces the area is worth; nil where that cannot be told.
    package init(
        on curve: CoverageCurve, warnings: [Warning], doubts: [String], pieces: Double?, asks parameters: ScanParameters
    ) {
        let isBright = curve.points.count > 1 && curve.points[1].naCoverage > Self.brightThroughout
        // Said once, as the graver of the two.
        var reasons = warnings.filter { !isBright || !["bright_first_layer", "sodium_at_interface"].contains($0.code) }
            .compactMap { Self.graveWarnings[$0.code] }
        let half = curve.points.compactMap { point -> Double? in
            guard let found = point[.naCoverage], let low = found.low, let high = found.high else { return nil }
            return max(high - found.value, found.value - low)
        }.max()
        if let half, half > Self.wide {
            reasons.append(
                (
                    half > Self.useless ? .doNotUse : .check,
                    "The true curve may lie up to \(fixed(half * 100, places(within: half * 100, atMost: 1))) points away: less noise, smaller voxels or a smoother"
                        + " part of the interface make that less."
                ))
        }
        if isBright {
            reasons.append((.doNotUse, Self.text(ofBrightStart: curve.points[1].naCoverage, parameters.segmentation)))
        }
        reasons += doubts.map { (.check, $0) }
        if let reason = Self.reason(to: parameters.segmentation) { reasons.append((.check, reason)) }
        if parameters.band == .none {
            reasons.append((.check, "The curve's uncertainty was left out: without --band none it is there."))
        }
        if let pieces, pieces < Self.fewPieces {
            reasons.append(
                (
                    .check,
                    "The map is worth about \(max(1, Int(pieces.rounded()))) independent pieces of Na: another area may look"
                        + " different (na_coverage_area_low, na_coverage_area_high); scan more of the interface."
                ))
        }
        self.init(reasons)
    }

    /// What nobody knows of curves of a method.
    private static func reason(to method: SegmentationMethod) -> String? {
        switch method {
        case .markov: nil
        case .threshold:
            "Plain thresholds have no band: on phantoms they were off by 2 to 70 points, more with more noise; leave"
                + " --segmentation out, or sweep the threshold."
        case .labels:
            "The labels were taken as they are: how far they are off is not known here, so the curve has no band."
        }
    }

    private static func text(ofBrightStart share: Double, _ method: SegmentationMethod) -> String {
        switch method {
        case .markov, .threshold:
            "\(percentage(share)) of the first layer is as bright as Na: the interface lies in the SSE,"
                + " or Na covers it already; look at the cuts in report.html, and leave --interface out if"
                + " it was given."
        case .labels:
            "\(percentage(share)) of the first layer is labelled Na, so no Li separates Na from the SSE: the labels take SSE for"
                + " Na, or Na covers it already; look at the cuts in report.html."
        }
    }
}
