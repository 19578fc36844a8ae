import VoxelCore

/// The surface of the solid electrolyte: a height for every column of the stripping axis.
package struct Interface: Sendable {
    /// How the heights came about: `index`, `height map`, or the name of the automatic method.
    package let method: String
    /// Axis and side.
    package let geometry: StrippingGeometry
    /// The part of the volume that is looked at.
    package let region: VoxelRegion
    /// h in voxels along the stripping axis, in the volume's own index; NaN where no interface was found.
    package var heights: Map<Float>
    /// The root mean square error of the heights that their own spectrum foretells, in voxels; nil where they were given or
    /// are coarse.
    package var heightError: Double?

    /// A surface over a region.
    package init(method: String, geometry: StrippingGeometry, region: VoxelRegion, heights: Map<Float>) {
        self.method = method
        self.geometry = geometry
        self.region = region
        self.heights = heights
    }

    /// The least-squares plane through the heights; nil where no column has one.
    package var plane: Plane? { Plane(fitting: heights) }

    /// The index of the first electrode voxel of every column; `Slab.outside` where there is no interface.
    package var firstElectrodeVoxels: Map<Int32> { firstElectrodeVoxels(ofMapRows: 0..<heights.rows) }

    /// The same for some rows of the map.
    func firstElectrodeVoxels(ofMapRows rows: Range<Int>) -> Map<Int32> {
        let band = rows.lowerBound * heights.columns..<rows.upperBound * heights.columns
        let geometry = geometry
        let values = [Int32](unsafeUninitializedCapacity: band.count) { values, count in
            let heights = heights.values.span.extracting(band)
            for column in heights.indices {
                let height = heights[column]
                values[column] =
                    height.isFinite ? Int32(geometry.firstElectrodeVoxel(height: Double(height))) : Slab.outside
            }
            count = heights.count
        }
        return Map(rows: rows.count, columns: heights.columns, values: values)
    }

    /// The number of columns without an interface.
    package var outsideColumns: Int { heights.values.count { !$0.isFinite } }
}
