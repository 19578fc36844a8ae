import VoxelCore

extension GreyLevels {
    /// The least contrast of Na, as a share of that of the SSE, that is taken for Na: their grey values are similar
    /// (Yoon et al. 2025), while the spread of Li alone splits into classes far closer together.
    static let leastShare = 0.35
    /// From this share on the levels that a first idea leads to are taken as they are.
    private static let doubtfulShare = 0.68
    /// The contrast-to-noise ratio below which the errors of the measured table no longer hold.
    static let leastContrastToNoise = 1.8

    /// Whether the bright class can be Na at all.
    var showsSodium: Bool {
        electrolyte > lithium && sodium - lithium >= Self.leastShare * (electrolyte - lithium)
    }

    /// Whether Na seems to be so much less bright than the SSE that the levels may belong to mixtures of Na and Li.
    var isDoubtful: Bool {
        showsSodium && sodium - lithium < Self.doubtfulShare * (electrolyte - lithium)
    }

    /// What is wrong with the levels for those who read the result.
    var warnings: [Warning] {
        var warnings: [Warning] = []
        if !showsSodium {
            warnings.append(
                Warning(
                    "no_sodium",
                    "nothing in the layers is bright enough for Na: with Li at \(greyText(lithium)) and the SSE at \(greyText(electrolyte))"
                        + " the brightest class lies at \(greyText(sodium)); the layers count as Li throughout; if there is Na"
                        + " all the same, give --na-threshold"))
        } else if matchedContrastToNoise < Self.leastContrastToNoise {
            warnings.append(
                Warning(
                    "low_contrast",
                    "Na is only \(rounded(matchedContrastToNoise, 1)) times the noise brighter than Li, its correlation between"
                        + " neighbours taken into account; below \(Self.leastContrastToNoise) the coverage can be off by more than 5 percentage points;"
                        + " average slices or reconstruct with less noise"))
        }
        if showsSodium, wereDoubtful {
            warnings.append(
                Warning(
                    "doubtful_levels",
                    "the greys of Li (\(greyText(lithium))) and Na (\(greyText(sodium))) cannot be told for sure: where they were looked"
                        + " for first, Na was far less bright than the SSE (\(greyText(electrolyte))), as mixtures of Li and Na are;"
                        + " dense thin Na leaves hardly a voxel of pure Li; on such phantoms the coverage was off by up to 30"
                        + " percentage points; look at the cuts in report.html, and give --na-threshold"))
        }
        return warnings
    }
}

extension BlurWidths {
    /// The widest blur, in voxels, at which thin Na was told from less bright Na on phantoms.
    static let widestBlur = 0.95

    /// What is wrong with the blur for those who read the result.
    var warnings: [Warning] {
        guard mean > Self.widestBlur else { return [] }
        let voxels = rounded(mean, 2)
        return [
            Warning(
                "wide_blur",
                "edges are blurred by \(voxels) voxels (standard deviation); beyond \(Self.widestBlur) the thickness of thin"
                    + " Na and its grey cannot be told apart, and the coverage was off by up to 20 percentage points on"
                    + " phantoms; bin the volume so that the blur is less than a voxel")
        ]
    }
}

extension GreyDrift {
    /// Tells of a drift that was followed, from a twentieth of the contrast on.
    func warning(rows: Int, columns: Int) -> Warning? {
        let range = range(rows: rows, columns: columns)
        guard range >= 0.05 else { return nil }
        return Warning(
            "grey_drift",
            "the contrast of SSE and Li varies by \(percent(range)) across the map (beam hardening, cupping); the levels"
                + " follow it, and those reported are the means")
    }
}

extension CoverageBias {
    /// The largest error on a simulated scan beyond which what is taken off is no longer most of it, on phantoms.
    static let largestTrusted = 0.05

    /// What is wrong with the coverage for those who read the result.
    var warning: Warning? {
        guard largest > Self.largestTrusted else { return nil }
        return Warning(
            "large_bias",
            "on a scan that was simulated from what was found here, the coverage is off by up to \(percent(largest)) of the columns;"
                + " what is known of it was taken off (coverage_bias in result.json), but as much may be left: domains are too"
                + " thin, or noise too strong, for this voxel size; average slices, or scan at higher resolution")
    }
}
