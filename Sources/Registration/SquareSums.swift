import VoxelCore

/// The sums of a least-squares fit of a few parameters.
struct SquareSums: Sendable {
    /// The number of parameters.
    let count: Int
    /// Σ w f fᵀ, of which the upper triangle is kept.
    private var matrix: [Double]
    /// Σ w f v.
    private var values: [Double]

    init(count: Int) {
        self.count = count
        matrix = [Double](repeating: 0, count: count * count)
        values = [Double](repeating: 0, count: count)
    }

    /// Adds value ≈ Σ factors · parameters.
    mutating func add(_ factors: [Double], value: Double, weight: Double = 1) {
        for i in 0..<count {
            values[i] += weight * factors[i] * value
            for j in i..<count { matrix[i * count + j] += weight * factors[i] * factors[j] }
        }
    }

    /// Holds every parameter to 0 by a share of the largest term.
    mutating func hold(by share: Double) {
        let largest = (0..<count).map { matrix[$0 * count + $0] }.max() ?? 0
        for i in 0..<count { matrix[i * count + i] += share * largest }
    }

    /// The parameters that fit best; nil where they are not determined.
    func solution() -> [Double]? {
        var full = matrix
        for i in 0..<count { for j in 0..<i { full[i * count + j] = full[j * count + i] } }
        return LinearSystem.solution(full, values)
    }
}
