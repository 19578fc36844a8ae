/// A profile that is dark, bright and dark again: SSE with something dark on either side of it.
struct SandwichedProfile {
    /// The values' indices that are bright.
    let bright: Range<Int>
    /// The mean of the dark values before the bright ones, of the bright ones, and of those behind.
    let means: (before: Double, bright: Double, behind: Double)
    /// The share of the profile's variance that the three means explain, 0 … 1.
    let explained: Double

    /// Fits three means by least squares; nil where the middle is not the brightest, or some part has fewer than two
    /// values.
    ///
    /// - Complexity: O(values²); meant for coarse profiles.
    init?(fitting profile: [Double]) {
        let finite = profile.enumerated().filter { $0.element.isFinite }
        guard finite.count >= 6 else { return nil }
        var sums = [0.0]
        for entry in finite { sums.append(sums[sums.count - 1] + entry.element) }
        let count = finite.count
        let total = sums[count]
        let variance = finite.reduce(0) { $0 + $1.element * $1.element } - total * total / Double(count)
        guard variance > 0 else { return nil }
        let mean = { (from: Int, to: Int) in (sums[to] - sums[from]) / Double(to - from) }
        var best: (gain: Double, from: Int, to: Int)?
        for from in 2..<count - 3 {
            for to in from + 2..<count - 1 {
                let (before, middle, behind) = (mean(0, from), mean(from, to), mean(to, count))
                guard middle > before, middle > behind else { continue }
                let squares =
                    before * before * Double(from) + middle * middle * Double(to - from)
                    + behind * behind * Double(count - to)
                let gain = squares - total * total / Double(count)
                if gain > best?.gain ?? 0 { best = (gain, from, to) }
            }
        }
        guard let best else { return nil }
        bright = finite[best.from].offset..<finite[best.to].offset
        means = (mean(0, best.from), mean(best.from, best.to), mean(best.to, count))
        explained = best.gain / variance
    }

    /// Whether three parts explain the profile so much better than a single step that there are two interfaces.
    func surpasses(_ step: Step?) -> Bool { explained > (step?.explained ?? 0) + 0.1 }
}
