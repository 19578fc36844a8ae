import VoxelCore

/// Converts samples of any type to Float, adding them with a weight to what is there.
///
/// - Parameters:
///   - samples: any type; those that are not finite add nothing.
///   - weight: what each is multiplied with.
///   - sums: one sum a sample.
///   - weights: receives the weight of every finite sample, for normalised convolution.
/// - Complexity: O(samples).
public func addWeighted(
    _ samples: RawSamples, weight: Float, sums: UnsafeMutableBufferPointer<Float>,
    weights: UnsafeMutableBufferPointer<Float>
) {
    precondition(sums.count == samples.count && weights.count == samples.count)
    var kernel = WeightedAdding(weight: weight, sums: sums, weights: weights)
    kernel(samples)
}

private struct WeightedAdding: SampleKernel {
    let weight: Float
    let sums: UnsafeMutableBufferPointer<Float>
    let weights: UnsafeMutableBufferPointer<Float>

    func run<T: Sample>(_ samples: Span<T>) {
        var sums = self.sums.mutableSpan
        var weights = self.weights.mutableSpan
        for i in samples.indices {
            let sample = samples[i]
            if sample.isFinite {
                sums[i] += weight * Float(sample.grey)
                weights[i] += weight
            }
        }
    }
}

/// The samples as Float, those that are not finite among them.
///
/// - Complexity: O(samples).
public func floats(_ samples: RawSamples) -> [Float] {
    var kernel = Converting()
    return kernel(samples)
}

private struct Converting: SampleKernel {
    func run<T: Sample>(_ samples: Span<T>) -> [Float] {
        [Float](unsafeUninitializedCapacity: samples.count) { values, count in
            for i in samples.indices { values[i] = Float(samples[i].grey) }
            count = samples.count
        }
    }
}
