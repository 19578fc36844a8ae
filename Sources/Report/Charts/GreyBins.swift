/// Grey values in bins of one width.
struct GreyBins {
    /// How many bins there are at most.
    private static let most = 80
    /// How many there are.
    let count: Int
    let range: ClosedRange<Double>
    /// Of a bin.
    let width: Double

    /// Bins over some grey values.
    ///
    /// - Parameter isWhole: whether grey values are whole numbers: of these each bin then holds equally many, or it would look ragged.
    init(over greys: ClosedRange<Double>, isWhole: Bool) {
        let extent = greys.upperBound - greys.lowerBound
        let exact = max(extent / Double(Self.most), greys.upperBound.ulp)
        width = isWhole ? max(1, exact.rounded(.up)) : exact
        // The last one is as wide as the others, or is left out.
        count = isWhole ? max(1, Int((extent + 1) / width)) : Self.most
        let start = isWhole ? greys.lowerBound.rounded() - 0.5 : greys.lowerBound
        range = start...start + width * Double(count)
    }

    /// The bin of a grey value; nil for what lies in none.
    func bin(_ grey: Double) -> Int? {
        guard range.contains(grey) else { return nil }
        return min(count - 1, Int((grey - range.lowerBound) / width))
    }

    /// The middle of a bin.
    func middle(_ bin: Int) -> Double { range.lowerBound + (Double(bin) + 0.5) * width }
}
