import VoxelCore

/// How many photons a pixel counts where so many are expected.
///
/// Poisson's law by inversion below 32, the normal law of equal variance above.
struct PhotonCount: Sendable {
    private let deviates = NormalDeviates(standardDeviation: 1)

    /// A count, never negative.
    func draw(expected: Double, _ word: UInt64) -> Double {
        guard expected < 32 else {
            return max(0, (expected + expected.squareRoot() * Double(deviates.deviate(word))).rounded())
        }
        let uniform = Double(word >> 11) * 0x1p-53
        var probability = PortableMath.exponential(-expected)
        var cumulative = probability
        var count = 0.0
        while uniform >= cumulative, count < 200 {
            count += 1
            probability *= expected / count
            cumulative += probability
        }
        return count
    }
}
