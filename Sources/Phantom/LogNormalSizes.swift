import VoxelCore

/// Sizes of a log-normal distribution, kept within bounds: 1024 of them, equally likely.
struct LogNormalSizes: Sendable {
    private let sizes: [Double]

    /// The distribution of a median and a logarithmic spread.
    init(median: Double, spread: Double, within bounds: ClosedRange<Double>) {
        sizes = PortableMath.normalQuantiles(count: 1024).map { deviate in
            min(bounds.upperBound, max(bounds.lowerBound, median * PortableMath.exponential(spread * deviate)))
        }
    }

    /// The size of a random word.
    func callAsFunction(_ word: UInt64) -> Double { sizes[Int(word >> 54)] }

    /// The mean volume of balls that have these sizes for radii.
    var meanBall: Double {
        let meanCube = sizes.reduce(0) { $0 + $1 * $1 * $1 } / Double(sizes.count)
        return 4 / 3 * PortableMath.pi * meanCube
    }
}
