import VoxelCore

/// What a fit leaves over in a block, and in each of its eighths.
struct GreyResiduals: Sendable {
    /// Σ f hᵀ: how the sums of the fit change with each parameter.
    private var slopes = InlineArray<81, Double>(repeating: 0)
    /// Σ f r of each eighth.
    private var eighths = InlineArray<72, Double>(repeating: 0)

    /// Adds a sample.
    ///
    /// - Parameters:
    ///   - factors: the change of the template's grey with each parameter.
    ///   - seen: that of the image's grey.
    @inline(__always)
    mutating func add(
        _ factors: InlineArray<9, Double>, seen: InlineArray<9, Double>, residual: Double, eighth: Int
    ) {
        for i in 0..<9 {
            eighths[eighth &* 9 &+ i] += factors[i] * residual
            for j in 0..<9 { slopes[i &* 9 &+ j] += factors[i] * seen[j] }
        }
    }

    /// The covariance of shift, rotation in radians and scale, 7 × 7, from how blocks disagree, or their eighths where blocks
    /// are few; nil where the fit is not determined.
    ///
    /// Noise that is correlated from voxel to voxel, and whatever else a block has of its own, is in it as it is
    /// (sandwich of clusters; Liang & Zeger 1986, doi 10.1093/biomet/73.1.13).
    static func covariance(_ parts: [GreyResiduals], spread: Double) -> [Double]? {
        var slopes = [Double](repeating: 0, count: 81)
        var scatter = slopes
        var clusters = 0.0
        for part in parts {
            for i in 0..<81 { slopes[i] += part.slopes[i] }
            for own in part.clusters(whole: parts.count >= 27) {
                guard own.contains(where: { $0 != 0 }) else { continue }
                clusters += 1
                for i in 0..<9 { for j in 0..<9 { scatter[i * 9 + j] += own[i] * own[j] } }
            }
        }
        guard clusters > 9 else { return nil }
        // D⁻¹ S D⁻ᵀ: solve for the columns of S, then for the rows of what comes.
        let units = [1, 1, 1, 1 / spread, 1 / spread, 1 / spread, 1 / spread]
        guard let half = solved(slopes, scatter), let whole = solved(slopes, transposed(half)) else { return nil }
        let correction = clusters / (clusters - 9)
        return (0..<49).map { correction * whole[$0 / 7 * 9 + $0 % 7] * units[$0 / 7] * units[$0 % 7] }
    }

    /// Σ f r of the block, or of each of its eighths.
    private func clusters(whole: Bool) -> [[Double]] {
        let each = (0..<8).map { eighth in (0..<9).map { eighths[eighth * 9 + $0] } }
        return whole ? [(0..<9).map { index in each.reduce(0) { $0 + $1[index] } }] : each
    }

    private static func transposed(_ matrix: [Double]) -> [Double] { (0..<81).map { matrix[$0 % 9 * 9 + $0 / 9] } }

    /// The solutions X of A X = B.
    private static func solved(_ matrix: [Double], _ columns: [Double]) -> [Double]? {
        var result = columns
        for column in 0..<9 {
            guard let found = LinearSystem.solution(matrix, (0..<9).map { columns[$0 * 9 + column] }) else {
                return nil
            }
            for row in 0..<9 { result[row * 9 + column] = found[row] }
        }
        return result
    }
}
