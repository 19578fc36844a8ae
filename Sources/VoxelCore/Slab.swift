/// The layers that are stripped: where layer 1 of every column begins, and how many layers there are.
///
/// Layer n of a column is the voxel at index `layerStart + (n − 1) · step` along the stripping axis, with the step of
/// the electrode's side. With layers that follow the surface, `layerStart` and `surfaceStart` are equal. With layers
/// that follow the fitted plane, a voxel of a layer that lies on the SSE's side of `surfaceStart` is SSE.
public struct Slab: Sendable {
    /// The index that stands for a column outside: far from every layer, on either side.
    public static let outside = Int32.min / 2

    /// Axis and side.
    public let geometry: StrippingGeometry
    /// The part of the volume that is looked at; the maps cover its two ranges across the axis.
    public let region: VoxelRegion
    /// The number of layers, N; at least 1.
    public let layers: Int
    /// The index of the layer-1 voxel of every column; ``outside`` where there is none.
    public let layerStart: Map<Int32>
    /// The index of the first electrode voxel of every column; ``outside`` where there is none.
    public let surfaceStart: Map<Int32>

    /// Layers over a region.
    ///
    /// - Precondition: the maps have the region's extents across the axis and agree on which columns are outside.
    public init(
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
    }

    /// The number of columns that are not outside.
    public var insideColumns: Int { layerStart.values.count { $0 != Slab.outside } }

    /// The indices along the axis that hold voxels of any layer, and nothing outside the region.
    ///
    /// Empty where every column is outside.
    public var positions: Range<Int> {
        var low = Int.max
        var high = Int.min
        for start in layerStart.values where start != Slab.outside {
            let last = Int(start) + (layers - 1) * geometry.electrode.step
            low = min(low, Int(start), last)
            high = max(high, Int(start), last)
        }
        return low > high ? 0..<0 : (low..<high + 1).clamped(to: region[geometry.axis])
    }

    /// The part of the region that holds the layers.
    public var box: VoxelRegion {
        var box = region
        box[geometry.axis] = positions
        return box
    }
}
