import VoxelCore
import VoxelKernels

/// Grey values around the interface, straightened along it: a column of the map after the other, each from the SSE
/// into the electrode.
///
/// Voxel `below` of a column is its first electrode voxel. Holds 4 bytes a voxel, whatever the size of the volume.
struct StraightSlab: Sendable {
    /// Where the columns lie.
    let layout: StraightLayout
    /// The number of voxels of every column on the SSE's side.
    let below: Int
    /// Grey values; NaN where they are not finite or where the volume has ended, ±∞ where they are outliers.
    let grey: SharedBuffer<Float>
    /// The interface above the face of voxel 0 of every column, in voxels; what is below 0 is no column.
    var heights: [Float]

    /// Reads the surroundings of an interface.
    ///
    /// - Parameters:
    ///   - below: voxels on the SSE's side of the first electrode voxel.
    ///   - above: voxels from the first electrode voxel on.
    ///   - greys: grey values beyond are outliers, which say nothing of a phase; nil for none.
    ///   - firstVoxels: of the columns of some rows of the map.
    ///   - mapRows: these rows; all columns of them are read, and no others.
    /// - Throws: `SimstripError` from reading, of kind `failed` where the memory is not there.
    /// - Complexity: O(voxels of the box that holds them all).
    init(
        of source: any VolumeSource, interface: Interface, starts firstVoxels: Map<Int32>, rows mapRows: Range<Int>,
        below: Int, above: Int, greys: ClosedRange<Double>?, threads: Int, memory: BufferPool, stage: String,
        progress: ProgressHandler?
    ) throws {
        let geometry = interface.geometry
        let step = geometry.electrode.step
        let depth = below + above
        let mapColumns = firstVoxels.columns
        let band = mapRows.lowerBound * mapColumns..<mapRows.upperBound * mapColumns
        let inside = firstVoxels.values.lazy.filter { $0 != Slab.outside }
        let starts = firstVoxels.values.map { $0 == Slab.outside ? $0 : $0 * Int32(step) - Int32(below) }
        let (least, greatest) = (greys?.lowerBound ?? -.infinity, greys?.upperBound ?? .infinity)
        let layout = StraightLayout(
            rows: mapRows.count, columns: mapColumns, depth: depth, starts: starts,
            place: PlaceInMap(
                corners: [.init(row: mapRows.lowerBound, column: 0)], pitch: mapRows.count, mapColumns: mapColumns),
            memory: memory)
        let grey = layout.buffer(repeating: Float.nan)
        var box = interface.region
        let rowAxis = geometry.axis.ofMap.rows
        box[rowAxis] =
            box[rowAxis].lowerBound + mapRows.lowerBound..<box[rowAxis].lowerBound + mapRows.upperBound
        if let low = inside.min(), let high = inside.max() {
            let (before, behind) = step > 0 ? (below, above) : (above, below)
            box[geometry.axis] = (Int(low) - before..<Int(high) + behind + 1).clamped(
                to: interface.region[geometry.axis])
        }
        _ = try accumulateRows(
            of: source, axis: geometry.axis, region: box, threads: threads, stage: stage, progress: progress,
            makeAccumulator: {}
        ) { _, row in
            let position = row.position * step
            let first = row.mapRow * layout.columns
            // Where the interface is steep, most rows of the box hold no voxel of the slab.
            guard let used = layout.columns(ofRow: row.mapRow, holding: position) else { return }
            let values = floats(row.samples[used])
            let target = grey.elements
            layout.starts.withUnsafeBufferPointer { starts in
                for column in used {
                    // Those that are outside are far from every position.
                    let k = position &- Int(starts[first &+ column])
                    guard k >= 0, k < depth else { continue }
                    let value = values[column &- used.lowerBound]
                    var kept = value.isFinite ? value : .nan
                    if Double(kept) < least { kept = -.infinity } else if Double(kept) > greatest { kept = .infinity }
                    target[(first &+ column) &* depth &+ k] = kept
                }
            }
        }
        self.layout = layout
        self.below = below
        self.grey = grey
        heights = zip(interface.heights.values[band], starts).map { height, start in
            guard start != Slab.outside, height.isFinite else { return -1 }
            // On the low side depth runs against the index: the face of depth 0 is that of index 1.
            return step > 0 ? height - Float(start) : 1 - height - Float(start)
        }
    }

    /// The mean of all finite grey values; 0 where there are none.
    var meanGrey: Float {
        var (sum, count) = (0.0, 0.0)
        for grey in grey.elements where grey.isFinite {
            sum += Double(grey)
            count += 1
        }
        return count > 0 ? Float(sum / count) : 0
    }

    /// The grey values as they would be without the fringe of a response: what `(1 + s) − s G(w)` turns into them.
    ///
    /// That filter only ever raises contrast, so undoing it lowers noise. It is undone by the fixed point
    /// `f = (y + s G(w) f) / (1 + s)`, G normalised by what is held.
    ///
    /// - Complexity: O(voxels · w) for each of 12 rounds, after which less than s¹²/(1 + s)¹² of the fringe is left.
    func withoutFringe(of response: EdgeResponse, threads: Int) throws -> StraightSlab {
        let taps = BlurTaps(response.fringeTaps)
        let strength = Float(response.fringe)
        let result: SharedBuffer<Float> = layout.buffer()
        let blurred: SharedBuffer<Float> = layout.buffer()
        let held: SharedBuffer<Float> = layout.buffer()
        for voxel in 0..<layout.count { blurred.elements[voxel] = grey.elements[voxel].isFinite ? 1 : 0 }
        try layout.blur(blurred, taps: taps, threads: threads, into: held)
        for voxel in 0..<layout.count {
            result.elements[voxel] = grey.elements[voxel].isFinite ? grey.elements[voxel] : 0
        }
        for _ in 0..<12 {
            try layout.blur(result, taps: taps, threads: threads, into: blurred)
            for voxel in 0..<layout.count where grey.elements[voxel].isFinite {
                let around = blurred.elements[voxel] / held.elements[voxel]
                result.elements[voxel] = (grey.elements[voxel] + strength * around) / (1 + strength)
            }
        }
        for voxel in 0..<layout.count where !grey.elements[voxel].isFinite {
            result.elements[voxel] = grey.elements[voxel]
        }
        return StraightSlab(layout: layout, below: below, grey: result, heights: heights)
    }

    init(layout: StraightLayout, below: Int, grey: SharedBuffer<Float>, heights: [Float]) {
        self.layout = layout
        self.below = below
        self.grey = grey
        self.heights = heights
    }
}
