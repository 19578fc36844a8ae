import VoxelCore

/// Turns random bits into normal deviates by looking up two quantiles and adding them.
///
/// A table of 4096 quantiles alone would end at ±3.7 standard deviations; the sum of two reaches ±5.2. Of the normal
/// distribution's voxels beyond 2 standard deviations it has all, beyond 3 99 %, beyond 4 87 %. It takes 24 bits.
struct NormalDeviates: Sendable {
    private static let bits = 12
    private static let mask = UInt64(1 << bits) - 1
    /// Quantiles scaled so that the sum of two has the standard deviation asked for.
    private let table: [Float]

    /// Deviates of a standard deviation; exactly zero mean.
    init(standardDeviation: Double) {
        let quantiles = PortableMath.normalQuantiles(count: 1 << Self.bits)
        let meanSquare = quantiles.reduce(0) { $0 + $1 * $1 } / Double(quantiles.count)
        let scale = standardDeviation / (2 * meanSquare).squareRoot()
        table = quantiles.map { Float($0 * scale) }
    }

    /// The deviate of the lowest 24 bits of a word.
    @inline(__always)
    func deviate(_ word: UInt64) -> Float {
        table.withUnsafeBufferPointer { $0[Int(word & Self.mask)] + $0[Int((word >> UInt64(Self.bits)) & Self.mask)] }
    }
}
