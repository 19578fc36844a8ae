import VoxelCore

/// A random field fitted to a slab, and a sample of it.
struct FittedField: ~Copyable {
    /// What is given, and what the grey values say.
    let evidence: GreyEvidence
    /// What was fitted.
    let fit: FieldFit
    /// The latest sample.
    let sample: SodiumSample

    /// Sweeps over the whole slab and fits, in turn.
    fileprivate init(_ evidence: GreyEvidence, startingFrom levels: GreyLevels) throws {
        let model = evidence.model
        var fit = FieldFit(levels, depth: model.layout.depth)
        var sample = try SodiumSample(evidence, levels)
        for index in 0..<model.parameters.fittingSweeps {
            sample = try sample.swept(evidence, fit, index)
            var covariance = fit.levels.covariance
            fit = try fit.refitted(to: sample, evidence, contrast: fit.levels.sodium - fit.levels.lithium)
            if case .value(let threshold) = model.naThreshold { fit.levels.putThreshold(at: threshold) }
            if index % 5 == 2 {
                covariance = try NoiseCovariance(sample, model, lithium: Float(fit.levels.lithium))
            }
            fit.levels = fit.levels.weighed(covariance, model.blur)
        }
        self.evidence = evidence
        self.fit = fit
        self.sample = sample
    }

    /// A fit, and a sample that follows it after some sweeps.
    fileprivate init(_ evidence: GreyEvidence, _ fit: FieldFit, settlingIn sweeps: Int) throws {
        var odds = try SodiumSample(evidence, fit.levels).odds(evidence, fit)
        for index in 0..<sweeps { try odds.sweep(index) }
        let settled = try odds.sample()
        self.evidence = evidence
        self.fit = fit
        sample = settled
    }

    /// Goes on sampling, and counts.
    ///
    /// - Parameters:
    ///   - layers: N.
    ///   - offsets: from a column's first electrode voxel to its first layer, in voxels into the electrode.
    consuming func counted(layers: Int, offsets: [Int32]) throws -> SampleCounts {
        let model = evidence.model
        return try sample.odds(evidence, fit).counted(layers: layers, offsets: offsets, model)
    }
}

extension FieldModel {
    /// Fits the levels and the layers' fields of the slab; nil where it has a single grey.
    ///
    /// Of a map of many columns, evenly spread parts are enough to fit on.
    ///
    /// - Complexity: O(voxels · sweeps) time, and 25 bytes a voxel beside the slab's grey values.
    func fitted() throws -> FittedField? {
        let evidence = try GreyEvidence(self, reference: slab.meanGrey)
        guard var levels = GreyLevels(slab, blurred: evidence.grey, reference: evidence.reference) else { return nil }
        if case .value(let threshold) = naThreshold {
            levels.putThreshold(at: threshold)
        } else if levels.showsSodium {
            levels = try levels.withContrast(searchedIn: evidence)
        }
        guard let spread = slab.spread(columns: parameters.fittingColumns) else {
            return try FittedField(evidence, startingFrom: levels)
        }
        let part = try GreyEvidence(restricted(to: spread), reference: evidence.reference)
        let fit = try FittedField(part, startingFrom: levels).fit
        return try FittedField(evidence, fit, settlingIn: parameters.settlingSweeps)
    }

    /// The log-odds of every voxel under a fit that was made elsewhere, after some sweeps.
    ///
    /// - Complexity: three blurs and the sweeps, and 21 bytes a voxel beside the slab's grey values.
    func settled(under fit: FieldFit) throws -> SodiumOdds {
        let given = try GreyEvidence.given(self, fit.levels)
        var odds = try SodiumSample(self, given, fit.levels).odds(self, given, fit)
        for index in 0..<parameters.settlingSweeps { try odds.sweep(index) }
        return odds
    }
}

extension SodiumOdds {
    /// Goes on sweeping, and counts the samples.
    consuming func counted(layers: Int, offsets: [Int32], _ model: FieldModel) throws -> SampleCounts {
        let parameters = model.parameters
        var counts = SampleCounts(model.layout, layers: layers)
        for index in 0..<parameters.countedSweeps {
            try sweep(parameters.fittingSweeps + index)
            try counts.add(labels, model, offsets: offsets)
        }
        return counts
    }
}
