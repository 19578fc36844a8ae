import VoxelCore

/// How the columns of a slab lie in memory once they are straightened along the interface: column by column, the
/// voxels of a column one after another, deeper into the electrode.
///
/// Voxel k of a column lies at `column · depth + k`. Columns start at different depths of the volume, so the neighbour
/// at the same position along the axis has another k: `k + starts[column] − starts[neighbour]`.
public struct StraightLayout: Sendable {
    /// Rows of the map.
    public let rows: Int
    /// Columns of the map.
    public let columns: Int
    /// Voxels held of every column.
    public let depth: Int
    /// The depth of voxel 0 of every column along the axis; `Slab.outside` where a column is outside.
    public let starts: [Int32]

    /// A layout of a map's columns.
    public init(rows: Int, columns: Int, depth: Int, starts: [Int32]) {
        precondition(starts.count == rows * columns && depth > 0)
        self.rows = rows
        self.columns = columns
        self.depth = depth
        self.starts = starts
    }

    /// The number of voxels.
    public var count: Int { starts.count * depth }

    /// Rows per strip. Strips of even number can be worked on together, then those of odd number: what a stencil of
    /// radius 4 writes from two of them never meets.
    public static let stripRows = 8

    /// The number of strips.
    public var strips: Int { (rows + Self.stripRows - 1) / Self.stripRows }

    /// The rows of a strip.
    public func rows(ofStrip strip: Int) -> Range<Int> {
        strip * Self.stripRows..<min(rows, (strip + 1) * Self.stripRows)
    }
}

/// Memory that several threads fill, every element written by one of them at a time.
public final class SharedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
    /// The elements.
    public let elements: UnsafeMutableBufferPointer<Element>

    /// So many elements of one value.
    public init(count: Int, repeating value: Element) {
        elements = UnsafeMutableBufferPointer.allocate(capacity: count)
        elements.initialize(repeating: value)
    }

    /// Room for so many elements; none may be read before it has been written.
    init(uninitialized count: Int) { elements = UnsafeMutableBufferPointer.allocate(capacity: count) }

    deinit { elements.deallocate() }
}
