import VoxelCore
import VoxelKernels

/// How much the grey scale jumps from slice to slice.
///
/// A stack whose slices were each stretched to the full range of 8 or 16 bits has no common grey scale: no threshold holds
/// for all of it. Its black and white points (1st and 99th percentile) then jump from one slice to the next, where those
/// of a common scale change smoothly.
package struct SliceScaling: Sendable {
    /// The median, over triples of neighbouring slices, of how far the middle slice's black and white points lie from the
    /// mean of its neighbours', as a share of the grey range; nil where there are no three slices or no contrast.
    package let jump: Double?

    /// Whether the slices look scaled one by one: jumps of more than 3 % of the grey range.
    package var isSliceBySlice: Bool { jump.map { $0 > 0.03 } ?? false }

    /// Looks at windows of about 16,000 voxels, in few rows, in up to 24 triples of slices of a region: enough for
    /// percentiles, and little where little is read at all.
    ///
    /// - Throws: `SimstripError` from reading.
    package init(of source: any VolumeSource, region: VoxelRegion, threads: Int) throws {
        let window = { (range: Range<Int>, longest: Int) in
            let length = min(longest, range.count)
            let start = range.lowerBound + (range.count - length) / 2
            return start..<start + length
        }
        let columns = window(region.columns, 1_024)
        // Strips mostly begin at a multiple of 16 rows, if not at every row: as few of them as can be.
        let centred = window(region.rows, max(16, 16_384 / max(columns.count, 1)))
        let shift = min(centred.lowerBound % 16, centred.lowerBound - region.rows.lowerBound)
        let rows = centred.lowerBound - shift..<centred.upperBound - shift
        let count = min(24, region.slices.count / 3, max(16, region.slices.count / 9))
        guard count > 0 else {
            jump = nil
            return
        }
        let middles = (0..<count).map { region.slices.lowerBound + (2 * $0 + 1) * region.slices.count / (2 * count) }
        let tasks = SliceRuns(of: region.slices, in: source, threads: threads).pieces(startingAt: middles)
        let parts = try concurrentAccumulate(
            taskCount: tasks.count, threads: threads,
            makeAccumulator: {
                (
                    jumps: [Double](), reader: try source.makeReader(),
                    window: AlignedBytes(count: rows.count * columns.count * source.sampleType.byteCount)
                )
            }
        ) { state, task in
            for middle in middles[tasks[task]] {
                var points: [(black: Double, white: Double)] = []
                for slice in middle - 1...middle + 1 where region.slices.contains(slice) {
                    try state.reader.read(slice: slice, rows: rows, columns: columns, into: state.window.buffer)
                    let samples = floats(RawSamples(source.sampleType, UnsafeRawBufferPointer(state.window.buffer)))
                    if let ends = Self.blackAndWhite(samples) { points.append(ends) }
                }
                guard points.count == 3 else { continue }
                let range = points.map { $0.white - $0.black }.max() ?? 0
                guard range > 0 else { continue }
                let black = abs(points[1].black - (points[0].black + points[2].black) / 2)
                let white = abs(points[1].white - (points[0].white + points[2].white) / 2)
                state.jumps.append(max(black, white) / range)
            }
        }
        let jumps = parts.flatMap(\.jumps)
        jump = jumps.isEmpty ? nil : jumps.sorted()[jumps.count / 2]
    }

    /// The 1st and the 99th percentile of the finite samples, to a thousandth of their range; nil without contrast.
    private static func blackAndWhite(_ samples: [Float]) -> (black: Double, white: Double)? {
        var (least, greatest, finiteCount) = (Float.infinity, -Float.infinity, 0)
        for sample in samples where sample.isFinite {
            least = sample < least ? sample : least
            greatest = sample > greatest ? sample : greatest
            finiteCount += 1
        }
        guard least < greatest else { return nil }
        let origin = Double(least)
        let width = (Double(greatest) - origin) / 1_000
        let perWidth = 1 / width
        var counts = Array(repeating: 0, count: 1_001)
        for sample in samples where sample.isFinite {
            counts[min(1_000, Int((Double(sample) - origin) * perWidth))] += 1
        }
        let grey = { (rank: Int) in
            var below = 0
            let bin = counts.firstIndex { count in
                below += count
                return below > rank
            }
            return origin + Double(bin ?? 0) * width
        }
        let tail = finiteCount / 100
        return (grey(tail), grey(finiteCount - 1 - tail))
    }
}
