import VoxelCore

extension GreyLevels {
    /// The same levels with the contrast of Na at which the random field explains the grey best, among some around a first
    /// idea.
    ///
    /// Thin Na of high contrast and thick Na of low contrast hold the same grey in all, so the fit that follows stays
    /// with the one it starts from; what tells them apart is how well they explain every voxel.
    ///
    /// - Complexity: some ten times five sweeps over about 8,000 columns.
    func withContrast(searchedIn whole: GreyEvidence) throws -> GreyLevels {
        let parameters = whole.model.parameters
        var evidence = whole
        if let bands = whole.model.slab.spread(columns: parameters.searchColumns) {
            evidence = try GreyEvidence(whole.model.restricted(to: bands), reference: whole.reference)
        }
        // How the noise goes together, as one of the contrasts shows it.
        let covariance = try explained(evidence, factor: 1.2, covariance: nil).covariance
        var tried: [(factor: Double, variance: Double)] = []
        for factor in stride(from: 0.8, through: 2.4, by: 0.1) {
            tried.append((factor, try explained(evidence, factor: factor, covariance: covariance).variance))
            let least = tried.indices.min { tried[$0].variance < tried[$1].variance } ?? 0
            if least + Self.searchReach < tried.count { break }
        }
        let contrast = Self.bottom(of: tried) * (sodium - lithium)
        // Labels follow the noise a little, the more the lower the contrast, which favours a low one.
        let noisiness = (tried.map(\.variance).min() ?? 0) / (contrast * contrast)
        var levels = self
        levels.sodium = lithium + contrast * (1 + parameters.contrastBias * noisiness)
        return levels
    }

    /// Sweeps at one contrast: what they leave unexplained, and how it goes together from voxel to voxel.
    private func explained(
        _ evidence: GreyEvidence, factor: Double, covariance: NoiseCovariance?
    ) throws -> (variance: Double, covariance: NoiseCovariance) {
        let model = evidence.model
        let sweeps = model.parameters.searchSweeps
        var levels = self
        levels.sodium = lithium + factor * (sodium - lithium)
        let contrast = levels.sodium - levels.lithium
        var fit = FieldFit(levels, depth: model.layout.depth)
        var sample = try SodiumSample(evidence, levels)
        var variance = 0.0
        for index in 0..<sweeps {
            sample = try sample.swept(evidence, fit, index)
            fit = try fit.refitted(to: sample, evidence, contrast: contrast)
            fit.levels = fit.levels.weighed(covariance, model.blur)
            if index >= sweeps - 2 { variance += fit.levels.noise * fit.levels.noise / 2 }
        }
        return (variance, try NoiseCovariance(sample, model, lithium: Float(fit.levels.lithium)))
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
