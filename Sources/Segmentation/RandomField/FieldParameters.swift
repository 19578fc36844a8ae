/// How long the random field is fitted and sampled; what it says comes from the data.
struct FieldParameters: Sendable {
    /// By how much neighbours in the layer agree more in domains than in the samples that couplings are fitted to, and what of
    /// it grows with the square of noise over contrast. Set on phantoms and tomographs of noise over contrast up to 0.4.
    static let (couplingGain, couplingGainByNoise) = (1.15, 1.2)
    /// How often the nominal blur counts beside that of the fit, per fourth power of noise over contrast: labels that follow
    /// the noise show a sharper system than there is. Set on the same.
    static let nominalBlurByNoise = 45.0
    /// How fast the field of a layer follows its mean grey, and how far.
    var layerGain = 1.0
    var layerBound = 3.0
    /// Rounds of sampling and fitting in turn, without and with an idea of what is to be fitted, and sweeps of each.
    var rounds = 8
    var roundsFromStart = 5
    var sweepsPerRound = 5
    /// At least so many columns of the map are fitted on, if there are as many.
    var fittingColumns = 30_000
    /// Sweeps between the fit and the count.
    var settlingSweeps = 5
    /// Sweeps that are counted.
    var countedSweeps = 6
}
