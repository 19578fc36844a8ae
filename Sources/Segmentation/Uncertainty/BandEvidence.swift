import VoxelCore

/// What a scan itself tells of how far its coverage may be off.
package struct BandEvidence: Sendable {
    /// Coverage found after 1, 2 … N layers.
    package let coverage: [Double]
    /// What was taken off it; see ``CoverageBias``.
    package let bias: [Double]
    /// How much depends on where faces lie in voxels.
    package let faces: [Double]
    /// Noise over contrast.
    package let noisiness: Double
    /// How much of the noise neighbouring voxels share, 0 … 1.
    package let correlation: Double
    /// Standard deviation of h about its plane, in voxels.
    package let roughness: Double
    /// Its root mean square error as it was found beside it, in voxels.
    package let heightError: Double
    /// The share of the columns whose first layer is Na.
    let touching: Double
    /// What of the interface may be Na on the SSE.
    package let hills: InterfaceHills
    /// Columns that are not outside.
    package let columns: Int
    /// Whether levels or blur are warned of: beyond what can be resolved.
    package let isUnresolved: Bool

    /// What a scan tells; nil where the method was not tried on a scan simulated from it.
    ///
    /// - Parameters:
    ///   - coverage: after 1, 2 … N layers.
    ///   - roughness: standard deviation of h about its plane, in voxels.
    package init?(
        coverage: [Double], _ posterior: SodiumPosterior?, _ levels: GreyLevels?, roughness: Double,
        heightError: Double?,
        hills: InterfaceHills, columns: Int
    ) {
        guard let bias = posterior?.bias, let levels, bias.layers.count == coverage.count, !coverage.isEmpty else {
            return nil
        }
        let neighbours = levels.covariance.map { [$0.depth, $0.rows, $0.columns].compactMap(\.first) } ?? []
        self.init(
            coverage: coverage, bias: bias.correction, faces: bias.faces, noisiness: levels.noisiness,
            correlation: max(0, neighbours.reduce(0, +) / Double(max(1, neighbours.count))), roughness: roughness,
            heightError: heightError ?? 0, hills: hills, columns: columns,
            isUnresolved: !(levels.warnings + levels.blur.warnings).isEmpty)
    }

    package init(
        coverage: [Double], bias: [Double], faces: [Double], noisiness: Double, correlation: Double, roughness: Double,
        heightError: Double, hills: InterfaceHills, columns: Int, isUnresolved: Bool
    ) {
        self.coverage = coverage
        self.bias = bias
        self.faces = faces
        self.noisiness = noisiness
        self.correlation = correlation
        self.roughness = roughness
        self.heightError = heightError
        touching = coverage.first ?? 0
        self.hills = hills
        self.columns = columns
        self.isUnresolved = isUnresolved
    }

    /// A part of which the half width of the band is made.
    package enum Part: Int, CaseIterable, Sendable {
        /// What nothing else tells of.
        case anything
        /// The bias that was taken off where too much was found, and where too little was.
        case foundTooMuch, foundTooLittle
        /// How much depends on where faces lie in voxels.
        case faces
        /// By how much the curve rises where h is off by its error.
        case height
        /// Noise over contrast, squared; and times its correlation.
        case noise, correlatedNoise
        /// Columns that stand out of the interface, and by how many more these are than those that lie as deep in it: where Na may
        /// be, if the column is not Na anyway.
        case hills, excessOfHills
    }

    /// Coverage after 1, 2 … N layers as if the columns whose first layer is Na were SSE, and like all others otherwise.
    package var coverageWithoutTouching: [Double] {
        let others = max(1e-9, 1 - touching)
        return coverage.map { max(0, ($0 - touching) / others) }
    }

    /// The parts after 1, 2 … N layers, all of ``Part`` in turn; see ``BandCalibration``.
    package var parts: [[Double]] {
        coverage.indices.map { layer in
            let before = layer > 0 ? coverage[layer - 1] : 0
            let after = layer + 1 < coverage.count ? coverage[layer + 1] - coverage[layer] : 0
            let slope = max(coverage[layer] - before, after)
            let free = 1 - coverage[layer]
            return Part.allCases.map { part in
                switch part {
                case .anything: 1
                case .foundTooMuch: max(0, bias[layer])
                case .foundTooLittle: max(0, -bias[layer])
                case .faces: abs(faces[layer])
                case .height: slope * heightError
                case .noise: noisiness * noisiness
                case .correlatedNoise: correlation * noisiness
                case .hills: hills.share * free
                case .excessOfHills: hills.excess * free
                }
            }
        }
    }
}
