import VoxelCore
import VoxelKernels

extension Map<Float> {
    /// The map behind a Gaussian filter that ends at 3 σ; beyond the map there is nothing.
    ///
    /// - Complexity: O(elements · σ).
    func smoothed(sigma: Double, threads: Int) throws -> Map<Float> {
        let radius = Int(3 * sigma + 0.5)
        let taps = Distribution.gaussianTaps(sigma: sigma, radius: radius)
        let (rows, columns) = (rows, columns)
        let across = SharedBuffer<Float>(count: count, repeating: 0)
        let result = SharedBuffer<Float>(count: count, repeating: 0)
        let values = values
        try concurrentForEach(taskCount: rows, threads: threads) { row in
            let target = UnsafeMutableBufferPointer(rebasing: across.elements[row * columns..<(row + 1) * columns])
            values.withUnsafeBufferPointer { values in
                for (tap, weight) in taps.enumerated() {
                    let other = row + tap - radius
                    guard other >= 0, other < rows else { continue }
                    for column in 0..<columns { target[column] += weight * values[other * columns + column] }
                }
            }
        }
        try concurrentForEach(taskCount: rows, threads: threads) { row in
            let source = UnsafeMutableBufferPointer(rebasing: across.elements[row * columns..<(row + 1) * columns])
            let target = UnsafeMutableBufferPointer(rebasing: result.elements[row * columns..<(row + 1) * columns])
            for (tap, weight) in taps.enumerated() {
                let shift = tap - radius
                let first = Swift.max(0, -shift)
                for column in first..<Swift.max(first, Swift.min(columns, columns - shift)) {
                    target[column] += weight * source[column + shift]
                }
            }
        }
        return Map(rows: rows, columns: columns, values: Array(result.elements))
    }
}
