import VoxelCore

/// Least, greatest and mean grey value. NaN and infinities are counted and left out of all three.
package struct GreyStatistics: Sendable, Hashable {
    /// The number of finite samples.
    package private(set) var finiteCount = 0
    /// The number of samples that are NaN.
    package private(set) var nanCount = 0
    /// The number of samples that are infinite.
    package private(set) var infiniteCount = 0
    /// The least finite grey value; +∞ where there is none.
    package private(set) var min = Double.infinity
    /// The greatest finite grey value; −∞ where there is none.
    package private(set) var max = -Double.infinity
    /// The sum of the finite grey values: exact for integers up to 2⁵³.
    package private(set) var sum = 0.0

    /// Of no samples.
    package init() {}

    /// The number of samples that are not finite.
    package var nonFiniteCount: Int { nanCount + infiniteCount }

    /// The mean of the finite grey values; nil where there is none.
    package var mean: Double? { finiteCount == 0 ? nil : sum / Double(finiteCount) }

    /// Takes in samples of any type.
    ///
    /// - Complexity: O(samples).
    package mutating func add(_ samples: RawSamples) {
        var kernel = Statistics()
        kernel(samples)
        merge(kernel.result)
    }

    /// Takes in the statistics of other samples. Sums of floating-point samples depend on the order of merging.
    package mutating func merge(_ other: GreyStatistics) {
        finiteCount += other.finiteCount
        nanCount += other.nanCount
        infiniteCount += other.infiniteCount
        min = Swift.min(min, other.min)
        max = Swift.max(max, other.max)
        sum += other.sum
    }

    private struct Statistics: SampleKernel {
        var result = GreyStatistics()

        mutating func run<T: Sample>(_ samples: Span<T>) {
            var (finite, nan) = (0, 0)
            var (least, greatest, sum) = (Double.infinity, -Double.infinity, 0.0)
            for i in samples.indices {
                let sample = samples[i]
                guard sample.isFinite else {
                    nan += sample == sample ? 0 : 1
                    continue
                }
                let grey = sample.grey
                finite += 1
                sum += grey
                least = grey < least ? grey : least
                greatest = grey > greatest ? grey : greatest
            }
            result.finiteCount = finite
            result.nanCount = nan
            result.infiniteCount = samples.count - finite - nan
            (result.min, result.max, result.sum) = (least, greatest, sum)
        }
    }
}
