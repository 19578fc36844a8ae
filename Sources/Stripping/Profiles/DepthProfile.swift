import VoxelCore
import VoxelKernels

/// The mean grey value at every depth below the interface, over the map or a box of it.
///
/// A bin a voxel: of every column the voxel so many before or behind its first electrode voxel. Values that are not finite, or
/// beyond the scan's own, are left out. Of a large map rows at equal distances are enough.
public struct DepthProfile: Sendable, Hashable {
    /// A depth.
    public struct Point: Sendable, Hashable {
        /// From the interface to the voxels' centres on average, in voxels; negative in the SSE.
        public let depth: Double
        /// Of the grey values there.
        public let grey: GreySpread
    }

    /// A peak of Na: a depth that is brighter than those around it.
    public struct Peak: Sendable, Hashable {
        /// Between bins, in voxels from the interface.
        public let depth: Double
        /// The mean grey of its bin.
        public let grey: Double
    }

    /// The rows and columns of the map that it is of.
    package let rows, columns: Range<Int>
    /// By depth, ascending; only depths with a voxel.
    public let points: [Point]
    /// The greys before and behind the interface; nil without a voxel.
    public let electrolyte, electrode: GreySpread?
    /// Na in the electrode, from the interface on. A mean over a large map has few: Na lies at other depths elsewhere.
    public let peaks: [Peak]

    /// So much of the range of the profile a peak has to stand out of both valleys beside it.
    private static let leastProminence = 0.1
    /// So many voxels on either side of the layers.
    private static let margin = 20
    /// Of a map of more columns as many rows are taken as have so many.
    private static let mostColumns = 200_000

    /// The profile of a part of the map.
    ///
    /// - Parameters:
    ///   - source: the volume as it was read, Li dark.
    ///   - slab: the layers.
    ///   - heights: h of every column, in voxels; NaN outside.
    ///   - rows: of the map.
    ///   - columns: likewise.
    ///   - takesAll: whether every row is taken, however large the part is.
    ///   - greys: the grey values that count; nil for all finite ones.
    /// - Throws: `SimstripError` from reading, and what `progress` throws.
    /// - Complexity: O(voxels of the box, from 20 before the layers to 20 behind them).
    package init(
        of source: any VolumeSource, slab: Slab, heights: Map<Float>, rows: Range<Int>, columns: Range<Int>,
        takesAll: Bool, within greys: ClosedRange<Double>?, threads: Int, progress: ProgressHandler? = nil
    ) throws {
        self.rows = rows
        self.columns = columns
        let axis = slab.geometry.axis
        let bins = -Self.margin..<slab.layers + Self.margin
        let box = Self.box(of: slab, rows: rows, columns: columns)
        let (firstRow, firstColumn) = (
            slab.region[axis.ofMap.rows].lowerBound, slab.region[axis.ofMap.columns].lowerBound
        )
        let (step, outside) = (slab.geometry.electrode.step, Slab.outside)
        let every = takesAll ? 1 : max(1, rows.count * columns.count / Self.mostColumns)
        let isTaken: @Sendable (Int) -> Bool = { row in (row - rows.lowerBound) % every == 0 }
        let runs = SliceRuns(of: box.slices, in: source, threads: threads).runs
        let done = Guarded(0)
        let parts = try concurrentMap(count: runs.count, threads: threads) { run in
            let reader = try source.makeReader()
            let bytes = AlignedBytes(count: box.rows.count * box.columns.count * source.sampleType.byteCount)
            return try runs[run].map { z in
                var sums = [GreySpread.Sums](repeating: .init(), count: bins.count)
                // Along z the rows of a slice are the map's; else a slice is a row.
                let windows: [Range<Int>] =
                    if axis != .z {
                        isTaken(z - firstRow) ? [box.rows] : []
                    } else if every == 1 {
                        [box.rows]
                    } else {
                        box.rows.filter { isTaken($0 - firstRow) }.map { $0..<$0 + 1 }
                    }
                for window in windows {
                    let count = window.count * box.columns.count * source.sampleType.byteCount
                    let part = UnsafeMutableRawBufferPointer(rebasing: bytes.buffer[..<count])
                    try reader.read(slice: z, rows: window, columns: box.columns, into: part)
                    let samples = floats(RawSamples(source.sampleType, UnsafeRawBufferPointer(part)))
                    var place = 0
                    for y in window {
                        for x in box.columns {
                            let value = Double(samples[place])
                            place += 1
                            let seen = axis.place(z: z, y: y, x: x)
                            let surface = slab.surfaceStart[seen.row - firstRow, seen.column - firstColumn]
                            guard surface != outside, value.isFinite, greys?.contains(value) ?? true
                            else { continue }
                            let bin = (seen.position - Int(surface)) * step - bins.lowerBound
                            if sums.indices.contains(bin) { sums[bin].add(value) }
                        }
                    }
                }
                let count = done.withLock { (count: inout Int) -> Int in
                    count += 1
                    return count
                }
                try progress?(ProgressEvent(stage: "profiling", done: count, total: box.slices.count))
                return sums
            }
        }
        // Slice by slice, so the same for every number of threads.
        var sums = [GreySpread.Sums](repeating: .init(), count: bins.count)
        for slice in parts.joined() {
            for bin in sums.indices { sums[bin].add(slice[bin]) }
        }
        let offset = Self.meanOffset(of: slab, heights: heights, rows: rows, columns: columns)
        points = zip(bins, sums).compactMap { bin, sum in
            sum.spread.map { Point(depth: Double(bin) + offset, grey: $0) }
        }
        let whole = { (part: Range<Int>) in
            part.reduce(into: GreySpread.Sums()) { $0.add(sums[$1 - bins.lowerBound]) }.spread
        }
        electrolyte = whole(bins.lowerBound..<0)
        electrode = whole(0..<bins.upperBound)
        peaks = Self.peaks(of: points, from: zip(bins, sums).count { $0 < 0 && $1.voxels > 0 })
    }

    private static func box(of slab: Slab, rows: Range<Int>, columns: Range<Int>) -> VoxelRegion {
        let axis = slab.geometry.axis
        let surfaces = rows.flatMap { row in
            columns.compactMap { column in
                slab.surfaceStart[row, column] == Slab.outside ? nil : Int(slab.surfaceStart[row, column])
            }
        }
        var box = slab.region
        let (low, high) = (surfaces.min() ?? 0, surfaces.max() ?? -1)
        let reach = slab.layers + margin
        let wanted =
            slab.geometry.electrode == .high ? low - margin..<high + reach : low - reach + 1..<high + margin + 1
        box[axis] = surfaces.isEmpty ? box[axis].prefix(0) : wanted.clamped(to: box[axis])
        let (firstRow, firstColumn) = (box[axis.ofMap.rows].lowerBound, box[axis.ofMap.columns].lowerBound)
        box[axis.ofMap.rows] = firstRow + rows.lowerBound..<firstRow + rows.upperBound
        box[axis.ofMap.columns] = firstColumn + columns.lowerBound..<firstColumn + columns.upperBound
        // What has no voxel has no slice to be read.
        if surfaces.isEmpty { box.slices = box.slices.prefix(0) }
        return box
    }

    /// How far behind the interface the centres of the first electrode voxels lie on average: half a voxel of a rough one.
    private static func meanOffset(of slab: Slab, heights: Map<Float>, rows: Range<Int>, columns: Range<Int>) -> Double
    {
        let step = Double(slab.geometry.electrode.step)
        var (sum, count) = (0.0, 0.0)
        for row in rows {
            for column in columns where slab.surfaceStart[row, column] != Slab.outside {
                let height = Double(heights[row, column])
                guard height.isFinite else { continue }
                sum += (Double(slab.surfaceStart[row, column]) + 0.5 - height) * step
                count += 1
            }
        }
        return count > 0 ? sum / count : 0.5
    }

    /// Depths in the electrode that are brighter than their neighbours and stand out of the valleys on both sides.
    ///
    /// - Parameter first: the first point of the electrode.
    private static func peaks(of points: [Point], from first: Int) -> [Peak] {
        let greys = points.map(\.grey.mean)
        guard let low = greys.min(), let high = greys.max(), high > low, first + 2 < greys.count else { return [] }
        let least = leastProminence * (high - low)
        return (first + 1..<greys.count - 1).compactMap { index in
            let own = greys[index]
            guard own > greys[index - 1], own >= greys[index + 1] else { return nil }
            // The lowest place on the way to something brighter, on either side; the SSE is brighter than all.
            func valley(_ way: some Sequence<Int>) -> Double {
                var lowest = own
                for place in way {
                    guard greys[place] <= own else { break }
                    lowest = min(lowest, greys[place])
                }
                return lowest
            }
            let before = valley(stride(from: index - 1, through: first, by: -1))
            let behind = valley(index + 1..<greys.count)
            guard own - max(before, behind) >= least else { return nil }
            // The top of the parabola through three points.
            let curvature = greys[index - 1] - 2 * own + greys[index + 1]
            let shift = curvature < 0 ? (greys[index - 1] - greys[index + 1]) / (2 * curvature) : 0
            return Peak(depth: points[index].depth + shift, grey: own)
        }
    }
}
