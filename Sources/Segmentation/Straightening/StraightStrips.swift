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
        let outside = Slab.outside
        for column in rows.lowerBound * columns..<rows.upperBound * columns where starts[column] != outside {
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
    ///   - values: finite in every column that is not outside.
    ///   - taps: weights along each of the three directions.
    ///   - result: as large, and other memory.
    /// - Complexity: O(voxels · r).
    func blur(
        _ values: SharedBuffer<Float>, taps: BlurTaps, threads: Int, into result: SharedBuffer<Float>
    ) throws {
        try forEachStrip(threads: threads) {
            blurStraight(values.elements, layout: self, taps: taps, rows: $0, into: result.elements)
        }
    }

    /// Blurs a function of place in the volume's own geometry.
    ///
    /// - Parameter value: of a voxel by its place in the slab, finite; asked for in columns that are not outside.
    /// - Complexity: O(voxels · r), and 8 bytes a voxel, 4 of which are returned.
    func blurred(
        taps: BlurTaps, threads: Int, _ value: @Sendable (_ voxel: Int) -> Float
    ) throws -> SharedBuffer<Float> {
        let (sharp, result): (SharedBuffer<Float>, SharedBuffer<Float>) = (buffer(), buffer())
        try forEachStrip(threads: threads) { rows in
            forEachVoxel(ofRows: rows, depths: 0..<depth) { voxel, _ in sharp.elements[voxel] = value(voxel) }
        }
        try blur(sharp, taps: taps, threads: threads, into: result)
        return result
    }
}
