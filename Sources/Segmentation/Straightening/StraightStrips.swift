import VoxelCore
import VoxelKernels

/// Going through a straightened slab on several threads, strip of rows by strip, so that no number depends on how many
/// there are.
extension StraightLayout {
    /// Hands out the rows of every strip; what a strip writes lies within it.
    func forEachStrip(threads: Int, _ body: @Sendable (Range<Int>) -> Void) throws {
        try concurrentForEach(taskCount: strips, threads: threads) { body(rows(ofStrip: $0)) }
    }

    /// Hands out the rows of strips whose writing meets that of their neighbours: first the even ones, then the odd ones.
    func forEachStripApart(threads: Int, _ body: @Sendable (Range<Int>) -> Void) throws {
        for parity in 0..<2 {
            try concurrentForEach(taskCount: (strips + 1 - parity) / 2, threads: threads) {
                body(rows(ofStrip: 2 * $0 + parity))
            }
        }
    }

    /// Calls `body` with every column of some rows that is not outside, by its place in the map.
    @inline(__always)
    func forEachColumn(ofRows rows: Range<Int>, _ body: (Int) -> Void) {
        for column in rows.lowerBound * columns..<rows.upperBound * columns where starts[column] != Slab.outside {
            body(column)
        }
    }

    /// Calls `body` with every voxel of some rows whose depth k lies in a range: its place in the slab, and k.
    @inline(__always)
    func forEachVoxel(ofRows rows: Range<Int>, depths: Range<Int>, _ body: (_ voxel: Int, _ k: Int) -> Void) {
        forEachColumn(ofRows: rows) { column in
            for k in depths { body(column * depth + k, k) }
        }
    }

    /// Blurs a slab in the volume's own geometry.
    ///
    /// - Parameters:
    ///   - taps: weights along each of the three directions.
    ///   - scratch: as large as `values`; both are overwritten where they are the same memory.
    ///   - result: as large, and other memory than either.
    /// - Complexity: O(voxels · r).
    func blur(
        _ values: SharedBuffer<Float>, taps: SeparableTaps, threads: Int, scratch: SharedBuffer<Float>,
        into result: SharedBuffer<Float>
    ) throws {
        try forEachStrip(threads: threads) {
            blurAcross(
                values.elements, layout: self, direction: .rows, taps: taps.rows, rows: $0, into: result.elements)
        }
        try forEachStrip(threads: threads) {
            blurAcross(
                result.elements, layout: self, direction: .columns, taps: taps.columns, rows: $0, into: scratch.elements)
        }
        try forEachStrip(threads: threads) {
            blurAlongDepth(scratch.elements, layout: self, taps: taps.depth, rows: $0, into: result.elements)
        }
    }
}
