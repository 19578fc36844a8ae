import VoxelCore

/// A volume cut into boxes of the same extents, x fastest; those at the far ends may reach beyond it.
struct BoxGrid: Sendable {
    /// Of the volume, nowhere 0.
    let shape: VolumeShape
    /// Of a box, nowhere 0.
    let extents: VolumeShape
    /// The number of boxes along each axis.
    let counts: VolumeShape

    /// So many chunks a volume may have: what is known of each is held.
    static let mostBoxes = 1 << 22

    init(_ shape: VolumeShape, extents: VolumeShape) {
        (self.shape, self.extents) = (shape, extents)
        counts = VolumeShape(
            slices: (shape.slices - 1) / extents.slices + 1, rows: (shape.rows - 1) / extents.rows + 1,
            columns: (shape.columns - 1) / extents.columns + 1)
    }

    /// The number of boxes; nil where it is more than a number can be.
    var count: Int? {
        let (layers, a) = counts.slices.multipliedReportingOverflow(by: counts.rows)
        let (count, b) = layers.multipliedReportingOverflow(by: counts.columns)
        return a || b ? nil : count
    }

    /// The index of a box by its place among them.
    func index(_ z: Int, _ y: Int, _ x: Int) -> Int { (z * counts.rows + y) * counts.columns + x }

    /// The place of a box by its index.
    func place(_ index: Int) -> (z: Int, y: Int, x: Int) {
        (index / counts.columns / counts.rows, index / counts.columns % counts.rows, index % counts.columns)
    }

    /// A box, perhaps beyond the end of the volume.
    func box(_ index: Int) -> VoxelRegion {
        let (z, y, x) = place(index)
        return VoxelRegion(
            slices: z * extents.slices..<(z + 1) * extents.slices, rows: y * extents.rows..<(y + 1) * extents.rows,
            columns: x * extents.columns..<(x + 1) * extents.columns)
    }

    /// Whether the end of the volume cuts a box short.
    func isCut(_ index: Int) -> Bool {
        let box = box(index)
        return box.slices.upperBound > shape.slices || box.rows.upperBound > shape.rows
            || box.columns.upperBound > shape.columns
    }

    /// The bytes of all boxes of a layer, or as many as a number can be.
    func layerBytes(boxBytes: Int) -> Int {
        let (bytes, overflow) = boxBytes.multipliedReportingOverflow(by: counts.rows * counts.columns)
        return overflow ? .max : bytes
    }

    /// Every box that a window of a slice touches, with the part of the window that it fills.
    ///
    /// - Parameters:
    ///   - rows: not empty, within the volume.
    ///   - columns: likewise.
    ///   - window: of these rows and columns.
    ///   - body: takes the index of the box, the part of the slice that lies in it, and where that goes.
    func forEachBox(
        slice: Int, rows: Range<Int>, columns: Range<Int>, sampleSize: Int, in window: SampleWindow,
        body: (_ index: Int, _ part: BoxPart, _ target: SampleWindow) throws -> Void
    ) rethrows {
        let z = slice / extents.slices
        for y in rows.lowerBound / extents.rows...(rows.upperBound - 1) / extents.rows {
            for x in columns.lowerBound / extents.columns...(columns.upperBound - 1) / extents.columns {
                let index = index(z, y, x)
                let box = box(index)
                let part = BoxPart(
                    of: box, slice: slice, rows: rows.clamped(to: box.rows), columns: columns.clamped(to: box.columns),
                    sampleSize: sampleSize)
                let target = window.part(
                    rows: part.rows.shifted(by: -rows.lowerBound),
                    bytes: part.columns.shifted(by: -columns.lowerBound).times(sampleSize))
                try body(index, part, target)
            }
        }
    }
}

/// A window of a slice within a box whose samples lie one behind the other.
struct BoxPart {
    let box: VoxelRegion
    /// Those of the window, counted as the box's are.
    let rows: Range<Int>
    let columns: Range<Int>
    /// The bytes of a row of the box.
    let rowBytes: Int
    /// Where the first sample lies behind the first of the box, in bytes.
    let offset: Int

    init(of box: VoxelRegion, slice: Int, rows: Range<Int>, columns: Range<Int>, sampleSize: Int) {
        (self.box, self.rows, self.columns) = (box, rows, columns)
        rowBytes = box.columns.count * sampleSize
        offset =
            ((slice - box.slices.lowerBound) * box.rows.count + rows.lowerBound - box.rows.lowerBound) * rowBytes
            + (columns.lowerBound - box.columns.lowerBound) * sampleSize
    }

    /// Whether it is all of a box of one slice.
    var isWholeBox: Bool { box.slices.count == 1 && rows == box.rows && columns == box.columns }
}

extension Range<Int> {
    func shifted(by distance: Int) -> Range<Int> { lowerBound + distance..<upperBound + distance }

    /// The bytes of a range of samples.
    func times(_ size: Int) -> Range<Int> { lowerBound * size..<upperBound * size }
}
