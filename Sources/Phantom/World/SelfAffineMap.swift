import VoxelCore

extension MarginMap<Double> {
    /// A self-affine random map: white noise filtered to a power spectrum ∝ f^(−2 (H + 1)), of any mean and scale.
    ///
    /// It is a part of a periodic map of twice the extents or less, a power of two, so that no border matches another.
    /// - Parameters:
    ///   - hurst: H, above 0 and below 1; the root mean square step over a distance r grows as r^H.
    /// - Complexity: O(n log n) for a map of n elements.
    static func selfAffine(
        _ random: CounterRandom, hurst: Double, rows: Int, columns: Int, margin: Int
    ) -> MarginMap<Double> {
        let height = rows + 2 * margin
        let width = columns + 2 * margin
        let fourier = PlaneFourier(
            rows: FourierTransform.length(atLeast: height),
            columns: FourierTransform.length(atLeast: width))
        let deviates = NormalDeviates(standardDeviation: 1)
        var real = [Double](repeating: 0, count: fourier.count)
        for row in 0..<fourier.rows {
            let line = random.line(row, 0)
            for column in 0..<fourier.columns {
                real[row * fourier.columns + column] = Double(
                    deviates.deviate(CounterRandom.word(line: line, at: column)))
            }
        }
        var imaginary = [Double](repeating: 0, count: fourier.count)
        fourier.filter(&real, &imaginary) { (row: Double, column: Double) -> Double in
            let square = row * row + column * column
            return square > 0 ? PortableMath.exponential(-(hurst + 1) / 2 * PortableMath.logarithm(square)) : 0
        }
        var values: [Double] = []
        values.reserveCapacity(height * width)
        for row in 0..<height { values += real[row * fourier.columns..<row * fourier.columns + width] }
        return MarginMap(margin: margin, rows: rows, columns: columns, values: values)
    }

    /// The map of half as many rows and columns whose elements are the means of four; even extents, even margin.
    var halved: MarginMap<Double> {
        let wide = columns + 2 * margin
        let narrow = wide / 2
        var means: [Double] = []
        means.reserveCapacity(values.count / 4)
        for row in 0..<(rows / 2 + margin) {
            for column in 0..<narrow {
                let at = 2 * row * wide + 2 * column
                means.append((values[at] + values[at + 1] + values[at + wide] + values[at + wide + 1]) / 4)
            }
        }
        return MarginMap(margin: margin / 2, rows: rows / 2, columns: columns / 2, values: means)
    }
}
