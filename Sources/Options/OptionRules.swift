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
        for option in ScanOptions.all where option.spelling(in: self).map({ $0 != option.spellingOfStandard }) ?? false
        {
            guard let objection = option.objection(to: segmentation) else { continue }
            throw .usage("--\(option.name), with --segmentation \(segmentation.rawValue), \(objection)")
        }
        guard segmentation != .labels || codes != nil else {
            throw .usage(
                "--segmentation labels does not know what the labels stand for; add --codes, such as"
                    + " --codes li=1,na=2,sse=3,void=0")
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

    /// Whoever sets a value without a text is held to what texts are held to.
    private func checkRanges() throws(SimstripError) {
        for option in ScanOptions.all where gives(option) {
            guard let spelling = option.spelling(in: self), spelling != .null else { continue }
            try option.check(spelling.description)
        }
    }
}
