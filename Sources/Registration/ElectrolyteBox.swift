import VoxelCore

/// A box of a scan and those of its voxels that are SSE for certain and were measured.
///
/// Samples that are not finite are never valid.
package struct ElectrolyteBox: Sendable {
    /// The scan.
    package let source: any VolumeSource
    /// The box.
    package let box: VoxelRegion
    /// The edges of a voxel, in any unit that both scans share.
    package let edges: VoxelSize
    /// The axis along which ``positions`` run.
    package let axis: Axis
    /// The positions along the axis that are SSE, one range a column of the box; empty where none are. Nil for all.
    package let positions: Map<Range<Int>>?
    /// The grey of what was not measured; nil where there is none.
    package let fill: Double?
    /// The axis of rings.
    package let scannerAxis: ScannerAxis

    /// The SSE in a box of a scan.
    ///
    /// - Throws: ``SimstripError`` of kind `usage` where the box is not within the scan or the map is not the box's.
    package init(
        source: any VolumeSource, box: VoxelRegion, edges: VoxelSize = VoxelSize(cubic: .um(1)), axis: Axis = .z,
        positions: Map<Range<Int>>? = nil, fill: Double? = nil, scannerAxis: ScannerAxis = ScannerAxis()
    ) throws(SimstripError) {
        for axis in Axis.allCases {
            guard box[axis].lowerBound >= 0, box[axis].upperBound <= source.shape[axis], !box[axis].isEmpty else {
                throw .usage(
                    "the box of SSE has \(axis.rawValue) \(box[axis].lowerBound) … \(box[axis].upperBound), the scan has"
                        + " 0 … \(source.shape[axis]) along \(axis.rawValue); give a box within the scan")
            }
        }
        let map = axis.ofMap
        if let positions {
            guard positions.rows == box[map.rows].count, positions.columns == box[map.columns].count else {
                throw .usage(
                    "the map of SSE has \(positions.rows) × \(positions.columns) columns, its box has"
                        + " \(box[map.rows].count) × \(box[map.columns].count)")
            }
        }
        (self.source, self.box, self.edges, self.axis) = (source, box, edges, axis)
        (self.positions, self.fill, self.scannerAxis) = (positions, fill, scannerAxis)
    }

    /// Whether a voxel of the box is SSE.
    func holds(slice: Int, row: Int, column: Int) -> Bool {
        guard let positions else { return true }
        switch axis {
        case .z: return positions[row - box.rows.lowerBound, column - box.columns.lowerBound].contains(slice)
        case .y: return positions[slice - box.slices.lowerBound, column - box.columns.lowerBound].contains(row)
        case .x: return positions[slice - box.slices.lowerBound, row - box.rows.lowerBound].contains(column)
        }
    }

    /// The same part of the scan, as an error or a verdict names it.
    var text: String { "\(box.shape) voxels" }
}
