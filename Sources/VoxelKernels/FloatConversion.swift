import VoxelCore

/// Converts samples of any type to Float, adding them with a weight to what is there.
///
/// - Parameters:
///   - samples: any type; those that are not finite add nothing.
///   - weight: what each is multiplied with.
///   - sums: one sum a sample.
///   - weights: receives the weight of every finite sample, for normalised convolution.
/// - Complexity: O(samples).
package func addWeighted(
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

/// Converts samples of any type to Float, adding them with a weight to what is there: where all are finite, and the sums
/// of their weights known.
///
/// A sample that is not finite leaves a sum that is not finite, whatever is added later.
///
/// - Parameters:
///   - samples: any type.
///   - weight: what each is multiplied with; not 0.
///   - sums: one sum a sample.
/// - Complexity: O(samples).
package func addWeighted(_ samples: RawSamples, weight: Float, sums: UnsafeMutableBufferPointer<Float>) {
    precondition(sums.count == samples.count)
    var kernel = FiniteAdding(weight: weight, sums: sums)
    kernel(samples)
}

private struct FiniteAdding: SampleKernel {
    let weight: Float
    let sums: UnsafeMutableBufferPointer<Float>

    func run<T: Sample>(_ samples: Span<T>) {
        var sums = self.sums.mutableSpan
        for i in samples.indices { sums[i] += weight * Float(samples[i].grey) }
    }
}

/// Whether none of the values is NaN or infinite.
///
/// - Complexity: O(values).
package func areFinite(_ values: UnsafeBufferPointer<Float>) -> Bool {
    let exponent = Float.infinity.bitPattern
    var found: UInt32 = 0
    for value in values { found |= value.bitPattern & exponent == exponent ? 1 : 0 }
    return found == 0
}

/// Marks values with NaN where their samples are not finite.
///
/// - Parameters:
///   - samples: any type.
///   - values: one value a sample.
/// - Complexity: O(samples).
package func markNotFinite(_ samples: RawSamples, in values: UnsafeMutableBufferPointer<Float>) {
    precondition(values.count == samples.count)
    var kernel = NotFiniteMarking(values: values)
    kernel(samples)
}

private struct NotFiniteMarking: SampleKernel {
    let values: UnsafeMutableBufferPointer<Float>

    func run<T: Sample>(_ samples: Span<T>) {
        var values = self.values.mutableSpan
        for i in samples.indices where !samples[i].isFinite { values[i] = .nan }
    }
}

/// The samples as Float, those that are not finite among them.
///
/// - Complexity: O(samples).
package func floats(_ samples: RawSamples) -> [Float] {
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

/// The samples as grey values, those that are not finite among them.
///
/// - Complexity: O(samples).
package func greys(_ samples: RawSamples) -> [Double] {
    var kernel = Widening()
    return kernel(samples)
}

private struct Widening: SampleKernel {
    func run<T: Sample>(_ samples: Span<T>) -> [Double] {
        [Double](unsafeUninitializedCapacity: samples.count) { values, count in
            for i in samples.indices { values[i] = samples[i].grey }
            count = samples.count
        }
    }
}
