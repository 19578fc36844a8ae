/// Systems of linear equations, by Gaussian elimination with partial pivoting.
package enum LinearSystem {
    /// The solution x of A x = b; nil where A is singular to working precision.
    ///
    /// - Parameters:
    ///   - matrix: A, row by row, n × n.
    ///   - values: b, n numbers.
    /// - Complexity: O(n³).
    package static func solution(_ matrix: [Double], _ values: [Double]) -> [Double]? {
        let n = values.count
        precondition(matrix.count == n * n)
        var (a, b) = (matrix, values)
        let scale = a.reduce(0) { max($0, abs($1)) }
        guard scale > 0, scale.isFinite else { return nil }
        for column in 0..<n {
            guard let pivot = (column..<n).max(by: { abs(a[$0 * n + column]) < abs(a[$1 * n + column]) }),
                abs(a[pivot * n + column]) > 1e-14 * scale
            else { return nil }
            if pivot != column {
                for k in column..<n { a.swapAt(pivot * n + k, column * n + k) }
                b.swapAt(pivot, column)
            }
            a.withUnsafeMutableBufferPointer { a in
                for row in column + 1..<n {
                    let factor = a[row * n + column] / a[column * n + column]
                    guard factor != 0 else { continue }
                    for k in column..<n { a[row * n + k] -= factor * a[column * n + k] }
                    b[row] -= factor * b[column]
                }
            }
        }
        for row in stride(from: n - 1, through: 0, by: -1) {
            for k in row + 1..<n { b[row] -= a[row * n + k] * b[k] }
            b[row] /= a[row * n + row]
        }
        return b
    }
}

/// The normal equations of a least-squares fit of six parameters, summed up term by term.
package struct NormalEquations: Sendable {
    /// The number of terms.
    package private(set) var count = 0.0
    /// Σ a aᵀ, row by row; its upper triangle only is kept true.
    private var matrix = [Double](repeating: 0, count: n * n)
    private var values = [Double](repeating: 0, count: n)
    private static let n = 6

    /// No terms yet.
    package init() {}

    /// Adds value ≈ Σ factors · parameters.
    @inline(__always)
    package mutating func add(_ factors: borrowing InlineArray<6, Double>, value: Double) {
        count += 1
        let n = Self.n
        for i in 0..<n {
            values[i] += factors[i] * value
            for j in i..<n { matrix[i * n + j] += factors[i] * factors[j] }
        }
    }

    /// Adds the terms of others.
    package mutating func add(_ other: NormalEquations) {
        count += other.count
        for i in matrix.indices { matrix[i] += other.matrix[i] }
        for i in values.indices { values[i] += other.values[i] }
    }

    /// The parameters that fit best, held to 0 by so much a term.
    ///
    /// - Parameter stiffness: what every parameter's square costs a term, so that what the terms say nothing of stays 0.
    /// - Returns: nil where the terms do not determine the parameters.
    package func solution(stiffness: [Double] = [0, 0, 0, 0, 0, 0]) -> [Double]? {
        var full = matrix
        let n = Self.n
        for i in 0..<n {
            for j in 0..<i { full[i * n + j] = full[j * n + i] }
            full[i * n + i] += stiffness[i] * count
        }
        return LinearSystem.solution(full, values)
    }
}
