/// The layers that are stripped: where layer 1 of every column begins, and how many layers there are.
///
/// Layer n of a column is the voxel at index `layerStart + (n − 1) · step` along the stripping axis, with the step of
/// the electrode's side. With layers that follow the surface, `layerStart` and `surfaceStart` are equal. With layers
/// that follow the fitted plane, a voxel of a layer that lies on the SSE's side of `surfaceStart` is SSE.
package struct Slab: Sendable {
    /// The index that stands for a column outside: far from every layer, on either side.
    ///
    /// Inlinable: loops over voxels of other modules ask for it.
    @inlinable package static var outside: Int32 { Int32.min / 2 }

    /// Axis and side.
    package let geometry: StrippingGeometry
    /// The part of the volume that is looked at; the maps cover its two ranges across the axis.
    package let region: VoxelRegion
    /// The number of layers, N; at least 1.
    package let layers: Int
    /// The index of the layer-1 voxel of every column; ``outside`` where there is none.
    package let layerStart: Map<Int32>
    /// The index of the first electrode voxel of every column; ``outside`` where there is none.
    package let surfaceStart: Map<Int32>
    /// Neighbouring columns that share both, found once for all layers.
    package let runs: ColumnRuns

    /// Layers over a region.
    ///
    /// - Precondition: the maps have the region's extents across the axis and agree on which columns are outside.
    package init(
        geometry: StrippingGeometry, region: VoxelRegion, layers: Int, layerStart: Map<Int32>, surfaceStart: Map<Int32>
    ) {
        let mapAxes = geometry.axis.ofMap
        precondition(
            layerStart.rows == region[mapAxes.rows].count && layerStart.columns == region[mapAxes.columns].count)
        precondition(layerStart.rows == surfaceStart.rows && layerStart.columns == surfaceStart.columns)
        self.geometry = geometry
        self.region = region
        self.layers = layers
        self.layerStart = layerStart
        self.surfaceStart = surfaceStart
        runs = ColumnRuns(layerStart: layerStart, surfaceStart: surfaceStart)
        let depth = (layers - 1) * geometry.electrode.step
        insideColumns = runs.insideColumns
        positions =
            runs.layerStarts.map { starts in
                let low = Int(starts.lowerBound) + min(depth, 0)
                let high = Int(starts.upperBound) + max(depth, 0)
                return (low..<high + 1).clamped(to: region[geometry.axis])
            } ?? 0..<0
    }

    /// The number of columns that are not outside.
    package let insideColumns: Int

    /// The indices along the axis that hold voxels of any layer, and nothing outside the region.
    ///
    /// Empty where every column is outside.
    package let positions: Range<Int>

    /// The first column of every run of a map's row: neighbours whose layers begin, and whose surface lies, alike.
    package func firstColumnsOfRuns(ofMapRow row: Int) -> [Int] {
        let ends = runs.ends[runs.firstOfRow[row]..<runs.firstOfRow[row + 1]]
        return ends.isEmpty ? [] : [0] + ends.dropLast().map { Int($0) }
    }

    /// The part of the region that holds the layers.
    package var box: VoxelRegion {
        var box = region
        box[geometry.axis] = positions
        return box
    }
}

/// The columns of every row of a map in runs of neighbours whose layers begin, and whose surface lies, at the same index.
package struct ColumnRuns: Sendable {
    /// The column behind the last of every run, row after row.
    package let ends: [Int32]
    /// The first run of every row, and behind them the number of runs.
    package let firstOfRow: [Int]
    /// The least and the greatest index at which layers begin; nil where every column is outside.
    let layerStarts: ClosedRange<Int32>?
    /// The number of columns that are not outside.
    let insideColumns: Int

    init(layerStart: Map<Int32>, surfaceStart: Map<Int32>) {
        var ends: [Int32] = []
        var firstOfRow = [0]
        var (low, high, inside) = (Int32.max, Int32.min, 0)
        let columns = layerStart.columns
        for row in 0..<layerStart.rows {
            let range = row * columns..<(row + 1) * columns
            let layer = layerStart.values.span.extracting(range)
            let surface = surfaceStart.values.span.extracting(range)
            for column in layer.indices.dropFirst()
            where layer[column] != layer[column - 1] || surface[column] != surface[column - 1] {
                ends.append(Int32(column))
            }
            if columns > 0 { ends.append(Int32(columns)) }
            var first = 0
            for end in ends[(firstOfRow.last ?? 0)...].lazy.map({ Int($0) }) {
                if layer[first] != Slab.outside {
                    low = min(low, layer[first])
                    high = max(high, layer[first])
                    inside += end - first
                }
                first = end
            }
            firstOfRow.append(ends.count)
        }
        self.ends = ends
        self.firstOfRow = firstOfRow
        layerStarts = low <= high ? low...high : nil
        insideColumns = inside
    }
}
