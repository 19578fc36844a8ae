import VoxelCore
import VoxelKernels

/// A threshold as it is asked for.
public enum ThresholdRequest: Sendable, Hashable {
    /// Otsu's, over the electrode's part inside the field of view.
    case automatic
    /// A grey value.
    case value(Double)
}

extension PhaseThresholds {
    /// Resolves thresholds that are asked for, on the histogram of the electrode's part.
    ///
    /// - With Na and void both automatic: Otsu's method for three classes.
    /// - With one automatic: Otsu's two classes among the grey values that the other threshold leaves.
    ///
    /// The threshold for Na is the least grey value of the upper class; that for void the greatest of the lower.
    ///
    /// - Parameters:
    ///   - na: how T_Na is asked for.
    ///   - void: how T_void is asked for; nil where no void is looked for.
    ///   - histogram: of the electrode's part; made only if a threshold is automatic.
    /// - Throws: `SimstripError` of kind `data` where the histogram has no two (three) classes, of kind `usage` where
    ///   T_void is not below T_Na.
    package init(
        na: ThresholdRequest, void: ThresholdRequest?, histogram: () throws -> GreyHistogram
    ) throws {
        switch (na, void) {
        case (.value(let na), nil): self.init(na: na)
        case (.value(let na), .value(let void)): self.init(na: na, void: void)
        case (.automatic, nil):
            let histogram = try histogram()
            self.init(na: histogram.lowerEdge(ofBin: try histogram.cut(0..<histogram.counts.count, "--na-threshold")))
        case (.automatic, .value(let void)):
            let histogram = try histogram()
            let above = histogram.firstBin(above: void)
            let cut = try histogram.cut(above..<histogram.counts.count, "--na-threshold")
            self.init(na: histogram.lowerEdge(ofBin: cut), void: void)
        case (.value(let na), .automatic):
            let histogram = try histogram()
            let below = histogram.firstBin(atLeast: na)
            self.init(na: na, void: histogram.below(bin: try histogram.cut(0..<below, "--void-threshold")))
        case (.automatic, .automatic):
            let histogram = try histogram()
            guard let cuts = otsuBins(histogram.counts) else {
                throw SimstripError.data(
                    "the electrode has fewer than three grey values: void, Li and Na cannot be told apart; give"
                        + " --na-threshold and --void-threshold, or look for no void")
            }
            self.init(na: histogram.lowerEdge(ofBin: cuts.upper), void: histogram.below(bin: cuts.middle))
        }
        if let voidValue = self.void, voidValue >= self.na {
            throw SimstripError.usage(
                "the void threshold \(voidValue) is not below the Na threshold \(self.na): void is darker than Li and"
                    + " Li darker than Na; give a lower --void-threshold")
        }
    }
}

extension GreyHistogram {
    fileprivate func cut(_ bins: Range<Int>, _ option: String) throws -> Int {
        guard total > 0 else {
            throw SimstripError.data(
                "the electrode has no finite grey value (\(nonFiniteCount) NaN or infinite): there is nothing to"
                    + " threshold")
        }
        guard let cut = otsuBin(counts[bins]) else {
            let only = counts[bins].firstIndex { $0 > 0 }
            let found = only.map { "all are \(lowerEdge(ofBin: $0))" } ?? "there are none"
            throw SimstripError.data(
                "no threshold can be found among the electrode's grey values: \(found); two phases need two grey"
                    + " values; check --interface, --electrode and --roi, or give \(option) a value")
        }
        return bins.lowerBound + cut
    }

    fileprivate func firstBin(above value: Double) -> Int {
        counts.indices.first { lowerEdge(ofBin: $0) > value } ?? counts.count
    }

    fileprivate func firstBin(atLeast value: Double) -> Int {
        counts.indices.first { lowerEdge(ofBin: $0) >= value } ?? counts.count
    }

    /// The greatest grey value below a bin: that of the bin before it where bins hold one value each.
    fileprivate func below(bin: Int) -> Double {
        isExact ? lowerEdge(ofBin: bin) - 1 : lowerEdge(ofBin: bin).nextDown
    }
}
