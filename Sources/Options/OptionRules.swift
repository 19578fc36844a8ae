import VoxelCore

extension ScanParameters {
    /// What options ask of each other, and of values that no text has been the source of: looked at once all are known.
    ///
    /// - Throws: `SimstripError` of kind `usage` that names the options.
    package func check() throws(SimstripError) {
        try checkRanges()
        guard !(gives(LayersOption.self) && gives(ThicknessOption.self)) else {
            throw .usage("--layers and --thickness say the same thing; give one of them")
        }
        guard !sweepsThresholds || segmentation == .threshold else {
            throw .usage(
                "--threshold-sweep asks for the curve at every grey threshold, but --segmentation is"
                    + " \(segmentation.rawValue), which has none; add --segmentation threshold")
        }
        guard !sweepsThresholds || minimalDomain == 1 else {
            throw .usage(
                "--threshold-sweep does not go with --min-domain \(minimalDomain): which domains are small is another"
                    + " question at every threshold; use --min-domain 1, with --denoise median against noise")
        }
    }

    private func checkRanges() throws(SimstripError) {
        let leasts: [(option: any ScanOption.Type, value: Int)] = [
            (LayersOption.self, self[LayersOption.self]), (MinDomainOption.self, minimalDomain),
            (ThreadsOption.self, threads), (MemoryLimitOption.self, memoryLimit),
        ]
        for (option, value) in leasts { try option.check("\(value)") }
        if case .thickness(let thickness) = amount {
            guard thickness.micrometres > 0, thickness.micrometres.isFinite else {
                throw .usage("--thickness is \(thickness.micrometres) µm; it has to be above 0 and finite")
            }
        }
        try DenoiseOption.check(DenoiseOption.spelling(of: denoising).description)
        try MapsOption.check(MapsOption.spelling(of: maps).description)
    }
}
