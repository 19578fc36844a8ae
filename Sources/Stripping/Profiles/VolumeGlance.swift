import VoxelCore
import VoxelKernels

/// A volume at a glance: a cut across each of its axes through the middle, and mean grey values along them.
///
/// Slices at equal distances are read, so a glance at a volume of any size takes seconds.
package struct VolumeGlance: Sendable {
    /// A cut across an axis, thinned.
    package struct Cut: Sendable {
        /// The axis that it lies across.
        package let axis: Axis
        /// Where.
        package let index: Int
        /// Grey values along the two other axes, in (z, y, x) order.
        package let grey: Map<Float>
    }

    /// The mean of finite grey values in planes across an axis.
    package struct Profile: Sendable {
        package let axis: Axis
        /// The index of a plane, and its mean.
        package let points: [(index: Int, mean: Double)]
    }

    /// Across z, y and x.
    package let cuts: [Cut]
    /// Along z, y and x.
    package let profiles: [Profile]
    /// A sample of the grey values, ascending; finite ones only.
    package let sample: [Float]

    /// So many bytes are read at most, if more slices than sixteen are.
    private static let most = 1 << 29
    private static let slices = 16...192
    /// Cuts have at most so many pixels a side.
    private static let side = 384
    private static let sampled = 200_000

    /// Reads a volume at a glance.
    ///
    /// - Throws: `SimstripError` from reading.
    package init(at source: any VolumeSource, region: VoxelRegion, threads: Int) throws {
        let shape = region.shape
        let bytes = shape.rows * shape.columns * source.sampleType.byteCount
        let wanted = min(max(Self.most / max(bytes, 1), Self.slices.lowerBound), Self.slices.upperBound, shape.slices)
        let chosen = Self.evenly(region.slices, wanted)
        let (rows, columns) = (Self.evenly(region.rows, Self.side), Self.evenly(region.columns, Self.side))
        let every = max(1, shape.rows * shape.columns * chosen.count / Self.sampled)
        let read = try concurrentMap(count: chosen.count, threads: threads) { number in
            let samples = AlignedBytes(count: bytes)
            try source.makeReader().read(
                slice: chosen[number], rows: region.rows, columns: region.columns, into: samples.buffer)
            let grey = floats(RawSamples(source.sampleType, UnsafeRawBufferPointer(samples.buffer)))
            return Slice(
                Map(rows: shape.rows, columns: shape.columns, values: grey),
                rows: rows.map { $0 - region.rows.lowerBound },
                columns: columns.map { $0 - region.columns.lowerBound }, every: every)
        }
        let middle = chosen.count / 2
        let cut = { (axis: Axis, index: Int, lines: [[Float]]) in
            Cut(
                axis: axis, index: index,
                grey: Map(rows: lines.count, columns: lines.first?.count ?? 0, values: Array(lines.joined())))
        }
        cuts = [
            Cut(axis: .z, index: chosen[middle], grey: read[middle].thinned),
            cut(.y, region.rows.lowerBound + shape.rows / 2, read.map(\.middleRow)),
            cut(.x, region.columns.lowerBound + shape.columns / 2, read.map(\.middleColumn)),
        ]
        let mean = { (sums: [(sum: Double, count: Int)]) -> Double? in
            let count = sums.reduce(0) { $0 + $1.count }
            return count > 0 ? sums.reduce(0) { $0 + $1.sum } / Double(count) : nil
        }
        let along = { (axis: Axis, indices: [Int], sums: (Int) -> [(sum: Double, count: Int)]) in
            Profile(
                axis: axis,
                points: indices.enumerated().compactMap { place, index in mean(sums(place)).map { (index, $0) } })
        }
        profiles = [
            along(.z, chosen) { read[$0].rowSums },
            along(.y, rows) { place in read.map { $0.rowSums[place] } },
            along(.x, columns) { place in read.map { $0.columnSums[place] } },
        ]
        sample = read.flatMap(\.sample).sorted()
    }

    /// At most so many of some indices, at equal distances.
    private static func evenly(_ indices: Range<Int>, _ wanted: Int) -> [Int] {
        Array(
            stride(from: indices.lowerBound, to: indices.upperBound, by: max(1, (indices.count + wanted - 1) / wanted)))
    }

    /// What is kept of a slice.
    private struct Slice: Sendable {
        let thinned: Map<Float>
        let middleRow, middleColumn: [Float]
        let rowSums, columnSums: [(sum: Double, count: Int)]
        let sample: [Float]

        init(_ grey: Map<Float>, rows: [Int], columns: [Int], every: Int) {
            let value = { (row: Int, column: Int) in grey[row, column] }
            let sum = { (values: [Float]) -> (sum: Double, count: Int) in
                let finite = values.filter(\.isFinite)
                return (finite.reduce(0) { $0 + Double($1) }, finite.count)
            }
            let lines = rows.map { row in columns.map { value(row, $0) } }
            thinned = Map(rows: rows.count, columns: columns.count, values: Array(lines.joined()))
            middleRow = columns.map { value(grey.rows / 2, $0) }
            middleColumn = rows.map { value($0, grey.columns / 2) }
            rowSums = lines.map(sum)
            columnSums = columns.indices.map { place in sum(lines.map { $0[place] }) }
            sample = stride(from: 0, to: grey.count, by: every).map { grey.values[$0] }.filter(\.isFinite)
        }
    }
}
