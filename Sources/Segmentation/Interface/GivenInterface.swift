import VoxelCore

extension Interface {
    /// A flat interface whose first electrode voxel is named.
    ///
    /// - Throws: `SimstripError` of kind `usage` where the index lies outside the region.
    package init(
        firstElectrodeVoxel index: Int, geometry: StrippingGeometry, region: VoxelRegion
    ) throws(SimstripError) {
        let range = region[geometry.axis]
        guard range.contains(index) else {
            throw .usage(
                "the interface \(index) is outside the volume: along \(geometry.axis.rawValue) it has the voxels"
                    + " \(range.lowerBound) to \(range.upperBound - 1); name one of them with --interface")
        }
        let mapAxes = geometry.axis.ofMap
        self.init(
            method: "index", geometry: geometry, region: region,
            heights: Map(
                rows: region[mapAxes.rows].count, columns: region[mapAxes.columns].count,
                repeating: Float(geometry.height(firstElectrodeVoxel: index))))
    }

    /// The interface of a height map, as large as the whole volume or as the region across the axis.
    ///
    /// - Throws: `SimstripError` of kind `data` where the extents are others, where a finite height lies outside the
    ///   region, or where no height is finite.
    package init(
        heightMap map: Map<Float>, name: String, geometry: StrippingGeometry, region: VoxelRegion, shape: VolumeShape
    ) throws(SimstripError) {
        let mapAxes = geometry.axis.ofMap
        let (rows, columns) = (region[mapAxes.rows], region[mapAxes.columns])
        let whole = (map.rows, map.columns) == (shape[mapAxes.rows], shape[mapAxes.columns])
        guard whole || (map.rows, map.columns) == (rows.count, columns.count) else {
            let roi =
                (rows.count, columns.count) == (shape[mapAxes.rows], shape[mapAxes.columns])
                ? "" : " or, for the region of interest, \(rows.count) × \(columns.count)"
            throw .data(
                "the height map \(name) is \(map.rows) × \(map.columns); along \(geometry.axis.rawValue) the volume"
                    + " has \(shape[mapAxes.rows]) × \(shape[mapAxes.columns]) columns"
                    + " (\(mapAxes.rows.rawValue) × \(mapAxes.columns.rawValue))\(roi)")
        }
        var heights = Map(rows: rows.count, columns: columns.count, repeating: Float.nan)
        let range = region[geometry.axis]
        for row in 0..<heights.rows {
            for column in 0..<heights.columns {
                let height =
                    whole
                    ? map[row + rows.lowerBound, column + columns.lowerBound] : map[row, column]
                guard height.isFinite else { continue }
                let isNear = abs(Double(height)) < 1e9
                guard isNear, range.contains(geometry.firstElectrodeVoxel(height: Double(height))) else {
                    throw .data(
                        "the height map \(name) has \(height) at row \(row), column \(column): that is outside the"
                            + " volume, whose voxels along \(geometry.axis.rawValue) are \(range.lowerBound) to"
                            + " \(range.upperBound - 1)")
                }
                heights[row, column] = height
            }
        }
        guard heights.values.contains(where: \.isFinite) else {
            throw .data("the height map \(name) has no finite height: there is no interface in it")
        }
        self.init(method: "height map", geometry: geometry, region: region, heights: heights)
    }
}
