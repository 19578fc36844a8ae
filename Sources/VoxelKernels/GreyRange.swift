import VoxelCore

/// The least and the greatest finite grey value of samples; NaN and infinities are passed over.
///
/// Both are kept in the samples' own type, which takes two thirds of the time of ``GreyStatistics``, which sums and counts
/// besides.
package struct GreyRange: Sendable, Hashable {
    /// The range; nil where no finite sample was seen.
    package private(set) var values: ClosedRange<Double>?

    /// Of no samples.
    package init() {}

    /// Takes in samples of any type.
    ///
    /// - Complexity: O(samples).
    package mutating func add(_ samples: RawSamples) {
        var kernel = Extremes()
        if let found = kernel(samples) { add(found) }
    }

    /// What several threads have seen.
    package init(of parts: [GreyRange]) {
        for case let values? in parts.map(\.values) { add(values) }
    }

    private mutating func add(_ found: ClosedRange<Double>) {
        guard let known = values else {
            values = found
            return
        }
        values = min(known.lowerBound, found.lowerBound)...max(known.upperBound, found.upperBound)
    }
}

private struct Extremes: SampleKernel {
    func run<T: Sample>(_ samples: Span<T>) -> ClosedRange<Double>? {
        guard let first = samples.indices.first(where: { samples[$0].isFinite }) else { return nil }
        var (least, greatest) = (samples[first], samples[first])
        for i in samples.indices {
            let sample = samples[i].isFinite ? samples[i] : least
            least = sample < least ? sample : least
            greatest = sample > greatest ? sample : greatest
        }
        return least.grey...greatest.grey
    }
}
