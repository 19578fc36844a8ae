import VoxelKernels

/// How strongly voxels are tied to the grey values and to each other at given levels.
///
/// By Bayes' rule the log-odds of a voxel are linear in the labels of all others:
/// `(Δ/s²) [Bᵀ(y − …)] − (Δ²/s²) [½ BᵀB₀₀ + Σ_{u≠v} (BᵀB) x_u] + Σ w x − b + f_k`, s the noise of a matched filter.
struct FieldCouplings: Sendable {
    /// Δ²/s².
    let precision: Double
    /// Δ/s², per grey value.
    let perGrey: Double
    /// BᵀB₀₀: how much of a voxel's image comes back to itself.
    let own: Double
    /// b.
    let balance: Double
    private let lateral: Double
    private let axial: Double
    private let blur: SystemBlur

    /// The couplings at levels whose noise has been weighed.
    init(_ levels: GreyLevels, blur: SystemBlur, parameters: FieldParameters) {
        let contrast = levels.sodium - levels.lithium
        let texture = parameters.ordinaryTexture * contrast
        let white = levels.noise * levels.noise
        let variance =
            levels.covariance == nil ? white + texture * texture : levels.matchedNoise * levels.matchedNoise
        precision = contrast * contrast / variance
        perGrey = precision / contrast
        own = blur.overlap(0) * blur.overlap(0) * blur.overlap(0)
        let noisiness = max(white, variance - texture * texture).squareRoot() / contrast
        let lateralCoupling = max(8, parameters.lateralCoupling - parameters.lateralLoss * noisiness)
        let axialCoupling = max(0.5, parameters.axialCoupling - parameters.axialLoss * noisiness)
        lateral = lateralCoupling / (4 + 4 * 0.5.squareRoot())
        axial = axialCoupling / 2
        balance = parameters.balance * (lateralCoupling + axialCoupling)
        self.blur = blur
    }

    /// w: what a Na voxel adds to the log-odds of a neighbour in the Ising field.
    private func attraction(row: Int, column: Int, depth: Int) -> Double {
        switch (abs(row), abs(column), abs(depth)) {
        case (1, 0, 0), (0, 1, 0): lateral
        case (1, 1, 0): lateral * 0.5.squareRoot()
        case (0, 0, 1): axial
        default: 0
        }
    }

    /// What Na neighbours add by the Ising field alone.
    var neighbours: PairStencil {
        PairStencil(negligible: 1e-6) { attraction(row: $0, column: $1, depth: $2) }
    }

    /// What a voxel that becomes Na adds to the log-odds of others: by the Ising field, and because its image explains
    /// some of their grey.
    var change: PairStencil {
        PairStencil(negligible: 4e-3) { row, column, depth in
            if row == 0, column == 0, depth == 0 { return 0 }
            let image = -precision * blur.overlap(row) * blur.overlap(column) * blur.overlap(depth)
            return image + attraction(row: row, column: column, depth: depth)
        }
    }
}
