import VoxelCore

/// Poisson-distributed numbers of any mean, by inversion.
///
/// A large mean is drawn as the sum of parts with a mean of at most 8, so that e⁻ᵐ keeps its precision.
package struct PoissonNumber: Sendable {
    private let parts: Int
    /// The distribution function times 2⁶⁴; a word counts the entries it is not below.
    private let thresholds: [UInt64]

    /// Numbers of a mean that is not negative.
    package init(mean: Double) {
        parts = Int(mean / 8) + 1
        let partMean = mean / Double(parts)
        var probability = PortableMath.exponential(-partMean)
        var cumulative = probability
        var thresholds: [UInt64] = []
        // Beyond 1 − 2⁻⁵³ no further number could be told apart.
        while cumulative < 1 - 0x1p-53, thresholds.count < 64 {
            thresholds.append(UInt64(cumulative * 0x1p64))
            probability *= partMean / Double(thresholds.count)
            cumulative += probability
        }
        self.thresholds = thresholds
    }

    /// A number drawn with as many words as there are parts.
    package func draw(_ random: inout RandomSequence) -> Int {
        var total = 0
        for _ in 0..<parts {
            let word = random.word()
            var count = 0
            while count < thresholds.count, word >= thresholds[count] { count += 1 }
            total += count
        }
        return total
    }
}
