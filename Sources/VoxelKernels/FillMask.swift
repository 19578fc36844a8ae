import VoxelCore

/// Marks the samples that hold a measured value: those that are neither 0 nor NaN, the values reconstructions fill
/// the outside of their field of view with. Marks that are set stay set.
///
/// - Parameters:
///   - samples: any type.
///   - mask: one flag a sample.
/// - Complexity: O(samples).
package func markMeasured(_ samples: RawSamples, in mask: UnsafeMutableBufferPointer<Bool>) {
    precondition(mask.count == samples.count)
    var kernel = Marking(mask: mask)
    kernel(samples)
}

private struct Marking: SampleKernel {
    let mask: UnsafeMutableBufferPointer<Bool>

    func run<T: Sample>(_ samples: Span<T>) {
        var mask = self.mask.mutableSpan
        for i in samples.indices {
            let sample = samples[i]
            mask[i] = mask[i] || (sample == sample && sample.grey != 0)
        }
    }
}
