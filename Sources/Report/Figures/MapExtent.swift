import Results
import VoxelCore

/// How wide and high a map is: in µm, or in voxels where there is no voxel size.
struct MapExtent {
    let width, height: Double

    /// - Parameter edges: of a voxel along the stripping axis, rows and columns of the map, in µm.
    fileprivate init(_ map: Map<UInt16>, edges: [Double]?) {
        let edges = edges ?? [1, 1, 1]
        (width, height) = (Double(map.columns) * edges[2], Double(map.rows) * edges[1])
    }
}

extension ScanResult {
    var mapExtent: MapExtent { MapExtent(firstNaLayer, edges: mapEdges) }
}

extension FinishedScan {
    var mapExtent: MapExtent { MapExtent(firstNaLayer, edges: mapEdges) }
}
