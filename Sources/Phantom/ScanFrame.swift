import VoxelCore

/// How the canonical frame lies in the volume as written.
struct ScanFrame: Sendable {
    let shape: VolumeShape
    let axis: Axis
    let electrode: ElectrodeSide

    /// The extent along the stripping axis.
    var levels: Int { shape[axis] }
    /// The rows of maps.
    var rows: Int { shape[axis.ofMap.rows] }
    /// The columns of maps.
    var columns: Int { shape[axis.ofMap.columns] }

    /// A range along the stripping axis, turned from the volume's index to levels or back.
    func mirrored(_ range: Range<Int>) -> Range<Int> {
        electrode == .high ? range : levels - range.upperBound..<levels - range.lowerBound
    }

    /// Where a canonical voxel lies in the volume as written.
    func place(level: Int, row: Int, column: Int) -> (slice: Int, row: Int, column: Int) {
        let along = electrode == .high ? level : levels - 1 - level
        return switch axis {
        case .z: (along, row, column)
        case .y: (row, along, column)
        case .x: (row, column, along)
        }
    }

    /// The canonical box of a window of a slice; its levels or its rows are a single index.
    func box(slice: Int, rows: Range<Int>, columns: Range<Int>) -> CanonicalBox {
        switch axis {
        case .z: CanonicalBox(levels: mirrored(slice..<slice + 1), rows: rows, columns: columns)
        case .y: CanonicalBox(levels: mirrored(rows), rows: slice..<slice + 1, columns: columns)
        case .x: CanonicalBox(levels: mirrored(columns), rows: slice..<slice + 1, columns: rows)
        }
    }

    /// Where the lines of a window's canonical box go in the window as written.
    ///
    /// A line runs over canonical columns; lines count rows for axis z and levels for y and x.
    func layout(windowRows: Range<Int>, windowColumns: Range<Int>) -> WindowLayout {
        let width = windowColumns.count
        switch axis {
        case .z: return WindowLayout(origin: 0, lineStride: width, columnStride: 1)
        case .y:
            return electrode == .high
                ? WindowLayout(origin: 0, lineStride: width, columnStride: 1)
                : WindowLayout(origin: (windowRows.count - 1) * width, lineStride: -width, columnStride: 1)
        case .x:
            return electrode == .high
                ? WindowLayout(origin: 0, lineStride: 1, columnStride: width)
                : WindowLayout(origin: width - 1, lineStride: -1, columnStride: width)
        }
    }
}

/// The place of canonical voxels in a tightly packed window: `origin + line · lineStride + column · columnStride`.
struct WindowLayout: Sendable {
    let origin: Int
    let lineStride: Int
    let columnStride: Int
}
