import VoxelCore
import VoxelKernels

extension SodiumSampler {
    /// Least squares of the grey values on the blurred labels; moves the layers' fields on the way.
    func fitted(_ levels: GreyLevels, contrast: Double) throws -> GreyLevels {
        let layout = slab.layout
        let electrolyte = levels.electrolyte
        let measured = slab.below + 1..<min(slab.below + layers, layout.depth - 2)
        let depth = layout.depth
        let sums = SharedBuffer<Sums>(count: layout.strips, repeating: Sums())
        // What is left of every layer's mean grey, in units of the contrast: sums and counts, strip by strip.
        let left = SharedBuffer<Double>(count: layout.strips * depth, repeating: 0)
        let counts = SharedBuffer<Double>(count: layout.strips * depth, repeating: 0)
        try concurrentForEach(taskCount: layout.strips, threads: threads) { strip in
            var total = Sums()
            forEachVoxel(layout.rows(ofStrip: strip), movable.lowerBound..<depth - 2) { voxel in
                let grey = slab.grey.elements[voxel]
                guard isUsed(grey), ones.elements[voxel] > 0.98 else { return }
                let k = voxel % depth
                let share = Double(self.share.elements[voxel])
                let value = Double(grey) - electrolyte * share
                let sodium = Double(blurred.elements[voxel])
                if measured.contains(k) { total.add(value: value, lithium: 1 - share, sodium: sodium) }
                left.elements[strip * depth + k] += (value - levels.lithium * (1 - share)) / contrast - sodium
                counts.elements[strip * depth + k] += 1
            }
            sums.elements[strip] = total
        }
        var total = Sums()
        for part in sums.elements { total.add(part) }
        if parameters.layerGain > 0 {
            let bound = Float(parameters.layerBound)
            for k in movable.lowerBound..<depth - 2 {
                var (sum, count) = (0.0, 0.0)
                for strip in 0..<layout.strips {
                    sum += left.elements[strip * depth + k]
                    count += counts.elements[strip * depth + k]
                }
                guard count > 0 else { continue }
                let change = min(0.5, max(-0.5, parameters.layerGain * sum / count))
                layerField.elements[k] = min(bound, max(-bound, layerField.elements[k] + Float(change)))
            }
        }
        guard let fit = total.solution(contrast: contrast) else { return levels }
        return GreyLevels(
            lithium: fit.lithium, sodium: fit.lithium + contrast, electrolyte: electrolyte, noise: fit.deviation)
    }
}

/// Sums of a regression of grey values on the shares of Li and Na.
private struct Sums: BitwiseCopyable {
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

    mutating func add(_ other: Sums) {
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
