import VoxelCore

/// A Gaussian kernel of small integers.
///
/// Sums of integers are exact in floating point as long as they stay below 2²⁴ (Float), so a separable filter gives
/// the same bits whichever axis comes first, and a permuted volume is exactly the permuted volume.
package struct IntegerKernel: Sendable {
    /// `2 · radius + 1` weights, symmetric, none negative.
    package let weights: [Int]
    /// How far the kernel reaches to either side, in voxels.
    package let radius: Int

    /// The Gaussian of a standard deviation in voxels, sampled at whole voxels; its weights add up to `total`.
    ///
    /// Weights are rounded from the rim inwards, each passing its remainder on, which keeps the kernel's own
    /// standard deviation within a few per cent of `sigma` from 0.6 voxels on (below, sampling narrows it, as in
    /// image libraries); for `sigma` 0 it is the identity.
    package init(sigma: Double, total: Int) {
        guard sigma > 0 else {
            weights = [total]
            radius = 0
            return
        }
        let reach = Int(4 * sigma) + 1
        let exact = (0...reach).map { PortableMath.exponential(-Double($0 * $0) / (2 * sigma * sigma)) }
        let sum = exact[0] + 2 * exact.dropFirst().reduce(0, +)
        var side: [Int] = []
        var remainder = 0.0
        for value in exact.dropFirst().reversed() {
            let wanted = Double(total) * value / sum + remainder
            let weight = Int(wanted.rounded(.down) + (wanted - wanted.rounded(.down) >= 0.5 ? 1 : 0))
            remainder = wanted - Double(weight)
            if weight > 0 || !side.isEmpty { side.append(weight) }
        }
        let centre = total - 2 * side.reduce(0, +)
        weights = side + [centre] + side.reversed()
        radius = side.count
    }

    private init(weights: [Int], radius: Int) {
        self.weights = weights
        self.radius = radius
    }

    /// The same kernel with zeros up to a radius not below its own.
    func padded(to wider: Int) -> IntegerKernel {
        let zeros = [Int](repeating: 0, count: wider - radius)
        return IntegerKernel(weights: zeros + weights + zeros, radius: wider)
    }

    /// The sum of the weights.
    package var total: Int { weights.reduce(0, +) }

    /// The sum of the squared weights: what the kernel leaves of the variance of white noise, along one axis.
    var energy: Double { Double(weights.reduce(0) { $0 + $1 * $1 }) }

    /// Filters along one axis; the output is shorter by `2 · radius` there.
    ///
    /// - Parameters:
    ///   - input: `blocks × length × stride` values; consecutive elements along the axis lie `stride` apart.
    ///   - output: `blocks × (length − 2 · radius) × stride` values.
    func filter(
        _ input: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>,
        blocks: Int, length: Int, stride: Int
    ) {
        let kept = (length - 2 * radius) * stride
        precondition(input.count >= blocks * length * stride && output.count >= blocks * kept, "the filter's extents")
        // Short pieces stay in the cache while the taps pass over them.
        let piece = 2048
        for block in 0..<blocks {
            var start = 0
            while start < kept {
                let count = min(piece, kept - start)
                let source = block * length * stride + start
                let sums = output.part(at: block * kept + start, count: count)
                let centre = input.part(at: source + radius * stride, count: count)
                let middle = Float(weights[radius])
                for i in 0..<count { sums[i] = middle * centre[i] }
                for tap in 0..<radius where weights[tap] != 0 {
                    let weight = Float(weights[tap])
                    let near = input.part(at: source + tap * stride, count: count)
                    let far = input.part(at: source + (2 * radius - tap) * stride, count: count)
                    Self.add(weight, near, far, to: sums)
                }
                start += count
            }
        }
    }

    /// `sums += weight · (near + far)`, element by element.
    ///
    /// Inlined into the loops around it, this one is not vectorised: a third of a phantom's time.
    @inline(never)
    private static func add(
        _ weight: Float, _ near: UnsafeBufferPointer<Float>, _ far: UnsafeBufferPointer<Float>,
        to sums: UnsafeMutableBufferPointer<Float>
    ) {
        for i in 0..<sums.count { sums[i] += weight * (near[i] + far[i]) }
    }
}
