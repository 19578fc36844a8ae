import VoxelCore

/// The sums of a least-squares fit of nine parameters.
struct GreySums: Sendable {
    /// Σ f fᵀ, of which the upper triangle is kept.
    private var matrix = InlineArray<81, Double>(repeating: 0)
    /// Σ f v.
    private var values = InlineArray<9, Double>(repeating: 0)

    /// Adds value ≈ Σ factors · parameters.
    @inline(__always)
    mutating func add(_ factors: InlineArray<9, Double>, value: Double) {
        for i in 0..<9 {
            let factor = factors[i]
            values[i] += factor * value
            for j in i..<9 { matrix[i &* 9 &+ j] += factor * factors[j] }
        }
    }

    /// Adds the sums of others.
    mutating func add(_ other: GreySums) {
        for i in 0..<81 { matrix[i] += other.matrix[i] }
        for i in 0..<9 { values[i] += other.values[i] }
    }

    /// The parameters that fit best; nil where they are not determined.
    func solution() -> [Double]? {
        let full = (0..<81).map { matrix[min($0 / 9, $0 % 9) * 9 + max($0 / 9, $0 % 9)] }
        return LinearSystem.solution(full, (0..<9).map { values[$0] })
    }
}
