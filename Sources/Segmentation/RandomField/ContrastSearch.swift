import VoxelCore
import VoxelKernels

extension SodiumSampler {
    /// The contrast of Na at which the random field explains the grey best, among some around a first idea.
    ///
    /// Thin Na of high contrast and thick Na of low contrast hold the same grey in all, so the fit that follows stays
    /// with the one it starts from; what tells them apart is how well they explain every voxel.
    func searched(_ first: GreyLevels, _ reference: Float) throws -> GreyLevels {
        let part = slab.bands(columns: parameters.searchColumns) ?? slab
        let sampler = try SodiumSampler(
            part, layers: layers, offsets: Array(repeating: 0, count: part.layout.starts.count), parameters: parameters,
            voidThreshold: voidThreshold.map { Double($0) }, firstMovable: movable.lowerBound - slab.below,
            threads: threads)
        try sampler.blurSeen(reference)
        // Sweeps at one contrast: what they leave unexplained, and how it goes together from voxel to voxel.
        let explain = { (factor: Double, covariance: NoiseCovariance?) -> (variance: Double, NoiseCovariance) in
            sampler.layerField.elements.update(repeating: 0)
            var levels = first
            levels.sodium = first.lithium + factor * (first.sodium - first.lithium)
            let contrast = levels.sodium - levels.lithium
            try sampler.start(levels, reference)
            var variance = 0.0
            for index in 0..<parameters.searchSweeps {
                try sampler.sweep(try sampler.makeField(levels), index)
                _ = try sampler.image()
                levels = try sampler.fitted(levels, contrast: contrast)
                sampler.weigh(covariance, in: &levels)
                if index >= parameters.searchSweeps - 2 { variance += levels.noise * levels.noise / 2 }
                try sampler.gatherEvidence(levels, reference)
            }
            return (variance, try sampler.noiseCovariance(levels))
        }
        let covariance = try explain(1.2, nil).1
        var tried: [(factor: Double, variance: Double)] = []
        for factor in stride(from: 0.8, through: 2.4, by: 0.1) {
            let variance = try explain(factor, covariance).variance
            tried.append((factor, variance))
            let least = tried.indices.min { tried[$0].variance < tried[$1].variance } ?? 0
            if least + Self.searchReach < tried.count { break }
        }
        var levels = first
        let contrast = Self.bottom(of: tried) * (first.sodium - first.lithium)
        // Labels follow the noise a little, the more the lower the contrast, which favours a low one.
        let noisiness = (tried.map(\.variance).min() ?? 0) / (contrast * contrast)
        levels.sodium = first.lithium + contrast * (1 + parameters.contrastBias * noisiness)
        return levels
    }

    private static let searchReach = 3

    /// Where the parabola through the least value and its neighbours is lowest.
    private static func bottom(of tried: [(factor: Double, variance: Double)]) -> Double {
        let least = tried.indices.min { tried[$0].variance < tried[$1].variance } ?? 0
        let points = tried[max(0, least - searchReach)..<min(tried.count, least + searchReach + 1)]
        let middle = tried[least].factor
        // Least squares of a + b x + c x² with x and x² made orthogonal to what comes before.
        let x = points.map { $0.factor - middle }
        let mean = { (values: [Double]) in values.reduce(0, +) / Double(values.count) }
        let (x1, x2) = (mean(x), mean(x.map { $0 * $0 }))
        let linear = x.map { $0 - x1 }
        let slope2 = zip(linear, x).reduce(0) { $0 + $1.0 * $1.1 * $1.1 } / linear.reduce(0) { $0 + $1 * $1 }
        let square = zip(linear, x).map { $1 * $1 - x2 - slope2 * $0 }
        let values = points.map(\.variance)
        let b1 = zip(linear, values).reduce(0) { $0 + $1.0 * $1.1 } / linear.reduce(0) { $0 + $1 * $1 }
        let c = zip(square, values).reduce(0) { $0 + $1.0 * $1.1 } / square.reduce(0) { $0 + $1 * $1 }
        let b = b1 - c * slope2
        guard c > 0 else { return middle }
        return min(middle + 0.1, max(middle - 0.1, middle - b / (2 * c)))
    }
}
