/// What the random field takes for granted, as serves every scan: all else comes from the data.
struct FieldParameters: Sendable {
    /// How strongly a voxel follows its eight neighbours within the layer: log-odds from none to all of them Na.
    var lateralCoupling = 19.0
    /// The same for its two neighbours across layers.
    var axialCoupling = 2.4
    /// What both lose per unit of noise over contrast, texture of ordinary strength left out.
    var lateralLoss = 9.0
    var axialLoss = 3.0
    /// The share of Na neighbours at which a voxel is as likely Na as Li.
    var balance = 0.465
    /// What texture of ordinary strength adds to the noise of a matched filter, as a share of the contrast. The couplings
    /// were set with it, and it stands for the covariance of the noise until that is measured.
    var ordinaryTexture = 0.2
    /// How fast the field of a layer follows its mean grey, and how far.
    var layerGain = 10.0
    var layerBound = 3.0
    /// Sweeps that tell how well a contrast explains the grey, for each of those that are tried, on so many columns.
    var searchSweeps = 5
    var searchColumns = 8_000
    /// By how much the contrast that is found is too low, per squared noise over contrast; set on phantoms.
    var contrastBias = 0.15
    /// Sweeps that fit the grey levels.
    var fittingSweeps = 25
    /// At least so many columns of the map are fitted on, if there are as many.
    var fittingColumns = 30_000
    /// Sweeps over all columns between the fit and the count, where only some were fitted on.
    var settlingSweeps = 4
    /// Sweeps that are counted.
    var countedSweeps = 6
}
