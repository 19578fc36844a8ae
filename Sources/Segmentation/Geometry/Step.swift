/// The best single step down in a profile: bright before it, dark behind it.
struct Step {
    /// The first index of the dark part.
    let index: Int
    /// The mean of the bright part.
    let before: Double
    /// The mean of the dark part.
    let after: Double
    /// The share of the profile's variance that the step explains, 0 … 1.
    let explained: Double

    /// Fits a step by least squares; nil where fewer than four values are finite or none steps down.
    ///
    /// - Complexity: O(values).
    init?(fitting profile: [Double]) {
        let finite = profile.enumerated().filter { $0.element.isFinite }
        guard finite.count >= 4 else { return nil }
        let total = finite.reduce(0) { $0 + $1.element }
        let mean = total / Double(finite.count)
        let variance = finite.reduce(0) { $0 + ($1.element - mean) * ($1.element - mean) }
        guard variance > 0 else { return nil }
        var best: (gain: Double, count: Int, sum: Double)?
        var sum = 0.0
        for (count, entry) in finite.enumerated() {
            if count > 0 {
                let (n, m) = (Double(count), Double(finite.count - count))
                let drop = sum / n - (total - sum) / m
                let gain = drop > 0 ? drop * drop * n * m / (n + m) : 0
                if gain > best?.gain ?? 0 { best = (gain, count, sum) }
            }
            sum += entry.element
        }
        guard let best else { return nil }
        index = finite[best.count].offset
        before = best.sum / Double(best.count)
        after = (total - best.sum) / Double(finite.count - best.count)
        explained = best.gain / variance
    }
}
