import VoxelCore

/// Grey thresholds that tell the electrode's phases apart, voxel by voxel.
package struct PhaseThresholds: Sendable, Hashable {
    /// T_Na: a voxel is Na where its grey value is at least this.
    package var na: Double
    /// T_void: a voxel is void where its grey value is at most this; nil where no void is looked for.
    package var void: Double?

    /// Thresholds for Na and, if wanted, void.
    package init(na: Double, void: Double? = nil) {
        self.na = na
        self.void = void
    }
}

/// Labels samples by their grey value: Na at or above T_Na, void at or below T_void, else Li.
///
/// A NaN is neither, and so Li. Labels of samples that are not finite carry `Phase.notFiniteMark`, so that they can be
/// counted and warned of.
///
/// - Parameters:
///   - samples: any type.
///   - thresholds: T_Na, and T_void where void is looked for.
///   - labels: as many codes of `Phase`.
/// - Complexity: O(samples), one pass.
package func labelPhases(
    _ samples: RawSamples, thresholds: PhaseThresholds, into labels: UnsafeMutableBufferPointer<UInt8>
) {
    precondition(labels.count == samples.count)
    var kernel = PhaseLabelling(thresholds: thresholds, labels: labels)
    kernel(samples)
}

private struct PhaseLabelling: SampleKernel {
    let thresholds: PhaseThresholds
    let labels: UnsafeMutableBufferPointer<UInt8>

    func run<T: Sample>(_ samples: Span<T>) {
        let lithium = Phase.lithium.rawValue
        var labels = self.labels.mutableSpan
        let na = T.smallest(atLeast: thresholds.na)
        let void = thresholds.void.flatMap { T.largest(atMost: $0) }
        switch (na, void) {
        case (let na?, let void?):
            for i in samples.indices {
                let sample = samples[i]
                let below = sample <= void ? Phase.void.rawValue : lithium
                labels[i] = (sample >= na ? Phase.sodium.rawValue : below) | mark(sample)
            }
        case (let na?, nil):
            for i in samples.indices {
                let sample = samples[i]
                labels[i] = (sample >= na ? Phase.sodium.rawValue : lithium) | mark(sample)
            }
        case (nil, let void?):
            for i in samples.indices {
                let sample = samples[i]
                labels[i] = (sample <= void ? Phase.void.rawValue : lithium) | mark(sample)
            }
        case (nil, nil):
            for i in samples.indices { labels[i] = lithium | mark(samples[i]) }
        }
    }

    /// Nothing for integers: the compiler knows that they are finite.
    @inline(__always)
    private func mark<T: Sample>(_ sample: T) -> UInt8 { sample.isFinite ? 0 : Phase.notFiniteMark }
}
