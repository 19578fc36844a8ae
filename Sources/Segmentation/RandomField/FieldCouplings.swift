import VoxelKernels

/// How strongly voxels follow their neighbours: the Ising field's share of a voxel's log-odds,
/// `Σ w (x_u − ½) + bias` over its neighbours u in the electrode. What lies beyond the interface or the slab says nothing.
public struct NeighbourCoupling: Sendable, Hashable, Codable {
    /// w of the four nearest neighbours in the layer; 1/√2 of it for the four diagonal ones.
    public var lateral = 1.6
    /// w of the two nearest neighbours across layers; 1/√2 of it for the eight beside these.
    public var axial = 0.5
    /// The log-odds of a voxel half of whose neighbours are Na.
    public var bias = 0.6

    /// A first idea: what most labellings of domains of several voxels show.
    init() {}

    /// Σ w over all neighbours.
    private var total: Double { (4 + 4 * 0.5.squareRoot()) * lateral + (2 + 8 * 0.5.squareRoot()) * axial }

    /// Those of domains, where these are of samples.
    ///
    /// Samples follow the noise a little, and where a face runs through voxels their labels are drawn by lot: neighbours in
    /// the layer agree less than in domains. The bias grows with what neighbours say, so that as much Na is left.
    ///
    /// - Parameter noisiness: noise over contrast.
    func ofDomains(noisiness: Double) -> NeighbourCoupling {
        var result = self
        result.lateral *= FieldParameters.couplingGain + FieldParameters.couplingGainByNoise * noisiness * noisiness
        result.bias *= result.total / max(0.1, total)
        return result
    }

    /// w of a neighbour.
    func weight(row: Int, column: Int, depth: Int) -> Double {
        switch (abs(row) + abs(column), abs(depth)) {
        case (1, 0): lateral
        case (2, 0) where row != 0 && column != 0: lateral * 0.5.squareRoot()
        case (0, 1): axial
        case (1, 1): axial * 0.5.squareRoot()
        default: 0
        }
    }
}

/// How strongly voxels are tied to the grey values and to each other.
///
/// By Bayes' rule the log-odds of a voxel are linear in the labels of all others:
/// `(Δ/s²) [Bᵀ(y − …)] − (Δ²/s²) [½ BᵀB₀₀ + Σ_{u≠v} (BᵀB) x_u] + Σ w (x_u − ½) + bias + f_k`, s the noise of a matched
/// filter.
struct FieldCouplings: Sendable {
    /// Δ²/s².
    let precision: Double
    /// Δ/s², per grey value.
    let perGrey: Double
    /// What neighbours say.
    let neighbour: NeighbourCoupling
    private let blur: SystemBlur

    /// The couplings of a fit.
    init(_ fit: FieldFit, blur: SystemBlur) {
        let contrast = fit.levels.sodium - fit.levels.lithium
        let noise = fit.levels.matchedNoise
        precision = contrast * contrast / (noise * noise + blur.partialVolume * contrast * contrast)
        perGrey = precision / contrast
        neighbour = fit.coupling
        self.blur = blur
    }

    /// What neighbours that are Na add by the Ising field alone.
    var neighbours: PairStencil {
        PairStencil(negligible: 1e-6) { neighbour.weight(row: $0, column: $1, depth: $2) }
    }

    /// What a voxel that becomes Na adds to the log-odds of others: by the Ising field, and because its image explains
    /// some of their grey.
    var change: PairStencil {
        PairStencil(negligible: 4e-3) { row, column, depth in
            if row == 0, column == 0, depth == 0 { return 0 }
            let image = -precision * blur.overlap(row: row, column: column, depth: depth)
            return image + neighbour.weight(row: row, column: column, depth: depth)
        }
    }
}
