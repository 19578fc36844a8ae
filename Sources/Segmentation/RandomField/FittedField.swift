import VoxelCore

/// A random field fitted to a slab, and a sample of it.
struct FittedField: ~Copyable {
    /// What is given, and what the grey values say.
    let evidence: GreyEvidence
    /// What was fitted.
    var fit: FieldFit
    /// The latest sample.
    let sample: SodiumSample

    /// Sweeps over the whole slab and fits, in turn.
    fileprivate init(_ first: FieldModel, startingFrom start: FieldFit, rounds: Int) throws {
        var evidence = try GreyEvidence(first, reference: first.slab.meanGrey)
        var fit = start
        var sample = try SodiumSample(evidence, fit.levels)
        fit.levels.takeCores(of: sample, first)
        let sweeps = first.parameters.sweepsPerRound
        for round in 0..<rounds {
            var counts = NeighbourCounts()
            for sweep in 0..<sweeps {
                sample = try sample.swept(evidence, fit, round * sweeps + sweep)
                fit = try fit.followingLayers(sample, evidence)
                guard sweep >= sweeps - 2 else { continue }
                counts.add(
                    try NeighbourCounts(sample.labels, first.layout, movable: first.movable, threads: first.threads))
            }
            if let coupling = counts.coupling(startingFrom: fit.coupling) { fit.coupling = coupling }
            fit = try fit.refitted(to: sample, evidence)
            fit.levels.take(try LithiumNoise(sample, evidence, fit.levels))
            // What follows sees the scan through the blur that was found.
            let model = try first.blurred(by: fit.blur)
            evidence = try GreyEvidence(model, reference: evidence.reference)
            sample = try sample.seen(by: model)
            try first.afterRound?(round + 1, rounds)
        }
        // Under these couplings the layers meet their mean greys with other fields.
        fit.coupling = fit.coupling.ofDomains(noisiness: fit.levels.noisiness)
        for sweep in 0..<2 * sweeps {
            sample = try sample.swept(evidence, fit, rounds * sweeps + sweep)
            fit = try fit.followingLayers(sample, evidence)
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

    /// The mean square of what the sample leaves of the grey of the electrode.
    fileprivate var leftover: Double {
        let (model, levels) = (evidence.model, fit.levels)
        let (contrast, fall) = (levels.sodium - levels.lithium, levels.electrolyte - levels.lithium)
        var sum = Spread()
        model.layout.forEachVoxel(ofRows: 0..<model.layout.rows, depths: model.movable) { voxel, _ in
            let grey = model.slab.grey.elements[voxel]
            guard model.isUsed(grey) else { return }
            let shown =
                levels.lithium + fall * Double(model.electrolyteShare.elements[voxel])
                + contrast * Double(sample.image.elements[voxel])
            sum.add(Double(grey) - shown)
        }
        return sum.count > 0 ? sum.squares / sum.count : 0
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
    /// Fits levels, blur, couplings and the layers' fields to the slab; nil where it has a single grey.
    ///
    /// Of a map of many columns, evenly spread parts are enough to fit on; the sample is one of the whole.
    ///
    /// - Parameter start: what is known already: so many rounds less are needed.
    /// - Complexity: O(voxels · sweeps) time, and 25 bytes a voxel beside the slab's grey values.
    func fitted(startingFrom start: FieldFit? = nil) throws -> FittedField? {
        guard let field = try fittedOnPart(startingFrom: start) else { return nil }
        guard field.evidence.model.layout.count != layout.count else { return field }
        let fit = field.fit
        let evidence = try GreyEvidence(blurred(by: fit.blur), reference: slab.meanGrey)
        return try FittedField(evidence, fit, settlingIn: parameters.settlingSweeps)
    }

    /// The same, with a sample of no more than the parts that are fitted on.
    func fittedOnPart(startingFrom start: FieldFit? = nil) throws -> FittedField? {
        guard let spread = slab.spread(columns: parameters.fittingColumns) else {
            return try fittedThroughout(startingFrom: start)
        }
        return try restricted(to: spread).fittedThroughout(startingFrom: start)
    }

    /// The same, fitted on all of the slab.
    func fittedThroughout(startingFrom start: FieldFit? = nil) throws -> FittedField? {
        guard let first = try start ?? firstIdea() else { return nil }
        var found = try fittedThroughout(startingFrom: first, rounds: rounds(from: start))
        guard start == nil, naThreshold == .automatic, found.fit.levels.isDoubtful,
            let second = try firstIdea(.extremes)
        else { return found }
        // Of two fits the one that leaves less of the grey is the truer one; but texture of Li can be drawn with Na, too, if that
        // is blurred enough.
        let other = try fittedThroughout(startingFrom: second, rounds: parameters.rounds)
        if other.leftover < found.leftover, other.fit.blur.warnings.isEmpty { found = other }
        found.fit.levels.wereDoubtful = true
        return found
    }

    private func fittedThroughout(startingFrom first: FieldFit, rounds: Int) throws -> FittedField {
        try FittedField(blurred(by: first.blur), startingFrom: first, rounds: rounds)
    }

    private func rounds(from start: FieldFit?) -> Int { start == nil ? parameters.rounds : parameters.roundsFromStart }

    private func firstIdea(_ idea: GreyLevels.FirstIdea = .classes) throws -> FieldFit? {
        let evidence = try GreyEvidence(self, reference: slab.meanGrey)
        guard var levels = GreyLevels(slab, blurred: evidence.grey, reference: evidence.reference, idea)
        else { return nil }
        if case .value(let threshold) = naThreshold { levels.putThreshold(at: threshold) }
        return FieldFit(levels, blur: blur.widths, depth: layout.depth)
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
            try sweep(1000 + index)
            try counts.add(labels, model, offsets: offsets)
        }
        return counts
    }
}

extension GreyLevels {
    /// Takes the grey of Na from where a first labelling has nothing else around: partial volume makes all the rest darker,
    /// and levels and labels that are fitted in turn move away from it slowly.
    mutating func takeCores(of sample: borrowing SodiumSample, _ model: FieldModel) {
        guard case .automatic = model.naThreshold else { return }
        let layout = model.layout
        let image = sample.image
        var (sum, count) = (0.0, 0.0)
        let depths = model.slab.below + 1..<min(model.slab.below + model.layers, layout.depth - 2)
        layout.forEachVoxel(ofRows: 0..<layout.rows, depths: depths) { voxel, _ in
            let grey = model.slab.grey.elements[voxel]
            guard model.isUsed(grey), image.elements[voxel] > 0.97 else { return }
            sum += Double(grey)
            count += 1
        }
        if count > 300 { sodium = max(sodium, sum / count) }
    }

    /// Takes over what the noise of pure Li is.
    mutating func take(_ seen: LithiumNoise) {
        noise = seen.deviation ?? noise
        matchedNoise = seen.matched ?? noise
        covariance = seen.covariance
    }
}
