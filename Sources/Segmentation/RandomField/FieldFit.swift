import VoxelCore
import VoxelKernels

/// What is fitted of the random field between sweeps: stochastic expectation-maximisation (Celeux & Diebolt 1985).
struct FieldFit: Sendable, Codable {
    /// The grey levels and the noise.
    var levels: GreyLevels
    /// f_k: what is added to the log-odds of every voxel at depth k of its column, so that every layer's mean grey is met.
    var layerFields: [Float]

    /// A first idea: levels, and nothing added.
    init(_ levels: GreyLevels, depth: Int) {
        self.levels = levels
        layerFields = Array(repeating: 0, count: depth)
    }
}

extension FieldFit {
    /// Least squares of the grey values on a sample's image, and layer fields a step nearer to the layers' mean greys.
    ///
    /// - Parameter contrast: Δ, which stays.
    /// - Returns: levels whose noise has not been weighed yet.
    /// - Complexity: O(voxels); sums strip by strip, so the same for every number of threads.
    func refitted(to sample: borrowing SodiumSample, _ evidence: GreyEvidence, contrast: Double) throws -> FieldFit {
        let model = evidence.model
        let layout = model.layout
        let depth = layout.depth
        let levels = levels
        let image = sample.image
        let measured = model.slab.below + 1..<min(model.slab.below + model.layers, depth - 2)
        let moved = model.movable.lowerBound..<depth - 2
        let sums = SharedBuffer<GreySums>(count: layout.strips, repeating: GreySums())
        // What is left of every layer's mean grey, in units of the contrast: sums and counts, strip by strip.
        let left = SharedBuffer<Double>(count: layout.strips * depth, repeating: 0)
        let counts = SharedBuffer<Double>(count: layout.strips * depth, repeating: 0)
        try concurrentForEach(taskCount: layout.strips, threads: model.threads) { strip in
            var total = GreySums()
            layout.forEachVoxel(ofRows: layout.rows(ofStrip: strip), depths: moved) { voxel, k in
                let grey = model.slab.grey.elements[voxel]
                guard model.isUsed(grey), evidence.ones.elements[voxel] > 0.98 else { return }
                let share = Double(model.electrolyteShare.elements[voxel])
                let value = Double(grey) - levels.electrolyte * share
                let sodium = Double(image.elements[voxel])
                if measured.contains(k) { total.add(value: value, lithium: 1 - share, sodium: sodium) }
                left.elements[strip * depth + k] += (value - levels.lithium * (1 - share)) / contrast - sodium
                counts.elements[strip * depth + k] += 1
            }
            sums.elements[strip] = total
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
        var total = GreySums()
        for part in sums.elements { total.add(part) }
        if let fit = total.solution(contrast: contrast) {
            result.levels = GreyLevels(
                lithium: fit.lithium, sodium: fit.lithium + contrast, electrolyte: levels.electrolyte,
                noise: fit.deviation)
        }
        return result
    }
}

/// Sums of a regression of grey values on the shares of Li and Na.
private struct GreySums: BitwiseCopyable {
    var count = 0.0
    var (uu, ua, ub, aa, ab, bb) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

    mutating func add(value u: Double, lithium a: Double, sodium b: Double) {
        count += 1
        uu += u * u
        ua += u * a
        ub += u * b
        aa += a * a
        ab += a * b
        bb += b * b
    }

    mutating func add(_ other: GreySums) {
        count += other.count
        uu += other.uu
        ua += other.ua
        ub += other.ub
        aa += other.aa
        ab += other.ab
        bb += other.bb
    }

    /// The level of Li where the contrast of Na is given, and the standard deviation of what is left.
    func solution(contrast: Double) -> (lithium: Double, deviation: Double)? {
        guard count > 2, aa > 0 else { return nil }
        let lithium = (ua - contrast * ab) / aa
        let left =
            uu + lithium * lithium * aa + contrast * contrast * bb - 2 * lithium * ua - 2 * contrast * ub
            + 2 * lithium * contrast * ab
        return (lithium, (max(0, left) / count).squareRoot())
    }
}
