/// The number of voxels of a volume along z, y and x.
public struct VolumeShape: Sendable, Hashable, CustomStringConvertible {
    /// Extent along z.
    public var slices: Int
    /// Extent along y.
    public var rows: Int
    /// Extent along x.
    public var columns: Int

    /// A shape of so many slices, rows and columns.
    public init(slices: Int, rows: Int, columns: Int) {
        self.slices = slices
        self.rows = rows
        self.columns = columns
    }

    /// The extent along an axis.
    public subscript(axis: Axis) -> Int {
        get {
            switch axis {
            case .z: slices
            case .y: rows
            case .x: columns
            }
        }
        set {
            switch axis {
            case .z: slices = newValue
            case .y: rows = newValue
            case .x: columns = newValue
            }
        }
    }

    /// The number of voxels.
    public var count: Int { slices * rows * columns }

    /// The extents in (z, y, x) order.
    public var extents: [Int] { [slices, rows, columns] }

    /// As people read it: "72 × 160 × 160".
    public var description: String { "\(slices) × \(rows) × \(columns)" }
}

/// A box of voxels: half-open index ranges along z, y and x.
package struct VoxelRegion: Sendable, Hashable {
    /// Range along z.
    package var slices: Range<Int>
    /// Range along y.
    package var rows: Range<Int>
    /// Range along x.
    package var columns: Range<Int>

    /// A box of three ranges.
    package init(slices: Range<Int>, rows: Range<Int>, columns: Range<Int>) {
        self.slices = slices
        self.rows = rows
        self.columns = columns
    }

    /// The whole of a volume.
    package init(_ shape: VolumeShape) {
        self.init(slices: 0..<shape.slices, rows: 0..<shape.rows, columns: 0..<shape.columns)
    }

    /// The range along an axis.
    package subscript(axis: Axis) -> Range<Int> {
        get {
            switch axis {
            case .z: slices
            case .y: rows
            case .x: columns
            }
        }
        set {
            switch axis {
            case .z: slices = newValue
            case .y: rows = newValue
            case .x: columns = newValue
            }
        }
    }

    /// The extents of the box.
    package var shape: VolumeShape { VolumeShape(slices: slices.count, rows: rows.count, columns: columns.count) }
}
