/// What is fitted of the random field between sweeps: stochastic expectation-maximisation (Celeux & Diebolt 1985).
struct FieldFit: Sendable {
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
