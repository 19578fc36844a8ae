import VoxelCore

/// What the layers run along.
public enum LayerCourse: String, CaseIterable, Sendable, Codable {
    /// The interface itself (conformal).
    case surface
    /// The plane fitted to it.
    case plane
}

extension Interface {
    /// The layers of the slab above this interface.
    ///
    /// A column is outside where it has no interface or where one of its layers lies outside the field of view.
    ///
    /// - Parameters:
    ///   - layers: N, at least 1.
    ///   - course: what the layers follow.
    ///   - fieldOfView: what was measured of every slice.
    /// - Throws: `SimstripError` of kind `usage` where some column has fewer than N electrode voxels in the region,
    ///   of kind `data` where every column is outside.
    package func slab(
        layers: Int, following course: LayerCourse, fieldOfView: FieldOfView
    ) throws(SimstripError) -> Slab {
        let axis = geometry.axis
        let mapAxes = axis.ofMap
        let range = region[axis]
        var surfaceStart = firstElectrodeVoxels
        var layerStart = surfaceStart
        if course == .plane, let plane {
            for row in 0..<layerStart.rows {
                for column in 0..<layerStart.columns where layerStart[row, column] != Slab.outside {
                    let height = plane.height(row: row, column: column)
                    layerStart[row, column] = Int32(geometry.firstElectrodeVoxel(height: height))
                }
            }
        }
        let reach = (layers - 1) * geometry.electrode.step
        for column in surfaceStart.values.indices where !range.contains(Int(surfaceStart.values[column])) {
            layerStart.values[column] = Slab.outside
            surfaceStart.values[column] = Slab.outside
        }
        if fieldOfView.isLimited {
            for row in 0..<layerStart.rows {
                for column in 0..<layerStart.columns where layerStart[row, column] != Slab.outside {
                    let measured = fieldOfView.positions(
                        along: axis, mapRow: row + region[mapAxes.rows].lowerBound,
                        mapColumn: column + region[mapAxes.columns].lowerBound, in: range)
                    // What the rim cuts off is outside; what the end of the volume cuts off is a layer too many.
                    let last = Int(layerStart[row, column]) + reach
                    let end = min(max(last, range.lowerBound), range.upperBound - 1)
                    if !measured.contains(Int(surfaceStart[row, column])) || !measured.contains(end) {
                        layerStart[row, column] = Slab.outside
                        surfaceStart[row, column] = Slab.outside
                    }
                }
            }
        }
        let inside = layerStart.values.lazy.filter { $0 != Slab.outside }
        guard let deepest = geometry.electrode == .high ? inside.max() : inside.min() else {
            throw .data("every column is outside: none has an interface inside the field of view")
        }
        let available = geometry.depth(from: Int(deepest), in: range)
        guard layers <= available else {
            throw .usage(
                "\(layers) layers are asked for, but the electrode has"
                    + " \(counted(max(available, 0), "layer")) between the interface and the end of the volume along"
                    + " \(axis.rawValue); ask for at most \(max(available, 0)) with --layers")
        }
        return Slab(
            geometry: geometry, region: region, layers: layers, layerStart: layerStart, surfaceStart: surfaceStart)
    }
}
