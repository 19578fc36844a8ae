import Glibc
import VoxelCore

/// The surface of the solid electrolyte: a height for every column of the stripping axis.
public struct Interface: Sendable {
    /// How the heights came about: `index`, `height map`, or the name of the automatic method.
    public let method: String
    /// Axis and side.
    public let geometry: StrippingGeometry
    /// The part of the volume that is looked at.
    public let region: VoxelRegion
    /// h in voxels along the stripping axis, in the volume's own index; NaN where no interface was found.
    public var heights: Map<Float>

    /// A surface over a region.
    public init(method: String, geometry: StrippingGeometry, region: VoxelRegion, heights: Map<Float>) {
        self.method = method
        self.geometry = geometry
        self.region = region
        self.heights = heights
    }

    /// The least-squares plane through the heights; nil where no column has one.
    public var plane: Plane? { Plane(fitting: heights) }

    /// The index of the first electrode voxel of every column; `Slab.outside` where there is no interface.
    public var firstElectrodeVoxels: Map<Int32> { firstElectrodeVoxels(ofMapRows: 0..<heights.rows) }

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
    public var outsideColumns: Int { heights.values.count { !$0.isFinite } }
}

/// An interface in numbers: how it lies, and how far from flat it is.
public struct InterfaceShape: Sendable {
    private let geometry: StrippingGeometry
    private let plane: Plane
    /// The mean of the heights, in voxels.
    public let meanHeight: Double
    /// The root mean square distance of the heights from the fitted plane, in voxels along the axis.
    public let roughness: Double

    /// The shape of an interface; nil where no column has one.
    ///
    /// - Complexity: O(columns).
    public init?(of interface: Interface) {
        guard let plane = interface.plane else { return nil }
        let heights = interface.heights
        var (sum, squares, n) = (0.0, 0.0, 0)
        for row in 0..<heights.rows {
            let line = heights.values.span.extracting(row * heights.columns..<(row + 1) * heights.columns)
            for column in line.indices where line[column].isFinite {
                let height = Double(line[column])
                let residual = height - plane.height(row: row, column: column)
                sum += height
                squares += residual * residual
                n += 1
            }
        }
        geometry = interface.geometry
        self.plane = plane
        meanHeight = sum / Double(n)
        roughness = (squares / Double(n)).squareRoot()
    }

    /// The angle between the fitted plane and the slices across the stripping axis, in degrees.
    public func tiltDegrees(voxelSize: VoxelSize?) -> Double {
        let mapAxes = geometry.axis.ofMap
        let edge = { (axis: Axis) in voxelSize?[axis].micrometres ?? 1 }
        let rise = edge(geometry.axis)
        let row = plane.rowSlope * rise / edge(mapAxes.rows)
        let column = plane.columnSlope * rise / edge(mapAxes.columns)
        return atan((row * row + column * column).squareRoot()) * 180 / Double.pi
    }
}
