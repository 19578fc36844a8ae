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
        let zeros = [Float](repeating: 0, count: columns)
        try concurrentForEach(taskCount: rows, threads: threads) { row in
            let target = UnsafeMutableBufferPointer(rebasing: across.elements[row * columns..<(row + 1) * columns])
            values.withUnsafeBufferPointer { values in
                zeros.withUnsafeBufferPointer { zeros in
                    guard let first = values.baseAddress, let none = zeros.baseAddress else { return }
                    addPairs(taps, from: first + row * columns, into: target) { offset in
                        let other = row + offset
                        return other >= 0 && other < rows ? first + other * columns : none
                    }
                }
            }
        }
        try concurrentForEach(taskCount: rows, threads: threads) { row in
            let target = UnsafeMutableBufferPointer(rebasing: result.elements[row * columns..<(row + 1) * columns])
            // The row between zeros.
            withUnsafeTemporaryAllocation(of: Float.self, capacity: columns + 2 * radius) { line in
                line.initialize(repeating: 0)
                guard let first = line.baseAddress, let source = across.elements.baseAddress else { return }
                (first + radius).update(from: source + row * columns, count: columns)
                addPairs(taps, from: first + radius, into: target) { UnsafePointer(first + radius + $0) }
            }
        }
        return Map(rows: rows, columns: columns, values: Array(result.elements))
    }
}

/// Adds up lines with symmetric weights, two pairs of them at a time.
@inline(__always)
private func addPairs(
    _ taps: [Float], from middle: UnsafePointer<Float>, into target: UnsafeMutableBufferPointer<Float>,
    line: (_ offset: Int) -> UnsafePointer<Float>
) {
    let radius = taps.count / 2
    guard let sums = target.baseAddress else { return }
    for i in 0..<target.count { sums[i] = taps[radius] * middle[i] }
    for offset in stride(from: 1, through: radius, by: 2) {
        let (near, far) = (taps[radius - offset], offset < radius ? taps[radius - offset - 1] : 0)
        let next = min(offset + 1, radius)
        let (a, b, c, d) = (line(-offset), line(offset), line(-next), line(next))
        for i in 0..<target.count { sums[i] += near * (a[i] + b[i]) + far * (c[i] + d[i]) }
    }
}
