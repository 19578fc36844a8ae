/// Grey values in three numbers.
public struct GreySpread: Sendable, Hashable {
    /// Their mean.
    public let mean: Double
    /// Their standard deviation, with their number less one in the denominator; 0 of one.
    public let standardDeviation: Double
    /// How many there are, at least 1.
    public let voxels: Int

    /// What values add up to.
    struct Sums: Sendable {
        private(set) var voxels = 0
        private var mean = 0.0
        private var squares = 0.0

        /// Welford (1962), doi 10.1080/00401706.1962.10490022.
        mutating func add(_ value: Double) {
            voxels += 1
            let step = value - mean
            mean += step / Double(voxels)
            squares += step * (value - mean)
        }

        /// Chan, Golub & LeVeque (1983), doi 10.1080/00031305.1983.10483115.
        mutating func add(_ other: Sums) {
            guard other.voxels > 0 else { return }
            let (own, more) = (Double(voxels), Double(other.voxels))
            let step = other.mean - mean
            voxels += other.voxels
            mean += step * more / (own + more)
            squares += other.squares + step * step * own * more / (own + more)
        }

        /// Nil without a value.
        var spread: GreySpread? {
            guard voxels > 0 else { return nil }
            return GreySpread(
                mean: mean, standardDeviation: (squares / Double(max(1, voxels - 1))).squareRoot(), voxels: voxels)
        }
    }
}
