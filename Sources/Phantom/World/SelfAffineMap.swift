import VoxelCore

extension MarginMap<Double> {
    /// A self-affine random map: white noise filtered to a power spectrum ∝ f^(−2 (H + 1)), of any mean and scale.
    ///
    /// Beyond the roll-off's wavelength the spectrum is flat, as on real surfaces: Persson et al. (2005).
    /// It is a part of a periodic map whose extents are powers of two, and does not depend on the margin.
    /// - Parameters:
    ///   - hurst: H, above 0 and below 1; below the roll-off the root mean square step over a distance r grows as r^H.
    ///   - rollOff: in elements.
    ///   - margin: at most `largestMargin`, both in elements.
    /// - Complexity: O(n log n) for a map of n elements.
    static func selfAffine(
        _ random: CounterRandom, hurst: Double, rollOff: Double, rows: Int, columns: Int, margin: Int,
        largestMargin: Int
    ) -> MarginMap<Double> {
        precondition(margin <= largestMargin, "a margin within the largest")
        let fourier = PlaneFourier(
            rows: FourierTransform.length(atLeast: rows + 2 * largestMargin),
            columns: FourierTransform.length(atLeast: columns + 2 * largestMargin))
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
        let gains = fourier.gains { (row: Double, column: Double) -> Double in
            let square = row * row + column * column
            guard square > 0 else { return 0 }
            let bounded = max(square, 1 / (rollOff * rollOff))
            return PortableMath.exponential(-(hurst + 1) / 2 * PortableMath.logarithm(bounded))
        }
        fourier.filter(&real, &imaginary, gains: gains)
        var values: [Double] = []
        values.reserveCapacity((rows + 2 * margin) * (columns + 2 * margin))
        for row in (0..<rows).grown(by: margin) {
            let line = (row & (fourier.rows - 1)) * fourier.columns
            for column in (0..<columns).grown(by: margin) {
                values.append(real[line + column & (fourier.columns - 1)])
            }
        }
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
