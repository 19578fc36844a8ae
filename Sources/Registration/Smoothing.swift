import VoxelCore

/// Filters that run over a box along one axis after the other; beyond the box lie zeros.
enum Smoothing {
    /// A Gaussian, as weights at whole distances up to four standard deviations.
    ///
    /// - Parameter variance: in squared voxels; 0 leaves everything as it is.
    static func gaussian(variance: Double) -> [Float] {
        guard variance > 1e-3 else { return [1] }
        let reach = Int((4 * variance.squareRoot()).rounded(.up))
        let weights = (-reach...reach).map { PortableMath.exponential(-Double($0 * $0) / (2 * variance)) }
        let sum = weights.reduce(0, +)
        return weights.map { Float($0 / sum) }
    }

    /// Three running means one after the other, as weights at whole distances: close to a Gaussian.
    ///
    /// - Parameter deviation: its standard deviation in voxels.
    static func background(deviation: Double) -> [Float] {
        let reach = max(1, Int((((4 * deviation * deviation + 1).squareRoot() - 1) / 2).rounded()))
        let mean = [Double](repeating: 1 / Double(2 * reach + 1), count: 2 * reach + 1)
        func convolved(_ a: [Double]) -> [Double] {
            var sums = [Double](repeating: 0, count: a.count + mean.count - 1)
            for i in a.indices { for j in mean.indices { sums[i + j] += a[i] * mean[j] } }
            return sums
        }
        return convolved(convolved(mean)).map { Float($0) }
    }

    /// Convolves a box with weights along each axis.
    static func convolve(_ values: inout [Float], _ shape: VolumeShape, _ weights: [[Float]]) {
        let strides = [shape.rows * shape.columns, shape.columns, 1]
        var result = [Float](repeating: 0, count: values.count)
        for axis in 0..<3 where weights[axis].count > 1 {
            result.withUnsafeMutableBufferPointer { result in
                values.withUnsafeBufferPointer {
                    convolve($0, into: result, extent: shape.extents[axis], stride: strides[axis], weights[axis])
                }
            }
            swap(&values, &result)
        }
    }

    /// Convolves along one axis: whole runs of neighbouring elements are added at a time.
    private static func convolve(
        _ values: UnsafeBufferPointer<Float>, into result: UnsafeMutableBufferPointer<Float>, extent: Int, stride: Int,
        _ weights: [Float]
    ) {
        result.update(repeating: 0)
        let reach = weights.count / 2
        let run = extent * stride
        for start in Swift.stride(from: 0, to: values.count, by: run) {
            for (index, weight) in weights.enumerated() {
                // The element `shift` further on adds its share.
                let shift = index - reach
                let first = max(0, -shift)
                let end = min(extent, extent - shift)
                guard first < end else { continue }
                let count = (end - first) * stride
                let target = UnsafeMutableBufferPointer(
                    rebasing: result[start + first * stride..<start + first * stride + count])
                let from = start + (first + shift) * stride
                let source = UnsafeBufferPointer(rebasing: values[from..<from + count])
                for i in 0..<count { target[i] += weight * source[i] }
            }
        }
    }
}
