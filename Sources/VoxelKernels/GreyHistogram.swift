import VoxelCore

/// How often every grey value occurs, counted in UInt64.
///
/// Samples of 8 and 16 bits have a bin for each value. Others share 65,536 bins of equal width over a range that is
/// known beforehand. NaN and infinities have no bin and are counted apart.
public struct GreyHistogram: Sendable, Hashable {
    /// The grey value at the lower edge of bin 0.
    public let origin: Double
    /// The width of a bin in grey values; 1 where every value has its own bin.
    public let binWidth: Double
    /// Whether every bin holds one grey value only.
    public let isExact: Bool
    /// The number of samples in every bin.
    public private(set) var counts: [UInt64]
    /// Samples without a bin: NaN and infinities.
    public private(set) var nonFiniteCount: UInt64 = 0

    /// An empty histogram for samples of a type.
    ///
    /// - Parameters:
    ///   - type: the type of the samples.
    ///   - range: least and greatest finite grey value, used where the type has too many values for a bin each. A
    ///     sample beyond it is counted in the nearest bin.
    public init(for type: SampleType, range: ClosedRange<Double>) {
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
    public static func needsRange(_ type: SampleType) -> Bool {
        switch type {
        case .uint8, .uint16, .int8, .int16: false
        default: true
        }
    }

    /// The grey value at the lower edge of a bin: the value itself where the bin holds one only.
    public func lowerEdge(ofBin bin: Int) -> Double { origin + Double(bin) * binWidth }

    /// The number of samples that have a bin.
    public var total: UInt64 { counts.reduce(0, +) }

    /// The grey value, to within a bin, of the sample of a rank: rank 0 is the least.
    ///
    /// - Precondition: there are more samples than `rank`.
    /// - Complexity: O(bins).
    public func grey(ofRank rank: Int) -> Double {
        var below: UInt64 = 0
        for bin in counts.indices {
            below += counts[bin]
            if below > UInt64(rank) { return lowerEdge(ofBin: bin) }
        }
        preconditionFailure("a rank is less than the number of samples")
    }

    /// Counts samples of the histogram's type.
    ///
    /// - Complexity: O(samples).
    public mutating func add(_ samples: RawSamples) {
        let (origin, inverseWidth) = (origin, 1 / binWidth)
        nonFiniteCount += counts.withUnsafeMutableBufferPointer { bins in
            var kernel = Counting(bins: bins, origin: origin, inverseWidth: inverseWidth)
            return kernel(samples)
        }
    }

    /// Adds the counts of another histogram with the same bins.
    public mutating func merge(_ other: GreyHistogram) {
        precondition(counts.count == other.counts.count && origin == other.origin && binWidth == other.binWidth)
        for bin in counts.indices { counts[bin] += other.counts[bin] }
        nonFiniteCount += other.nonFiniteCount
    }

    private struct Counting: SampleKernel {
        let bins: UnsafeMutableBufferPointer<UInt64>
        let origin: Double
        let inverseWidth: Double

        func run<T: Sample>(_ samples: Span<T>) -> UInt64 {
            var bins = self.bins.mutableSpan
            if T.exactBinCount > 0 {
                precondition(bins.count == T.exactBinCount)
                for i in samples.indices { bins[samples[i].exactBin] &+= 1 }
                return 0
            }
            var nonFinite: UInt64 = 0
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
}
