/// The edges of a voxel along z, y and x.
public struct VoxelSize: Sendable, Hashable {
    /// The distance between slices.
    public var z: Length
    /// The distance between rows.
    public var y: Length
    /// The distance between columns.
    public var x: Length

    /// A voxel of three edges.
    public init(z: Length, y: Length, x: Length) {
        self.z = z
        self.y = y
        self.x = x
    }

    /// A cubic voxel.
    public init(cubic edge: Length) { self.init(z: edge, y: edge, x: edge) }

    /// The edge along an axis.
    public subscript(axis: Axis) -> Length {
        switch axis {
        case .z: z
        case .y: y
        case .x: x
        }
    }

    /// The edges of a pixel of a map across an axis; its "distance of slices" is the layer's thickness.
    package func ofMap(across axis: Axis) -> VoxelSize {
        VoxelSize(z: self[axis], y: self[axis.ofMap.rows], x: self[axis.ofMap.columns])
    }

    /// The edges in µm, in (z, y, x) order.
    public var micrometres: [Double] { [z.micrometres, y.micrometres, x.micrometres] }

    /// Reads one length for a cubic voxel (`1.4um`) or three for z, y, x (`1.4um,1.4um,0.7um`).
    ///
    /// - Throws: ``SimstripError`` of kind `usage`.
    public init(parsing text: String) throws(SimstripError) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        switch parts.count {
        case 1: self.init(cubic: try Length(parsing: parts[0]))
        case 3:
            self.init(
                z: try Length(parsing: parts[0]), y: try Length(parsing: parts[1]), x: try Length(parsing: parts[2]))
        default:
            throw .usage(
                "the voxel size '\(text)' has \(parts.count) parts; write one length (1.4um) or three for z, y, x"
                    + " (1.4um,1.4um,0.7um)")
        }
    }
}
