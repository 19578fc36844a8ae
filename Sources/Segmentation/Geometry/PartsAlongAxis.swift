/// What lies one behind the other along an axis, told apart by grey: SSE and electrode, and whatever else a cell has:
/// current collector, casing, counter electrode, air.
///
/// The lower quartile of every bin along the axis is looked at: domains of Na do not show in it, nor does a tilt blur it.
/// Neighbouring bins are merged as long as they differ by little or are too thin for a part (Ward 1963).
struct PartsAlongAxis {
    /// One of the parts.
    struct Part {
        /// Its bins.
        var bins: Range<Int>
        /// The mean of its bins' lower quartiles.
        var grey: Double
    }

    /// From the low end of the axis to the high one.
    let parts: [Part]

    /// The lower quartile of every bin; nil where a bin has no finite value.
    private static func quartiles(_ bins: [[Double]]) -> [Double?] {
        bins.map { $0.isEmpty ? nil : $0.sorted()[($0.count - 1) / 4] }
    }

    /// The parts of bins of values that lie across the axis.
    ///
    /// - Parameters:
    ///   - bins: the finite values of every bin along the axis.
    ///   - leastStep: the difference of grey from which on neighbours are two parts.
    ///   - leastBins: what is thinner is no part.
    /// - Complexity: O(values · log values + bins²).
    init(of bins: [[Double]], leastStep: Double, leastBins: Int) {
        var parts: [Part] = []
        for (index, quartile) in Self.quartiles(bins).enumerated() {
            if let quartile { parts.append(Part(bins: index..<index + 1, grey: quartile)) }
        }
        while parts.count > 1 {
            var best: (cost: Double, first: Int)?
            for first in 0..<parts.count - 1 {
                let (a, b) = (parts[first], parts[first + 1])
                let (n, m) = (Double(a.bins.count), Double(b.bins.count))
                let step = a.grey - b.grey
                // A thin part at either end is one all the same: a foil of which little is in the picture.
                let isThin =
                    (a.bins.count < leastBins && first > 0)
                    || (b.bins.count < leastBins && first + 1 < parts.count - 1)
                let isOne = abs(step) < leastStep || isThin
                let cost = n * m / (n + m) * step * step
                if isOne, cost < best?.cost ?? .infinity { best = (cost, first) }
            }
            guard let first = best?.first else { break }
            let (a, b) = (parts[first], parts[first + 1])
            let (n, m) = (Double(a.bins.count), Double(b.bins.count))
            parts[first] = Part(
                bins: a.bins.lowerBound..<b.bins.upperBound, grey: (n * a.grey + m * b.grey) / (n + m))
            parts.remove(at: first + 1)
        }
        self.parts = Self.withoutFilms(parts, leastStep: leastStep)
    }

    /// The parts with films of Na counted to the electrode: thin and bright between two dark parts that are alike.
    private static func withoutFilms(_ parts: [Part], leastStep: Double) -> [Part] {
        var parts = parts
        let isBright = { (index: Int) in
            parts[index].grey > (parts.indices.contains(index - 1) ? parts[index - 1].grey : -.infinity)
                && parts[index].grey > (parts.indices.contains(index + 1) ? parts[index + 1].grey : -.infinity)
        }
        guard
            let thickest = parts.indices.filter(isBright).map({ parts[$0] }).max(by: { $0.bins.count < $1.bins.count })
        else { return parts }
        var index = 1
        while index + 1 < parts.count {
            let (before, film, behind) = (parts[index - 1], parts[index], parts[index + 1])
            let dark = min(before.grey, behind.grey)
            // Na may be somewhat brighter than the SSE, which is the thickest of what is bright.
            if film.grey > max(before.grey, behind.grey), film.bins.count * 3 <= thickest.bins.count,
                film.grey - dark < 1.25 * (thickest.grey - dark), abs(before.grey - behind.grey) < leastStep / 2
            {
                parts[index - 1] = Part(
                    bins: before.bins.lowerBound..<behind.bins.upperBound, grey: dark)
                parts.removeSubrange(index...index + 1)
            } else {
                index += 1
            }
        }
        return parts
    }

    /// The differences of grey from which on neighbours are two parts.
    ///
    /// - Parameter bins: as of `init(of:leastStep:leastBins:)`.
    /// - Returns: a sixth of the range of the parts' greys, in which what is far brighter than all else (metal) counts for
    ///   little; and what the values of one bin scatter by. Both are needed.
    static func leastSteps(of bins: [[Double]], leastBins: Int) -> (ofRange: Double, ofScatter: Double) {
        let sorted = bins.filter { !$0.isEmpty }.map { $0.sorted() }
        let quartiles = sorted.map { $0[($0.count - 1) / 4] }
        guard let low = quartiles.min(), let high = quartiles.max(), low < high else { return (0, 0) }
        let scatter = sorted.map { ($0[($0.count - 1) / 2] - $0[($0.count - 1) / 10]) / 1.2816 }.sorted()
        let spread = scatter[scatter.count / 2]
        var greys = PartsAlongAxis(of: bins, leastStep: max(2 * spread, 0.04 * (high - low)), leastBins: leastBins)
            .parts.map(\.grey).sorted()
        for index in greys.indices.dropFirst(2) {
            greys[index] = min(greys[index], 3 * greys[index - 1] - 2 * greys[0])
        }
        return (((greys.last ?? 0) - (greys.first ?? 0)) / 6, 1.5 * spread)
    }
}

/// What the middle of a part looks like.
struct PartLook {
    /// The median grey.
    let grey: Double
    /// The standard deviation, by the darker half.
    let spread: Double
    /// The mean grey.
    let mean: Double
    /// The share that is far brighter than the rest: domains of Na.
    let brightShare: Double
    /// The grey of what is far brighter; nil where nothing is.
    let brightGrey: Double?

    /// Looks at the middle half of a part.
    init?(_ bins: [[Double]], _ part: PartsAlongAxis.Part) {
        let margin = part.bins.count / 4
        let values = bins[part.bins.lowerBound + margin..<part.bins.upperBound - margin].flatMap { $0 }.sorted()
        guard !values.isEmpty else { return nil }
        let at = { (share: Double) in values[Int(share * Double(values.count - 1))] }
        let (median, spread) = (at(0.5), (at(0.5) - at(0.1)) / 1.2816)
        let limit = median + max(4 * spread, 1e-6 * abs(median))
        let bright = values.drop { $0 <= limit }
        (grey, self.spread) = (median, spread)
        mean = values.reduce(0, +) / Double(values.count)
        brightShare = Double(bright.count) / Double(values.count)
        brightGrey = bright.isEmpty ? nil : bright[bright.startIndex + bright.count * 3 / 4]
    }
}
