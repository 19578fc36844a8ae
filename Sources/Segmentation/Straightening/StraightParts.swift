import VoxelCore
import VoxelKernels

extension StraightSlab {
    /// A slab of no columns, which holds on to no memory.
    var emptied: StraightSlab {
        let none = StraightLayout(rows: 0, columns: 0, depth: layout.depth, starts: [])
        return StraightSlab(layout: none, below: below, grey: none.buffer(), heights: [])
    }

    /// A rectangle of this slab, in memory of its own.
    ///
    /// - Parameters:
    ///   - part: in rows and columns of the whole map, of which this slab holds one rectangle.
    ///   - memory: where the copy lies.
    /// - Complexity: O(voxels of the part).
    func part(_ part: MapPart, memory: BufferPool) -> StraightSlab { joined([part], gap: 0, memory: memory) }

    /// Rectangles of this slab that are as wide as each other, one above the other with rows that are outside between them.
    func joined(_ parts: [MapPart], gap: Int, memory: BufferPool) -> StraightSlab {
        StraightSlab(joining: parts.map { (self, $0) }, gap: gap, memory: memory)
    }

    /// Rectangles of several slabs, which hold one rectangle of the map each.
    ///
    /// - Precondition: all are of the same depth, and not empty.
    init(joining parts: [(slab: StraightSlab, part: MapPart)], gap: Int, memory: BufferPool) {
        let (first, depth) = (parts[0].slab, parts[0].slab.layout.depth)
        let columns = parts.map(\.part.columns.count).max() ?? 0
        let height = parts.map(\.part.rows.count).max() ?? 0
        let pitch = height + gap
        let rows = parts.count * pitch
        var starts = [Int32](repeating: Slab.outside, count: rows * columns)
        var newHeights = [Float](repeating: -1, count: rows * columns)
        for (index, (slab, part)) in parts.enumerated() {
            for row in part.rows {
                let from = slab.index(ofMapRow: row, column: part.columns.lowerBound)
                let to = (index * pitch + row - part.rows.lowerBound) * columns
                for column in 0..<part.columns.count {
                    starts[to + column] = slab.layout.starts[from + column]
                    newHeights[to + column] = slab.heights[from + column]
                }
            }
        }
        let layout = StraightLayout(
            rows: rows, columns: columns, depth: depth, starts: starts,
            place: PlaceInMap(
                corners: parts.map { .init(row: $0.part.rows.lowerBound, column: $0.part.columns.lowerBound) },
                pitch: max(1, pitch), mapColumns: first.layout.place.mapColumns),
            memory: memory)
        let isFilled = gap == 0 && parts.count == 1
        let grey = isFilled ? layout.buffer() : layout.buffer(repeating: Float.nan)
        for (index, (slab, part)) in parts.enumerated() {
            for row in part.rows {
                let from = slab.index(ofMapRow: row, column: part.columns.lowerBound) * depth
                let to = (index * pitch + row - part.rows.lowerBound) * columns * depth
                let count = part.columns.count * depth
                _ = UnsafeMutableBufferPointer(rebasing: grey.elements[to..<to + count])
                    .update(fromContentsOf: slab.grey.elements[from..<from + count])
            }
        }
        self.init(layout: layout, below: first.below, grey: grey, heights: newHeights)
    }

    /// Parts spread evenly over the slab, with some empty rows between them, that together hold about so many columns; nil
    /// where the whole slab has not many more.
    ///
    /// Bands of rows; of a survey some of its squares.
    func spread(columns wanted: Int) -> StraightSlab? {
        let (rows, columns, place) = (layout.rows, layout.columns, layout.place)
        if place.corners.count > 1 {
            let squares = place.corners.count
            let ofSquare = layout.count / layout.depth / squares
            let count = max(3, (wanted + ofSquare - 1) / ofSquare)
            guard 2 * count <= squares else { return nil }
            let chosen = (0..<count).map { (2 * $0 + 1) * squares / (2 * count) }
            return StraightSlab(joining: chosen.map { (square($0), part(ofSquare: $0)) }, gap: 4, memory: layout.memory)
        }
        let count = max(1, min(8, wanted / (columns * 40)))
        guard rows * columns > 2 * wanted, count > 0 else { return nil }
        let height = max(24, (wanted + columns * count - 1) / (columns * count))
        guard count * height * 2 <= rows else { return nil }
        let corner = place.corners[0]
        let bands = (0..<count).map { band in
            let first = corner.row + (2 * band + 1) * rows / (2 * count) - height / 2
            return MapPart(rows: first..<first + height, columns: corner.column..<corner.column + columns)
        }
        return joined(bands, gap: 4, memory: layout.memory)
    }

    /// A square of a survey as a slab of its own.
    private func square(_ index: Int) -> StraightSlab {
        let (pitch, columns, depth) = (layout.place.pitch, layout.columns, layout.depth)
        let range = index * pitch * columns..<(index + 1) * pitch * columns
        let square = StraightLayout(
            rows: pitch, columns: columns, depth: depth, starts: Array(layout.starts[range]),
            place: PlaceInMap(
                corners: [layout.place.corners[index]], pitch: pitch, mapColumns: layout.place.mapColumns),
            memory: layout.memory)
        let copy: SharedBuffer<Float> = square.buffer()
        _ = copy.elements.update(fromContentsOf: grey.elements[range.lowerBound * depth..<range.upperBound * depth])
        return StraightSlab(layout: square, below: below, grey: copy, heights: Array(heights[range]))
    }

    private func part(ofSquare index: Int) -> MapPart {
        let corner = layout.place.corners[index]
        return MapPart(
            rows: corner.row..<corner.row + layout.place.pitch,
            columns: corner.column..<corner.column + layout.columns)
    }

    /// The place in this slab, which holds one rectangle of a map, of a row and a column of the map.
    private func index(ofMapRow row: Int, column: Int) -> Int {
        let corner = layout.place.corners[0]
        return (row - corner.row) * layout.columns + column - corner.column
    }
}

extension StraightLayout {
    /// The columns of a row from the first to the last of those that hold a voxel at a depth; nil where there is none.
    func columns(ofRow row: Int, holding position: Int) -> Range<Int>? {
        let outside = Slab.outside
        return starts.withUnsafeBufferPointer { starts in
            let first = row * columns
            let holds = { (column: Int) -> Bool in
                let start = starts[first + column]
                return start != outside && position >= Int(start) && position < Int(start) + depth
            }
            guard let low = (0..<columns).first(where: holds), let high = (0..<columns).last(where: holds) else {
                return nil
            }
            return low..<high + 1
        }
    }
}
