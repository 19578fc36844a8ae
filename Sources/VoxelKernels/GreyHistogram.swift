import VoxelCore

/// How often every grey value occurs, counted in UInt64 by a ``GreyCounter`` for every thread.
///
/// Samples of 8 and 16 bits have a bin for each value. Others share 65,536 bins of equal width over a range that is
/// known beforehand. NaN and infinities have no bin and are counted apart.
package struct GreyHistogram: Sendable, Hashable {
    /// The grey value at the lower edge of bin 0.
    package let origin: Double
    /// The width of a bin in grey values; 1 where every value has its own bin.
    package let binWidth: Double
    /// Whether every bin holds one grey value only.
    package let isExact: Bool
    /// The number of samples in every bin.
    package private(set) var counts: [UInt64]
    /// Samples without a bin: NaN and infinities.
    package private(set) var nonFiniteCount: UInt64 = 0
    /// Samples that ``leaveOut(beyond:)`` took out of their bins.
    package private(set) var outlierCount: UInt64 = 0

    /// An empty histogram for samples of a type.
    ///
    /// - Parameters:
    ///   - type: the type of the samples.
    ///   - range: least and greatest finite grey value, used where the type has too many values for a bin each. A
    ///     sample beyond it is counted in the nearest bin.
    package init(for type: SampleType, range: ClosedRange<Double>) {
        switch type {
        case .uint8: self.init(origin: 0, bins: UInt8.exactBinCount)
        case .uint16: self.init(origin: 0, bins: UInt16.exactBinCount)
        case .int8: self.init(origin: Double(Int8.min), bins: Int8.exactBinCount)
        case .int16: self.init(origin: Double(Int16.min), bins: Int16.exactBinCount)
        default:
            let width = (range.upperBound - range.lowerBound) / 65_535
            self.init(origin: range.lowerBound, bins: 65_536, binWidth: width > 0 ? width : 1, isExact: false)
        }
    }

    private init(origin: Double, bins: Int, binWidth: Double = 1, isExact: Bool = true) {
        self.origin = origin
        self.binWidth = binWidth
        self.isExact = isExact
        counts = Array(repeating: 0, count: bins)
    }

    /// Whether samples of a type need their range known beforehand.
    package static func needsRange(_ type: SampleType) -> Bool {
        switch type {
        case .uint8, .uint16, .int8, .int16: false
        default: true
        }
    }

    /// The grey value at the lower edge of a bin: the value itself where the bin holds one only.
    package func lowerEdge(ofBin bin: Int) -> Double { origin + Double(bin) * binWidth }

    /// The number of samples that have a bin.
    package var total: UInt64 { counts.reduce(0, +) }

    /// What counters that are alike have counted together.
    ///
    /// - Precondition: there is at least one, and all count into the same bins.
    package init(of counters: [GreyCounter]) {
        self = counters[0].histogram
        for counter in counters.dropFirst() {
            let other = counter.histogram
            precondition(counts.count == other.counts.count && origin == other.origin && binWidth == other.binWidth)
            for bin in counts.indices { counts[bin] += other.counts[bin] }
            nonFiniteCount += other.nonFiniteCount
        }
    }

    /// Empties the bins that begin beyond a range.
    package mutating func leaveOut(beyond range: ClosedRange<Double>) {
        for bin in counts.indices where counts[bin] > 0 && !range.contains(lowerEdge(ofBin: bin)) {
            outlierCount += counts[bin]
            counts[bin] = 0
        }
    }

    fileprivate mutating func add(_ recent: [UInt32], nonFinite: Int) {
        for bin in counts.indices { counts[bin] += UInt64(recent[bin]) }
        nonFiniteCount += UInt64(nonFinite)
    }
}

/// Counts the grey values of samples, one counter a thread, for a ``GreyHistogram``.
///
/// The bins hold 32 bits, half the memory that a sample's bin has to be found in, and are emptied into 64 before they could
/// overflow: 0.37 instead of 0.6 ns for a voxel of 16 bits.
package struct GreyCounter: Sendable {
    private var settled: GreyHistogram
    private var recent: [UInt32]
    private var recentNonFinite = 0
    /// Samples that may be in one bin of `recent`.
    private var recentCount = 0
    /// More than so many have to be emptied first.
    private let capacity: Int

    /// Nothing counted; see `GreyHistogram.init(for:range:)`.
    package init(for type: SampleType, range: ClosedRange<Double>) {
        self.init(for: type, range: range, capacity: Int(UInt32.max))
    }

    /// Emptied before a bin could hold more than `capacity`, at most 2³² − 1.
    package init(for type: SampleType, range: ClosedRange<Double>, capacity: Int) {
        self.capacity = capacity
        settled = GreyHistogram(for: type, range: range)
        recent = Array(repeating: 0, count: settled.counts.count)
    }

    /// What was counted so far.
    ///
    /// - Complexity: O(bins).
    package var histogram: GreyHistogram {
        var sum = settled
        sum.add(recent, nonFinite: recentNonFinite)
        return sum
    }

    /// Counts samples of the counter's type.
    ///
    /// - Complexity: O(samples).
    package mutating func add(_ samples: RawSamples) {
        if recentCount + samples.count > capacity {
            settled = histogram
            for bin in recent.indices { recent[bin] = 0 }
            (recentCount, recentNonFinite) = (0, 0)
        }
        recentCount += samples.count
        let (origin, inverseWidth) = (settled.origin, 1 / settled.binWidth)
        recentNonFinite += recent.withUnsafeMutableBufferPointer { bins in
            var kernel = Counting(bins: bins, origin: origin, inverseWidth: inverseWidth)
            return kernel(samples)
        }
    }
}

private struct Counting: SampleKernel {
    let bins: UnsafeMutableBufferPointer<UInt32>
    let origin: Double
    let inverseWidth: Double

    /// The number of samples without a bin.
    func run<T: Sample>(_ samples: Span<T>) -> Int {
        var bins = self.bins.mutableSpan
        if T.exactBinCount > 0 {
            precondition(bins.count == T.exactBinCount)
            for i in samples.indices { bins[samples[i].exactBin] &+= 1 }
            return 0
        }
        var nonFinite = 0
        let last = Double(bins.count - 1)
        for i in samples.indices {
            let sample = samples[i]
            guard sample.isFinite else {
                nonFinite += 1
                continue
            }
            let bin = (sample.grey - origin) * inverseWidth
            bins[Int(Swift.max(0, Swift.min(last, bin)))] &+= 1
        }
        return nonFinite
    }
}
