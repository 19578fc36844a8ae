import VoxelCore

extension GreyLevels {
    /// The least contrast of Na, as a share of that of the SSE, that is taken for Na: their grey values are similar
    /// (Yoon et al. 2025), while the spread of Li alone splits into classes far closer together.
    static let leastShare = 0.35
    /// The contrast-to-noise ratio below which the errors of the measured table no longer hold.
    static let leastContrastToNoise = 1.8

    /// Whether the bright class can be Na at all.
    var showsSodium: Bool {
        electrolyte > lithium && sodium - lithium >= Self.leastShare * (electrolyte - lithium)
    }

    /// What is wrong with the levels for those who read the result.
    var warnings: [Warning] {
        var warnings: [Warning] = []
        let tenths = { (value: Double) in "\((value * 10).rounded() / 10)" }
        if !showsSodium {
            warnings.append(
                Warning(
                    "no_sodium",
                    "nothing in the layers is bright enough for Na: with Li at \(lithium) and the SSE at \(electrolyte)"
                        + " the brightest class lies at \(sodium); the layers count as Li throughout; if there is Na"
                        + " all the same, give --na-threshold"))
        } else if contrastToNoise < Self.leastContrastToNoise {
            warnings.append(
                Warning(
                    "low_contrast",
                    "Na is only \(tenths(contrastToNoise)) times the noise brighter than Li; below"
                        + " \(Self.leastContrastToNoise) the coverage can be off by more than 5 percentage points;"
                        + " average slices or reconstruct with less noise"))
        }
        return warnings
    }
}
