import VoxelCore

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
        var equations = NormalEquations()
        for (place, value) in zip(places, values) {
            equations.add(Self.terms(place.row - centre.0, place.column - centre.1), value: value - mean)
        }
        guard let solution = equations.solution() else { return nil }
        (centreRow, centreColumn) = centre
        coefficients = solution
        var (left, total) = (0.0, 0.0)
        for (place, value) in zip(places, values) {
            let terms = Self.terms(place.row - centre.0, place.column - centre.1)
            let fitted = mean + solution.indices.reduce(0) { $0 + terms[$1] * solution[$1] }
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
        return mean + coefficients.indices.reduce(0) { $0 + terms[$1] * coefficients[$1] }
    }

    private static func terms(_ row: Double, _ column: Double) -> InlineArray<6, Double> {
        [1, row, column, row * row, row * column, column * column]
    }
}
