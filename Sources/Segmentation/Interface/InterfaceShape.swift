import Glibc
import VoxelCore

/// An interface in numbers: how it lies, and how far from flat it is.
package struct InterfaceShape: Sendable {
    private let geometry: StrippingGeometry
    private let plane: Plane
    /// The mean of the heights, in voxels.
    package let meanHeight: Double
    /// The root mean square distance of the heights from the fitted plane, in voxels along the axis.
    package let roughness: Double

    /// The shape of an interface; nil where no column has one.
    ///
    /// - Complexity: O(columns).
    package init?(of interface: Interface) {
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
    package func tiltDegrees(voxelSize: VoxelSize?) -> Double {
        let mapAxes = geometry.axis.ofMap
        let edge = { (axis: Axis) in voxelSize?[axis].micrometres ?? 1 }
        let rise = edge(geometry.axis)
        let row = plane.rowSlope * rise / edge(mapAxes.rows)
        let column = plane.columnSlope * rise / edge(mapAxes.columns)
        return atan((row * row + column * column).squareRoot()) * 180 / Double.pi
    }
}
