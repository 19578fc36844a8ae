import Glibc
import VoxelCore

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
    /// Where the columns lie in the map that they are a part of.
    package let place: PlaceInMap
    /// Where memory for values of the voxels comes from.
    package let memory: BufferPool

    /// A layout of a map's columns.
    ///
    /// - Parameters:
    ///   - place: nil for the whole of a map.
    ///   - memory: where memory for values of the voxels comes from.
    package init(
        rows: Int, columns: Int, depth: Int, starts: [Int32], place: PlaceInMap? = nil, memory: BufferPool = .init()
    ) {
        precondition(starts.count == rows * columns && depth > 0)
        self.rows = rows
        self.columns = columns
        self.depth = depth
        self.starts = starts
        self.place = place ?? PlaceInMap(corners: [.init(row: 0, column: 0)], pitch: max(1, rows), mapColumns: columns)
        self.memory = memory
    }

    /// The same layout, which holds on to no memory of values.
    package var withoutMemory: StraightLayout {
        StraightLayout(rows: rows, columns: columns, depth: depth, starts: starts, place: place)
    }

    /// A value of every voxel, or of as many elements as are asked for: whatever lay in memory before.
    package func buffer<Element: BitwiseCopyable>(of type: Element.Type = Element.self) -> SharedBuffer<Element> {
        SharedBuffer(uninitialized: count, in: memory)
    }

    /// A value of every voxel, one for all.
    package func buffer<Element: BitwiseCopyable>(repeating value: Element) -> SharedBuffer<Element> {
        SharedBuffer(repeating: value, count: count, in: memory)
    }

    /// The index in the whole map of the first column of a row.
    @inline(__always)
    package func mapIndex(ofRow row: Int) -> Int {
        let corner = place.corners[row / place.pitch]
        return (corner.row + row % place.pitch) * place.mapColumns + corner.column
    }

    /// The row and the column in the whole map of the first column of a row.
    package func mapPlace(ofRow row: Int) -> PlaceInMap.Corner {
        let corner = place.corners[row / place.pitch]
        return .init(row: corner.row + row % place.pitch, column: corner.column)
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

/// Where the columns of a straightened slab lie in the map that they are a part of: one rectangle of it, or several, one
/// above the other with rows that are outside between them.
package struct PlaceInMap: Sendable, Hashable {
    /// A place of the map.
    package struct Corner: Sendable, Hashable {
        package let row: Int
        package let column: Int

        package init(row: Int, column: Int) {
            self.row = row
            self.column = column
        }
    }

    /// The first row and column of every rectangle.
    package let corners: [Corner]
    /// From the first row of a rectangle to that of the next, in the slab.
    package let pitch: Int
    /// Columns of a row of the map.
    package let mapColumns: Int

    package init(corners: [Corner], pitch: Int, mapColumns: Int) {
        self.corners = corners
        self.pitch = pitch
        self.mapColumns = mapColumns
    }
}

/// Memory that several threads fill, every element written by one of them at a time.
package final class SharedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
    /// The elements.
    package let elements: UnsafeMutableBufferPointer<Element>
    /// What is on loan, and who gets it back; nil where it is the system's.
    private let loan: (block: BufferPool.Block, pool: BufferPool)?

    /// So many elements of whatever lay in a pool's memory before.
    package init(uninitialized count: Int, in pool: BufferPool) {
        let block = pool.take(max(count, 1) * MemoryLayout<Element>.stride)
        elements = UnsafeMutableBufferPointer(
            start: block.bytes.bindMemory(to: Element.self, capacity: count), count: count)
        loan = (block, pool)
    }

    /// So many elements of one value in a pool's memory.
    package convenience init(repeating value: Element, count: Int, in pool: BufferPool) {
        self.init(uninitialized: count, in: pool)
        guard count > 0, let bytes = UnsafeMutableRawPointer(elements.baseAddress) else { return }
        // What is filled is copied behind itself: as fast where the type is not known to the compiler.
        elements[0] = value
        let size = MemoryLayout<Element>.stride
        var filled = 1
        while filled < count {
            let next = min(filled, count - filled)
            memcpy(bytes + filled * size, bytes, next * size)
            filled += next
        }
    }

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
        loan = nil
    }

    deinit {
        if let loan { loan.pool.giveBack(loan.block) } else { free(elements.baseAddress) }
    }
}
