import VoxelCore
import VoxelKernels

/// What is fitted of the random field between sweeps: stochastic expectation-maximisation (Celeux & Diebolt 1985).
struct FieldFit: Sendable, Codable {
    /// The grey levels and the noise.
    var levels: GreyLevels
    /// How wide the system's blur is.
    var blur: BlurWidths
    /// How strongly voxels follow their neighbours.
    var coupling: NeighbourCoupling
    /// f_k: what is added to the log-odds of every voxel at depth k of its column, so that every layer's mean grey is met.
    var layerFields: [Float]

    /// A first idea: levels, and nothing added.
    init(_ levels: GreyLevels, blur: BlurWidths, depth: Int) {
        self.levels = levels
        self.blur = blur
        coupling = NeighbourCoupling()
        layerFields = Array(repeating: 0, count: depth)
    }
}

extension FieldFit {
    /// Layer fields a step nearer to the layers' mean greys, as a sample shows them.
    ///
    /// - Complexity: O(voxels); sums strip by strip, so the same for every number of threads.
    func followingLayers(_ sample: borrowing SodiumSample, _ evidence: GreyEvidence) throws -> FieldFit {
        let model = evidence.model
        let layout = model.layout
        let depth = layout.depth
        let (levels, image) = (levels, sample.image)
        let contrast = levels.sodium - levels.lithium
        let moved = model.movable.lowerBound..<depth - 2
        // What is left of every layer's mean grey, in units of the contrast: sums and counts, strip by strip.
        let left = SharedBuffer<Double>(count: layout.strips * depth, repeating: 0)
        let counts = SharedBuffer<Double>(count: layout.strips * depth, repeating: 0)
        try concurrentForEach(taskCount: layout.strips, threads: model.threads) { strip in
            layout.forEachVoxel(ofRows: layout.rows(ofStrip: strip), depths: moved) { voxel, k in
                let grey = model.slab.grey.elements[voxel]
                guard model.isUsed(grey), evidence.ones.elements[voxel] > 0.98 else { return }
                let share = Double(model.electrolyteShare.elements[voxel])
                let value = Double(grey) - levels.electrolyte * share - levels.lithium * (1 - share)
                left.elements[strip * depth + k] += value / contrast - Double(image.elements[voxel])
                counts.elements[strip * depth + k] += 1
            }
        }
        var result = self
        let (gain, bound) = (model.parameters.layerGain, Float(model.parameters.layerBound))
        for k in moved {
            let strips = stride(from: k, to: layout.strips * depth, by: depth)
            let count = strips.reduce(0) { $0 + counts.elements[$1] }
            guard count > 0 else { continue }
            let change = min(0.5, max(-0.5, gain * strips.reduce(0) { $0 + left.elements[$1] } / count))
            result.layerFields[k] = min(bound, max(-bound, layerFields[k] + Float(change)))
        }
        return result
    }

    /// Levels and blur at which a sample explains the grey best, and the noise that it leaves.
    ///
    /// Grey is linear in the levels, `y = μ_Li (1 − S) + μ_SSE S + Δ B x`, and a Gaussian's derivative by its variance is
    /// half the second derivative by place, so levels and variances of the blur are a step of least squares away.
    ///
    /// - Complexity: O(voxels); sums strip by strip, so the same for every number of threads.
    func refitted(to sample: borrowing SodiumSample, _ evidence: GreyEvidence) throws -> FieldFit {
        let model = evidence.model
        let layout = model.layout
        let (levels, image) = (levels, sample.image)
        let contrast = levels.sodium - levels.lithium
        let (shown, alongDepth, alongRows, alongColumns):
            (SharedBuffer<Float>, SharedBuffer<Float>, SharedBuffer<Float>, SharedBuffer<Float>) =
                (layout.buffer(), layout.buffer(), layout.buffer(), layout.buffer())
        let fall = Float(levels.electrolyte - levels.lithium)
        try layout.forEachStrip(threads: model.threads) { rows in
            layout.forEachVoxel(ofRows: rows, depths: 0..<layout.depth) { voxel, _ in
                shown.elements[voxel] =
                    fall * model.electrolyteShare.elements[voxel] + Float(contrast) * image.elements[voxel]
            }
        }
        let (second, one): ([Float], [Float]) = ([0.5, -1, 0.5], [1])
        let threads = model.threads
        try layout.blur(
            shown, taps: BlurTaps(rows: one, columns: one, depth: second), threads: threads, into: alongDepth)
        try layout.blur(
            shown, taps: BlurTaps(rows: second, columns: one, depth: one), threads: threads, into: alongRows)
        try layout.blur(
            shown, taps: BlurTaps(rows: one, columns: second, depth: one), threads: threads, into: alongColumns)
        let measured = max(1, model.slab.below - 2)..<min(model.slab.below + model.layers, layout.depth - 2)
        var given: Double?
        if case .value(let threshold) = model.naThreshold { given = threshold }
        let isGiven = given != nil
        let parts = try concurrentMap(count: layout.strips, threads: model.threads) { strip in
            var sums = NormalEquations()
            layout.forEachVoxel(ofRows: layout.rows(ofStrip: strip), depths: measured) { voxel, k in
                let grey = model.slab.grey.elements[voxel]
                guard model.isUsed(grey), evidence.ones.elements[voxel] > 0.98 else { return }
                let share = Double(model.electrolyteShare.elements[voxel])
                let sodium = Double(image.elements[voxel])
                let left = Double(grey) - levels.lithium - Double(shown.elements[voxel])
                // With a given threshold T the contrast is 2 (T − μ_Li).
                let factors: InlineArray<6, Double> = [
                    1 - share - (isGiven ? 2 * sodium : 0), share, isGiven ? 0 : sodium,
                    Double(alongDepth.elements[voxel]), Double(alongRows.elements[voxel]),
                    Double(alongColumns.elements[voxel]),
                ]
                sums.add(factors, value: left)
            }
            return sums
        }
        var sums = NormalEquations()
        for part in parts { sums.add(part) }
        var result = self
        let stiffness = 1e-4 * contrast * contrast
        if let change = sums.solution(stiffness: [1e-4, 1e-4, 1e-4, stiffness, stiffness, stiffness]) {
            result.levels.lithium += change[0]
            result.levels.electrolyte += change[1]
            result.levels.sodium += change[0] + max(change[2], -contrast / 2)
            if let given { result.levels.putThreshold(at: given) }
            let noisiness = levels.noisiness
            result.blur = blur.widened(byVariances: (change[3], change[4], change[5]))
                .drawnToNominal(by: FieldParameters.nominalBlurByNoise * noisiness * noisiness * noisiness * noisiness)
        }
        return result
    }
}
