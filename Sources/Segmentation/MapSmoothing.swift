import VoxelCore

extension Map<Float> {
    /// The map behind a Gaussian filter that ends at 3 σ; beyond the map there is nothing.
    ///
    /// - Complexity: O(elements · σ).
    func smoothed(sigma: Double) -> Map<Float> {
        let radius = Int(3 * sigma + 0.5)
        let taps = Distribution.gaussianTaps(sigma: sigma, radius: radius)
        var across = [Float](repeating: 0, count: count)
        for row in 0..<rows {
            for (tap, weight) in taps.enumerated() {
                let other = row + tap - radius
                guard (0..<rows).contains(other) else { continue }
                for column in 0..<columns {
                    across[row * columns + column] += weight * values[other * columns + column]
                }
            }
        }
        var result = Map(rows: rows, columns: columns, repeating: 0)
        for row in 0..<rows {
            for (tap, weight) in taps.enumerated() {
                let shift = tap - radius
                for column in Swift.max(
                    0, -shift)..<Swift.max(Swift.max(0, -shift), Swift.min(columns, columns - shift))
                {
                    result.values[row * columns + column] += weight * across[row * columns + column + shift]
                }
            }
        }
        return result
    }
}
