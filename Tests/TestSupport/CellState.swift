import Foundation
import VolumeIO
import VoxelCore

/// A scan of one state of a cell whose greys are known at every point: SSE of round grains, an interface that is rough with it, Li, and
/// round Na domains wherever they are in this state.
///
/// The cell's own frame is (along the stripping axis from the SSE into the electrode, row, column) in voxels. A point p of the scan
/// shows what the cell has at middle + shift + rotation (p − middle).
package struct CellState: Sendable {
    /// A round Na domain.
    package struct Domain: Sendable, Hashable {
        /// How far its centre lies from the interface.
        package var depth: Double
        /// Where in the cell it lies.
        package var row, column: Double
        package var radius: Double

        package init(depth: Double, row: Double, column: Double, radius: Double) {
            (self.depth, self.row, self.column, self.radius) = (depth, row, column, radius)
        }
    }

    /// The extents of the scan along the axis, rows and columns.
    package var levels = 72
    package var rows = 80
    package var columns = 88
    /// Where the interface lies on average.
    package var thickness = 50.0
    package var axis = Axis.z
    /// Of the cell: its grains and its interface.
    package var seed: UInt64 = 1
    /// Along the axis, rows and columns.
    package var shift = SIMD3<Double>.zero
    /// About the stripping axis, in degrees.
    package var angle = 0.0
    package var domains: [Domain] = []
    package var noise = 12.0
    /// Of this scan.
    package var noiseSeed: UInt64 = 1
    /// Greys of Li, Na and SSE; the standard deviation of the SSE's grains.
    package var greys = (lithium: 90.0, sodium: 150.0, electrolyte: 150.0)
    package var contrast = 15.0

    package init() {}

    private static let width = 1.57
    private static let density = 0.03
    private static let margin = 24.0
    /// Steps are as steep as those behind a blur of 0.7 voxels.
    private static let steepness = 2.28

    private var middle: SIMD3<Double> { SIMD3(Double(levels), Double(rows), Double(columns)) / 2 }

    /// Where a point of the cell lies in the scan.
    package func inScan(_ point: SIMD3<Double>) -> SIMD3<Double> { middle + turned(point - middle - shift, by: -angle) }

    /// Where a point of the scan lies in the cell.
    package func inCell(_ point: SIMD3<Double>) -> SIMD3<Double> { middle + shift + turned(point - middle, by: angle) }

    private func turned(_ point: SIMD3<Double>, by angle: Double) -> SIMD3<Double> {
        let (sine, cosine) = (sin(angle * .pi / 180), cos(angle * .pi / 180))
        return SIMD3(point[0], cosine * point[1] - sine * point[2], sine * point[1] + cosine * point[2])
    }

    /// The position of the cell's interface above a place.
    package func height(row: Double, column: Double) -> Double {
        thickness + 1.1 * sin(row / 9 + Double(seed)) + 0.9 * sin(column / 7) * cos(row / 13) + 0.02 * (column - row)
    }

    /// The centre of a domain in the cell's frame.
    package func centre(of domain: Domain) -> SIMD3<Double> {
        SIMD3(height(row: domain.row, column: domain.column) + domain.depth, domain.row, domain.column)
    }

    /// The shape of the volume.
    package var shape: VolumeShape {
        let extents = axis.ordered(along: levels, rows: rows, columns: columns)
        return VolumeShape(slices: extents[0], rows: extents[1], columns: extents[2])
    }

    /// The greys, seen along the axis: (level, row, column).
    private func greysAlongAxis() -> [Float] {
        var grey = grains()
        var random = TestRandom(seed: noiseSeed &* 7919 &+ 13)
        let centres = domains.map { ($0, inScan(centre(of: $0))) }
        for level in 0..<levels {
            for row in 0..<rows {
                for column in 0..<columns {
                    let index = (level * rows + row) * columns + column
                    let place = inCell(SIMD3(Double(level), Double(row), Double(column)) + 0.5)
                    let sse = Self.step(height(row: place[1], column: place[2]) - place[0])
                    var value = sse * (greys.electrolyte + Double(grey[index])) + (1 - sse) * greys.lithium
                    let here = SIMD3(Double(level), Double(row), Double(column)) + 0.5
                    for (domain, centre) in centres where abs(centre[1] - here[1]) < domain.radius + 4 {
                        let away = here - centre
                        let distance = (away * away).sum()
                        guard distance < (domain.radius + 4) * (domain.radius + 4) else { continue }
                        value +=
                            (1 - sse) * (greys.sodium - greys.lithium)
                            * Self.step(domain.radius - distance.squareRoot())
                    }
                    grey[index] = Float(value + noise * random.normal())
                }
            }
        }
        return grey
    }

    private static func step(_ distance: Double) -> Double { 1 / (1 + exp(-steepness * distance)) }

    /// The grains' greys less their mean: Gaussians, brighter or darker.
    private func grains() -> [Float] {
        var random = TestRandom(seed: seed)
        let wide = 2 * middle + 2 * Self.margin
        let height = contrast / (Self.density * 5.568 * Self.width * Self.width * Self.width).squareRoot()
        let extents = [levels, rows, columns]
        var grey = [Float](repeating: 0, count: levels * rows * columns)
        for _ in 0..<Int(Self.density * wide[0] * wide[1] * wide[2]) {
            let unit = SIMD3((0..<3).map { _ in Double.random(in: 0..<1, using: &random) })
            let sign = Float(random.next() & 1 == 0 ? height : -height)
            let centre = inScan(unit * wide - Self.margin) - 0.5
            let lines = (0..<3).map { axis -> (first: Int, values: [Float]) in
                let first = max(0, Int((centre[axis] - 4 * Self.width).rounded(.up)))
                let last = min(extents[axis] - 1, Int((centre[axis] + 4 * Self.width).rounded(.down)))
                guard first <= last else { return (0, []) }
                return (
                    first,
                    (first...last).map {
                        let off = (Double($0) - centre[axis]) / Self.width
                        return Float(exp(-off * off / 2))
                    }
                )
            }
            for (z, ofZ) in lines[0].values.enumerated() {
                for (y, ofY) in lines[1].values.enumerated() {
                    let start = ((lines[0].first + z) * rows + lines[1].first + y) * columns + lines[2].first
                    for (x, ofX) in lines[2].values.enumerated() { grey[start + x] += sign * ofZ * ofY * ofX }
                }
            }
        }
        return grey
    }

    /// Writes the scan as a stack of 8 bits and returns its path.
    ///
    /// - Parameter path: of the file.
    @discardableResult
    package func write(to path: String, voxelSize: VoxelSize? = VoxelSize(cubic: .um(1.4))) throws -> String {
        let grey = greysAlongAxis()
        let box = BoxAlongAxis(shape, along: axis)
        var bytes = [UInt8](repeating: 0, count: shape.count)
        for level in 0..<levels {
            for row in 0..<rows {
                for column in 0..<columns {
                    let value = grey[(level * rows + row) * columns + column]
                    bytes[box.index(position: level, row: row, column: column)] = UInt8(
                        max(0, min(255, value.rounded())))
                }
            }
        }
        var writer = try TIFFStackWriter(path: path, shape: shape, sampleType: .uint8, voxelSize: voxelSize)
        let slice = shape.rows * shape.columns
        for z in 0..<shape.slices {
            try bytes[z * slice..<(z + 1) * slice].withUnsafeBytes { try writer.append(slice: $0) }
        }
        try writer.finish()
        return path
    }
}
