import VoxelCore

extension MarginMap<Double> {
    /// A smooth random map: white Gaussian noise behind a Gaussian filter, normalised over the volume's own rows and
    /// columns to mean 0 and root mean square 1 (all zero where the map has a single element).
    ///
    /// - Parameters:
    ///   - sigma: standard deviation of the filter in voxels; the map's correlation is exp(−r² / 4σ²).
    static func smooth(
        _ random: CounterRandom, sigma: Double, rows: Int, columns: Int, margin: Int
    ) -> MarginMap<Double> {
        let reach = Int(3 * sigma) + 1
        let weights = (-reach...reach).map { PortableMath.exponential(-Double($0 * $0) / (2 * sigma * sigma)) }
        let deviates = NormalDeviates(standardDeviation: 1)
        let height = rows + 2 * margin
        let width = columns + 2 * margin
        let wide = width + 2 * reach

        // Along the columns first, row by row of white noise, into the rows that the second pass needs.
        var partial = [Double](repeating: 0, count: (height + 2 * reach) * width)
        var white = [Double](repeating: 0, count: wide)
        for row in 0..<height + 2 * reach {
            let line = random.line(row - reach - margin, 0)
            for column in 0..<wide {
                white[column] = Double(deviates.deviate(CounterRandom.word(line: line, at: column - reach - margin)))
            }
            accumulate(white, stride: 1, weights, into: &partial, at: row * width, count: width)
        }
        var values = [Double](repeating: 0, count: height * width)
        for row in 0..<height {
            accumulate(
                partial, from: row * width, stride: width, weights, into: &values, at: row * width, count: width)
        }
        let raw = MarginMap(margin: margin, rows: rows, columns: columns, values: values)
        let inner = raw.inner
        let mean = inner.reduce(0, +) / Double(inner.count)
        let meanSquare = inner.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(inner.count)
        let scale = meanSquare > 0 ? 1 / meanSquare.squareRoot() : 0
        return raw.map { ($0 - mean) * scale }
    }

    /// Adds the weighted sum of `source[from + i + tap · stride]` over the taps to `target[at + i]`, taps in order:
    /// a fixed order of additions gives the same bits everywhere.
    private static func accumulate(
        _ source: [Double], from: Int = 0, stride: Int, _ weights: [Double],
        into target: inout [Double], at: Int, count: Int
    ) {
        source.withUnsafeBufferPointer { source in
            target.withUnsafeMutableBufferPointer { target in
                for (tap, weight) in weights.enumerated() {
                    let start = from + tap * stride
                    for i in 0..<count { target[at + i] += weight * source[start + i] }
                }
            }
        }
    }
}
