import VoxelCore
import VoxelKernels

/// The two grey values by which scans are put on one scale: the peaks of Li and of the SSE on either side of the
/// interface.
package struct GreyAnchors: Sendable, Hashable, Codable {
    /// The grey of Li: the peak behind the interface, of the third to the sixth electrode voxel.
    package let lithium: Double
    /// The grey of the SSE: the peak before the interface, of its third to fifth voxel.
    package let electrolyte: Double

    enum CodingKeys: String, CodingKey {
        case lithium = "li"
        case electrolyte = "sse"
    }

    /// Two grey values.
    package init(lithium: Double, electrolyte: Double) {
        self.lithium = lithium
        self.electrolyte = electrolyte
    }

    /// So many voxels on either side of the interface are blurred into the other.
    private static let margin = 2
    private static let electrolyteDepth = 3
    private static let lithiumDepth = 4
    /// Means of so many neighbours are looked at: less noise, and less of what 8 bits cut off.
    private static let run = 4
    /// About so many columns are looked at.
    private static let columns = 1 << 15

    /// Looks at a band of rows in the middle of the map.
    ///
    /// A peak is the mean of the shortest interval that holds half of the values (the shorth; Andrews et al. 1972), which
    /// a minority of Na or pores moves little.
    ///
    /// - Returns: nil where either side has no finite grey value, so close to the interface lies an end of the volume, or
    ///   where the map has fewer than four columns.
    /// - Throws: `SimstripError` from reading.
    /// - Complexity: O(n log n) for about 230,000 voxels, in the slices that a band of rows meets.
    package init?(of source: any VolumeSource, interface: Interface, threads: Int) throws {
        let geometry = interface.geometry
        let mapAxes = geometry.axis.ofMap
        let (rows, columns) = (interface.heights.rows, interface.heights.columns)
        let wanted = min(rows, max(8, Self.columns / max(1, columns)))
        let firstRow = (rows - wanted) / 2
        let starts = interface.firstElectrodeVoxels(ofMapRows: firstRow..<firstRow + wanted)
        var box = interface.region
        box[mapAxes.rows] = box[mapAxes.rows].lowerBound + firstRow..<box[mapAxes.rows].lowerBound + firstRow + wanted
        let inside = starts.values.lazy.filter { $0 != Slab.outside }.map { Int($0) }
        guard let low = inside.min(), let high = inside.max() else { return nil }
        let before = Self.margin + Self.electrolyteDepth
        let behind = Self.margin + Self.lithiumDepth
        let reach =
            geometry.electrode == .high ? low - before..<high + behind : low - behind + 1..<high + before + 1
        box[geometry.axis] = reach.clamped(to: interface.region[geometry.axis])
        let step = geometry.electrode.step
        let parts = try accumulateRows(
            of: source, axis: geometry.axis, region: box, threads: threads, stage: "comparing grey values",
            progress: nil, makeAccumulator: { (lithium: [Float](), electrolyte: [Float]()) }
        ) { sides, row in
            let values = floats(row.samples)
            for first in stride(from: 0, through: values.count - Self.run, by: Self.run) {
                let run = first..<first + Self.run
                let mean = values[run].reduce(0, +) / Float(Self.run)
                guard mean.isFinite else { continue }
                var (isLithium, isElectrolyte) = (true, true)
                for column in run {
                    let start = starts[row.mapRow, column]
                    let depth = start == Slab.outside ? .min : (row.position - Int(start)) * step
                    isLithium = isLithium && (Self.margin..<behind).contains(depth)
                    isElectrolyte = isElectrolyte && (-before..<(-Self.margin)).contains(depth)
                }
                if isLithium { sides.lithium.append(mean) }
                if isElectrolyte { sides.electrolyte.append(mean) }
            }
        }
        let peaks = try concurrentMap(count: 2, threads: threads) { side in
            shorth(of: parts.flatMap { side == 0 ? $0.lithium : $0.electrolyte })
        }
        guard let lithium = peaks[0], let electrolyte = peaks[1] else { return nil }
        self.init(lithium: lithium, electrolyte: electrolyte)
    }
}

/// The mean of the shortest interval that holds half of the values, the middle one where several are as short; nil of
/// no values.
package func shorth(of values: [Float]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let held = sorted.count / 2 + 1
    var best = (width: Float.infinity, first: 0, last: 0)
    for first in 0...sorted.count - held {
        let width = sorted[first + held - 1] - sorted[first]
        if width < best.width { best = (width, first, first) } else if width == best.width { best.last = first }
    }
    let first = (best.first + best.last) / 2
    return sorted[first..<first + held].reduce(0) { $0 + Double($1) } / Double(held)
}
