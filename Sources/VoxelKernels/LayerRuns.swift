import VoxelCore

extension Slab {
    /// Calls `body` with every run of neighbouring columns whose voxels at a position belong to one layer.
    ///
    /// Neighbouring columns mostly share their layer, so what depends on it is decided once for many of them. Columns
    /// whose voxel lies in no layer, or on the SSE's side of the interface, are left out.
    ///
    /// - Parameters:
    ///   - position: the index along the stripping axis.
    ///   - mapRow: the row of the map.
    ///   - body: called with the layer (1 … N) and the columns of the map's row.
    /// - Complexity: O(runs).
    @inline(__always)
    package func forEachLayerRun(position: Int, mapRow: Int, _ body: (_ layer: Int, _ columns: Range<Int>) -> Void) {
        let columns = layerStart.columns
        let row = mapRow * columns..<(mapRow + 1) * columns
        let layerOne = layerStart.values.span.extracting(row)
        let surface = surfaceStart.values.span.extracting(row)
        let ends = runs.ends.span.extracting(runs.firstOfRow[mapRow]..<runs.firstOfRow[mapRow + 1])
        let step = Int32(geometry.electrode.step)
        let position = Int32(position)
        var start = 0
        for run in ends.indices {
            let end = Int(ends[run])
            let layer = (position - layerOne[start]) &* step + 1
            if layer >= 1, layer <= Int32(layers), (position - surface[start]) &* step >= 0 {
                body(Int(layer), start..<end)
            }
            start = end
        }
    }
}
