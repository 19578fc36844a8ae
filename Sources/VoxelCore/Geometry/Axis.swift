/// One of the three directions of a volume: z counts slices, y rows, x columns.
public enum Axis: String, CaseIterable, Sendable, Codable {
    case z, y, x

    /// The axes of a map seen along this one, in (z, y, x) order: what its rows and its columns count.
    package var ofMap: (rows: Axis, columns: Axis) {
        switch self {
        case .z: (.y, .x)
        case .y: (.z, .x)
        case .x: (.z, .y)
        }
    }

    /// Where a voxel lies seen along this axis: its position, and the row and the column of its map.
    @inlinable
    package func place(z: Int, y: Int, x: Int) -> (position: Int, row: Int, column: Int) {
        switch self {
        case .z: (z, y, x)
        case .y: (y, z, x)
        case .x: (x, z, y)
        }
    }

    /// Values along this axis and along the rows and the columns of its map, in (z, y, x) order.
    ///
    /// - Parameters:
    ///   - rows: from row to row.
    ///   - columns: from column to column.
    package func ordered<Value>(along value: Value, rows: Value, columns: Value) -> [Value] {
        switch self {
        case .z: [value, rows, columns]
        case .y: [rows, value, columns]
        case .x: [rows, columns, value]
        }
    }
}

/// The side of the interface on which the electrode lies, seen along the stripping axis.
public enum ElectrodeSide: String, CaseIterable, Sendable, Codable {
    /// The electrode has the larger indices.
    case high
    /// The electrode has the smaller indices.
    case low

    /// The step in index that leads one layer deeper into the electrode: 1 or −1.
    package var step: Int { self == .high ? 1 : -1 }
}
