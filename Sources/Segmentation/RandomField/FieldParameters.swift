/// What the random field takes for granted: all else comes from the data.
package struct FieldParameters: Sendable {
    /// Standard deviation of the imaging system's blur, in voxels.
    package var blur = 0.7
    /// How strongly a voxel follows its eight neighbours within the layer: log-odds from none to all of them Na.
    package var lateralCoupling = 19.0
    /// The same for its two neighbours across layers.
    package var axialCoupling = 2.4
    /// What both lose per unit of noise over contrast, texture of ordinary strength left out.
    package var lateralLoss = 9.0
    package var axialLoss = 3.0
    /// The share of Na neighbours at which a voxel is as likely Na as Li.
    package var balance = 0.465
    /// What texture of ordinary strength adds to the noise of a matched filter, as a share of the contrast. The couplings
    /// were set with it, and it stands for the covariance of the noise until that is measured.
    package var ordinaryTexture = 0.2
    /// How fast the field of a layer follows its mean grey, and how far.
    package var layerGain = 10.0
    package var layerBound = 3.0
    /// Sweeps that tell how well a contrast explains the grey, for each of those that are tried, on so many columns.
    package var searchSweeps = 5
    package var searchColumns = 8_000
    /// By how much the contrast that is found is too low, per squared noise over contrast; set on phantoms.
    package var contrastBias = 0.15
    /// Sweeps that fit the grey levels.
    package var fittingSweeps = 25
    /// At least so many columns of the map are fitted on, if there are as many.
    package var fittingColumns = 30_000
    /// Sweeps over all columns between the fit and the count, where only some were fitted on.
    package var settlingSweeps = 4
    /// Sweeps that are counted.
    package var countedSweeps = 6

    /// What serves every scan.
    package init() {}
}
