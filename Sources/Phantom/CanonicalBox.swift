/// A box of voxels in the canonical frame (level, row, column), in which every phantom is made.
///
/// Level 0 is the outermost layer on the SSE's side and levels grow into the electrode, whatever the stripping axis
/// and the electrode's side; rows and columns are those of the maps. Indices may lie outside the volume: the phantom
/// goes on there, so that a blurred voxel at the border has true neighbours.
struct CanonicalBox: Sendable {
    var levels: Range<Int>
    var rows: Range<Int>
    var columns: Range<Int>

    /// The number of voxels.
    var count: Int { levels.count * rows.count * columns.count }

    /// Calls `body` with the level and the row of every line, in order.
    @inline(__always)
    func forEachLine(_ body: (Int, Int) -> Void) {
        for level in levels { for row in rows { body(level, row) } }
    }

    /// The box with a margin of so many voxels on every side.
    func grown(by margin: Int) -> CanonicalBox {
        CanonicalBox(levels: levels.grown(by: margin), rows: rows.grown(by: margin), columns: columns.grown(by: margin))
    }
}

extension Range<Int> {
    /// The range with so many indices more at either end.
    func grown(by margin: Int) -> Range<Int> { lowerBound - margin..<upperBound + margin }
}
