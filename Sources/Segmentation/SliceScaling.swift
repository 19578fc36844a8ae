import VoxelCore
import VoxelKernels

/// How much the grey scale jumps from slice to slice.
///
/// A stack whose slices were each stretched to the full range of 8 or 16 bits has no common grey scale: no threshold holds
/// for all of it. Its black and white points (1st and 99th percentile) then jump from one slice to the next, where those
/// of a common scale change smoothly.
public struct SliceScaling: Sendable {
    /// The median, over triples of neighbouring slices, of how far the middle slice's black and white points lie from the
    /// mean of its neighbours', as a share of the grey range; nil where there are no three slices or no contrast.
    public let jump: Double?

    /// Whether the slices look scaled one by one: jumps of more than 3 % of the grey range.
    public var isSliceBySlice: Bool { jump.map { $0 > 0.03 } ?? false }

    /// Looks at windows of about 16,000 voxels, in few rows, in up to 24 triples of slices of a region: enough for
    /// percentiles, and little where little is read at all.
    ///
    /// - Throws: `SimstripError` from reading.
    public init(of source: any VolumeSource, region: VoxelRegion) throws {
        let window = { (range: Range<Int>, longest: Int) in
            let length = min(longest, range.count)
            let start = range.lowerBound + (range.count - length) / 2
            return start..<start + length
        }
        let columns = window(region.columns, 1_024)
        let rows = window(region.rows, max(16, 16_384 / max(columns.count, 1)))
        let count = min(24, region.slices.count / 3, max(16, region.slices.count / 9))
        guard count > 0 else {
            jump = nil
            return
        }
        let reader = try source.makeReader()
        let bytes = AlignedBytes(count: rows.count * columns.count * source.sampleType.byteCount)
        var jumps: [Double] = []
        for triple in 0..<count {
            let middle = region.slices.lowerBound + (2 * triple + 1) * region.slices.count / (2 * count)
            var points: [(black: Double, white: Double)] = []
            for slice in middle - 1...middle + 1 where region.slices.contains(slice) {
                try reader.read(slice: slice, rows: rows, columns: columns, into: bytes.buffer)
                let samples = RawSamples(source.sampleType, UnsafeRawBufferPointer(bytes.buffer))
                var statistics = GreyStatistics()
                statistics.add(samples)
                guard statistics.min < statistics.max else { continue }
                var histogram = GreyHistogram(for: source.sampleType, range: statistics.min...statistics.max)
                histogram.add(samples)
                let tail = statistics.finiteCount / 100
                points.append(
                    (
                        histogram.grey(ofRank: tail),
                        histogram.grey(ofRank: statistics.finiteCount - 1 - tail)
                    ))
            }
            guard points.count == 3 else { continue }
            let range = points.map { $0.white - $0.black }.max() ?? 0
            guard range > 0 else { continue }
            let black = abs(points[1].black - (points[0].black + points[2].black) / 2)
            let white = abs(points[1].white - (points[0].white + points[2].white) / 2)
            jumps.append(max(black, white) / range)
        }
        jump = jumps.isEmpty ? nil : jumps.sorted()[jumps.count / 2]
    }
}
