import VoxelCore

/// Between which the true coverage of the map lies, after 0, 1 … N layers at once: in 95 of 100 scans the whole curve.
///
/// The half widths are sums of what the scan itself tells of its doubts, in parts whose weights were found on a bank of simulated
/// scans whose truth is known (normalised split conformal prediction: Vovk et al. 2005; Lei et al. 2018,
/// doi 10.1080/01621459.2017.1307116). One score per scan, its worst layer, makes the band hold for whole curves.
package struct CoverageBand: Sendable, Hashable {
    /// The band, containing the coverage found.
    package let ranges: [ClosedRange<Double>]
    /// What of the scan lies outside the bank, in words; the band is then twice as wide, and four times where noise or blur are
    /// beyond what can be resolved.
    package let unknown: [String]

    /// The band of what a scan tells of itself.
    package init(_ evidence: BandEvidence, _ calibration: BandCalibration = .bank) {
        unknown = calibration.unknown(evidence)
        let width = Self.chance(evidence.columns) * (evidence.isUnresolved ? 4 : unknown.isEmpty ? 1 : 2)
        var (low, high): ([Double], [Double]) = ([], [])
        for (coverage, (without, parts)) in zip(
            evidence.coverage, zip(evidence.coverageWithoutTouching, evidence.parts))
        {
            let sum = { (weights: [Double]) in zip(weights, parts).reduce(0) { $0 + $1.0 * $1.1 } }
            low.append(max(0, min(without, coverage - width * sum(calibration.below))))
            high.append(min(1, coverage + width * sum(calibration.above)))
        }
        ranges = Self.rising(low, high)
    }

    /// The band of a scan in which nothing is bright enough for Na: what noise may hide.
    ///
    /// - Parameters:
    ///   - layers: N.
    ///   - noisiness: noise over the contrast of the SSE.
    package init(withoutSodium layers: Int, noisiness: Double, columns: Int) {
        let high = min(1, Self.chance(columns) * (0.01 + noisiness * noisiness))
        ranges = [0...0] + Array(repeating: 0...high, count: layers)
        unknown = []
    }

    /// How much wider a band has to be than those of the bank: the fewer columns there are, the more chance is in each number.
    private static func chance(_ columns: Int) -> Double {
        max(1, (Double(BandCalibration.fewestColumns) / Double(max(1, columns))).squareRoot())
    }

    /// Truth rises: what it is at least at one layer it is at all later ones, and what at most at all earlier ones.
    private static func rising(_ low: [Double], _ high: [Double]) -> [ClosedRange<Double>] {
        var least = 0.0
        let lows = low.map { bound in
            least = max(least, bound)
            return least
        }
        var most = 1.0
        let highs = high.reversed().map { bound in
            most = min(most, bound)
            return most
        }
        return [0...0] + zip(lows, highs.reversed()).map { $0...max($0, $1) }
    }
}

/// What the bank of simulated scans taught: `make bank`, docs/method.md.
package struct BandCalibration: Sendable, Hashable {
    /// Weights of the parts of the half width above the curve, all of ``BandEvidence/Part`` in turn.
    package let above: [Double]
    /// The same below it.
    package let below: [Double]

    /// Parts that have a weight above the curve: too many would follow the chance in the bank. Fewer and others gave wider bands
    /// on scans that took no part.
    package static let partsAbove: [BandEvidence.Part] = [
        .anything, .foundTooLittle, .faces, .height, .correlatedNoise, .hills, .excessOfHills,
    ]
    /// The same below it.
    package static let partsBelow: [BandEvidence.Part] = [
        .anything, .foundTooMuch, .foundTooLittle, .faces, .height, .noise, .correlatedNoise,
    ]

    package init(above: [Double], below: [Double]) { (self.above, self.below) = (above, below) }

    /// The bank's scans have at least about so many columns.
    static let fewestColumns = 6_400
    /// From so few on chance is not all that a small map adds.
    private static let fewColumns = 1_000
    /// What else they have at most.
    static let (noisiest, roughest, mostCorrelated, mostLayers) = (0.4, 1.6, 0.8, 18)

    /// The calibration on the bank in Tests/Truth/bank.csv; a test holds it to that.
    package static let bank = BandCalibration(
        above: [0.0146, 0.0000, 0.4040, 0.4669, 1.3829, 0.0000, 0.1827, 0.8607, 0.9757],
        below: [0.0292, 0.0000, 1.7622, 0.4026, 0.1102, 0.3621, 0.0000, 0.0000, 0.0000])

    /// What of a scan lies outside the bank, in words.
    func unknown(_ evidence: BandEvidence) -> [String] {
        var found: [String] = []
        if evidence.isUnresolved { found.append("noise or blur beyond what can be resolved") }
        if evidence.noisiness > Self.noisiest {
            found.append("noise of \(rounded(evidence.noisiness, 2)) times the contrast")
        }
        if evidence.roughness > Self.roughest {
            found.append("an interface that is rough by \(rounded(evidence.roughness, 1)) voxels")
        }
        if evidence.correlation > Self.mostCorrelated { found.append("noise that goes together over several voxels") }
        if evidence.coverage.count > Self.mostLayers { found.append("\(evidence.coverage.count) layers") }
        if evidence.columns < Self.fewColumns { found.append("\(evidence.columns) columns") }
        return found
    }
}
