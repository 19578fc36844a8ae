import VoxelCore

import Glibc

/// How the columns of a slab lie in memory once they are straightened along the interface: column by column, the
/// voxels of a column one after another, deeper into the electrode.
///
/// Voxel k of a column lies at `column · depth + k`. Columns start at different depths of the volume, so the neighbour
/// at the same position along the axis has another k: `k + starts[column] − starts[neighbour]`.
package struct StraightLayout: Sendable {
    /// Rows of the map.
    package let rows: Int
    /// Columns of the map.
    package let columns: Int
    /// Voxels held of every column.
    package let depth: Int
    /// The depth of voxel 0 of every column along the axis; `Slab.outside` where a column is outside.
    package let starts: [Int32]

    /// A layout of a map's columns.
    package init(rows: Int, columns: Int, depth: Int, starts: [Int32]) {
        precondition(starts.count == rows * columns && depth > 0)
        self.rows = rows
        self.columns = columns
        self.depth = depth
        self.starts = starts
    }

    /// The number of voxels.
    package var count: Int { starts.count * depth }

    /// Rows per strip. Strips of even number can be worked on together, then those of odd number: what a stencil of
    /// radius 4 writes from two of them never meets.
    package static let stripRows = 8

    /// The number of strips.
    package var strips: Int { (rows + Self.stripRows - 1) / Self.stripRows }

    /// The rows of a strip.
    package func rows(ofStrip strip: Int) -> Range<Int> {
        strip * Self.stripRows..<min(rows, (strip + 1) * Self.stripRows)
    }
}

/// Memory that several threads fill, every element written by one of them at a time.
package final class SharedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
    /// The elements.
    package let elements: UnsafeMutableBufferPointer<Element>

    /// So many elements of one value.
    package convenience init(count: Int, repeating value: Element) {
        self.init(zeros: count)
        let isZero = withUnsafeBytes(of: value) { $0.allSatisfy { $0 == 0 } }
        if !isZero { elements.initialize(repeating: value) }
    }

    /// So many elements whose bytes are 0: memory that the system provides where it is first touched, and so to the
    /// thread that works there.
    init(zeros count: Int) {
        let bytes = calloc(max(count, 1), MemoryLayout<Element>.stride)
        guard let bytes else { fatalError("no memory for \(count) elements of \(Element.self)") }
        elements = UnsafeMutableBufferPointer(start: bytes.bindMemory(to: Element.self, capacity: count), count: count)
    }

    deinit { free(elements.baseAddress) }
}
