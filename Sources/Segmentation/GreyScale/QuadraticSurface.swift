/// a + b r + c q + d r² + e r q + f q² over a map, fitted by least squares.
struct QuadraticSurface: Sendable, Codable {
    /// The mean of the values it was fitted to.
    let mean: Double
    /// Whether it explains so much more than the mean that chance would do it once in a thousand times.
    let isSignificant: Bool
    private let (centreRow, centreColumn): (Double, Double)
    private let coefficients: [Double]

    /// Fits values at places; nil where there are fewer than 25 or they do not determine the surface.
    init?(_ places: [(row: Double, column: Double)], _ values: [Double]) {
        guard values.count >= 25 else { return nil }
        let n = Double(values.count)
        let centre = (places.reduce(0) { $0 + $1.row } / n, places.reduce(0) { $0 + $1.column } / n)
        mean = values.reduce(0, +) / n
        var matrix = [[Double]](repeating: [Double](repeating: 0, count: 7), count: 6)
        for (place, value) in zip(places, values) {
            let terms = Self.terms(place.row - centre.0, place.column - centre.1)
            for i in 0..<6 {
                for j in 0..<6 { matrix[i][j] += terms[i] * terms[j] }
                matrix[i][6] += terms[i] * (value - mean)
            }
        }
        guard let solution = Self.solve(matrix) else { return nil }
        (centreRow, centreColumn) = centre
        coefficients = solution
        var (left, total) = (0.0, 0.0)
        for (place, value) in zip(places, values) {
            let terms = Self.terms(place.row - centre.0, place.column - centre.1)
            let fitted = mean + zip(terms, solution).reduce(0) { $0 + $1.0 * $1.1 }
            left += (value - fitted) * (value - fitted)
            total += (value - mean) * (value - mean)
        }
        // Fisher's ratio of five coefficients; 6.6 is the 99.9 % point of 25 values, and grains make blocks more alike
        // than chance.
        let ratio = (total - left) / 5 / max(left / max(1, n - 6), 1e-12 * max(total, 1e-300))
        isSignificant = ratio > 10
    }

    private init(mean: Double) {
        self.mean = mean
        isSignificant = false
        (centreRow, centreColumn) = (0, 0)
        coefficients = [0, 0, 0, 0, 0, 0]
    }

    /// The mean throughout.
    var flat: QuadraticSurface { QuadraticSurface(mean: mean) }

    /// The value at a column of the map.
    func callAsFunction(_ row: Int, _ column: Int) -> Double {
        let terms = Self.terms(Double(row) + 0.5 - centreRow, Double(column) + 0.5 - centreColumn)
        return mean + zip(terms, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
    }

    private static func terms(_ row: Double, _ column: Double) -> [Double] {
        [1, row, column, row * row, row * column, column * column]
    }

    /// Gaussian elimination with pivots of six equations; nil where they do not determine six unknowns.
    private static func solve(_ equations: [[Double]]) -> [Double]? {
        var m = equations
        for i in 0..<6 {
            guard let pivot = (i..<6).max(by: { abs(m[$0][i]) < abs(m[$1][i]) }), abs(m[pivot][i]) > 1e-9 else {
                return nil
            }
            m.swapAt(i, pivot)
            for row in 0..<6 where row != i {
                let factor = m[row][i] / m[i][i]
                for column in i..<7 { m[row][column] -= factor * m[i][column] }
            }
        }
        return (0..<6).map { m[$0][6] / m[$0][$0] }
    }
}
