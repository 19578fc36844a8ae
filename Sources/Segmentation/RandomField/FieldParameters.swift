/// How long the random field is fitted and sampled; what it says comes from the data.
struct FieldParameters: Sendable {
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
