import Drawings
import Results
import Stripping
import VoxelCore

import Glibc

/// A part of the slab in three dimensions, as in Fig. 3c of Yoon et al. (2025): the SSE below, Na in translucent Li above it, and
/// after layers have been removed what they held as a film on the SSE.
///
/// Parallel projection, a depth for every pixel. space.js does the same for the page, step by step.
struct SlabView {
    /// From where it is looked at, in degrees.
    struct Direction {
        /// About the stripping axis.
        let azimuth: Double
        /// Above the SSE's plane.
        let elevation: Double

        static let usual = Direction(azimuth: 30, elevation: 35)
    }

    let block: SlabBlock
    /// How far the interface lies above its lowest place in the block, in layers, row by row; nil outside.
    let lifts: [Double?]
    /// The edges of a voxel along rows and along the stripping axis over that along columns.
    let (rowEdge, depthEdge): (Double, Double)

    init(_ result: ScanResult) {
        block = result.block
        let interface = result.interface
        let sign = Double(interface.geometry.electrode.step)
        var heights: [Double?] = []
        for row in block.rows {
            for column in block.columns {
                let height = Double(interface.heights[row, column])
                heights.append(height.isFinite ? sign * height : nil)
            }
        }
        let lowest = heights.compactMap(\.self).min() ?? 0
        // As finely as the page is told.
        lifts = heights.map { $0.map { (256 * ($0 - lowest)).rounded() / 256 } }
        let edges = result.mapEdges ?? [1, 1, 1]
        (rowEdge, depthEdge) = (edges[1] / edges[2], edges[0] / edges[2])
    }

    /// The lift of a column; nil outside the block or without an interface.
    private func lift(_ place: (row: Int, column: Int)) -> Double? {
        guard (0..<block.rows.count).contains(place.row), (0..<block.columns.count).contains(place.column) else {
            return nil
        }
        return lifts[place.row * block.columns.count + place.column]
    }

    static let electrolyte = Colour(138, 132, 120)
    static let sodium = Colour(246, 246, 242)
    static let lithium = Colour(112, 124, 140)
    /// How much of what lies behind Li its grey hides.
    static let opacity = 0.35
    /// How bright sides are beside the top: towards rows, towards columns.
    static let shades = (rows: 0.62, columns: 0.8)
    /// The SSE is shown so many layers deep.
    static let floor = 4.0

    /// The block after so many layers have been removed.
    func image(afterRemoving removed: Int, from direction: Direction = .usual, width: Int, height: Int) -> RGBImage {
        var scene = Scene(self, direction, width: width, height: height)
        let (rows, columns) = (block.rows.count, block.columns.count)
        for row in 0..<rows {
            for column in 0..<columns {
                guard let lift = lifts[row * columns + column] else { continue }
                let isCovered =
                    removed > 0 && (1...removed).contains { block[layer: $0, row: row, column: column] == .sodium }
                let top = isCovered ? Self.sodium : Self.electrolyte
                // Sides are seen as far as the neighbour before them is lower.
                let base = { (neighbour: (row: Int, column: Int)) in self.lift(neighbour) ?? -Self.floor }
                scene.top(row, column, at: lift, top)
                scene.sides(
                    row, column, rows: min(base(scene.before(row: row, column)), lift)..<lift,
                    columns: min(base(scene.before(row, column: column)), lift)..<lift, Self.electrolyte)
                for layer in removed..<block.layers {
                    let phase = block[layer: layer + 1, row: row, column: column]
                    guard phase == .sodium || phase == .void else { continue }
                    let base = lift + Double(layer - removed)
                    let colour = phase == .sodium ? Self.sodium : Phase.void.colour
                    if layer + 1 == block.layers || block[layer: layer + 2, row: row, column: column] != phase {
                        scene.top(row, column, at: base + 1, colour)
                    }
                    scene.sides(row, column, rows: base..<base + 1, columns: base..<base + 1, colour)
                }
            }
        }
        let highest = lifts.compactMap(\.self).max() ?? 0
        if removed < block.layers { scene.veil(upTo: highest + Double(block.layers - removed)) }
        return scene.image
    }
}

/// What has been painted, and how near it is.
private struct Scene {
    private(set) var image: RGBImage
    private var depths: [Double]
    private let view: SlabView
    private let (sine, cosine, rise, fall): (Double, Double, Double, Double)
    private let scale: Double
    private let middle: (x: Double, y: Double, z: Double)
    private let sides: (row: Double, column: Double)

    /// A place on the screen: to the right, down, and towards the eye.
    private struct Place {
        var u, v, d: Double

        static func - (a: Place, b: Place) -> Place { Place(u: a.u - b.u, v: a.v - b.v, d: a.d - b.d) }
    }

    init(_ view: SlabView, _ direction: SlabView.Direction, width: Int, height: Int) {
        self.view = view
        image = RGBImage(width: width, height: height, filledWith: Colour(grey: 255))
        depths = Array(repeating: -.infinity, count: width * height)
        let radians = Double.pi / 180
        (sine, cosine) = (sin(direction.azimuth * radians), cos(direction.azimuth * radians))
        (rise, fall) = (sin(direction.elevation * radians), cos(direction.elevation * radians))
        let (wide, deep) = (Double(view.block.columns.count), Double(view.block.rows.count) * view.rowEdge)
        let highest = view.lifts.compactMap(\.self).max() ?? 0
        let tall = (Double(view.block.layers) + highest + SlabView.floor) * view.depthEdge
        let across = (wide * wide + deep * deep).squareRoot()
        scale = 0.98 * min(Double(width) / across, Double(height) / (across * abs(rise) + tall * fall))
        middle = (wide / 2, deep / 2, tall / 2 - SlabView.floor * view.depthEdge)
        // The sides that are turned to the eye.
        sides = (row: cosine >= 0 ? 1 : 0, column: sine >= 0 ? 1 : 0)
    }

    private func place(_ row: Double, _ column: Double, _ layer: Double) -> Place {
        let (x, y) = (column - middle.x, row * view.rowEdge - middle.y)
        let z = layer * view.depthEdge - middle.z
        let (right, near) = (x * cosine - y * sine, x * sine + y * cosine)
        return Place(
            u: Double(image.width) / 2 + scale * right,
            v: Double(image.height) / 2 + scale * (near * rise - z * fall), d: near * fall + z * rise)
    }

    /// The neighbours of a column that lie before it, seen from the eye.
    func before(row: Int, _ column: Int) -> (row: Int, column: Int) { (row + (sides.row > 0 ? 1 : -1), column) }
    func before(_ row: Int, column: Int) -> (row: Int, column: Int) { (row, column + (sides.column > 0 ? 1 : -1)) }

    /// The upper side of a column's block.
    mutating func top(_ row: Int, _ column: Int, at high: Double, _ colour: Colour) {
        let (row, column) = (Double(row), Double(column))
        face(place(row, column, high), place(row + 1, column, high), place(row, column + 1, high), colour, 1)
    }

    /// Its two sides that are turned to the eye, each between two heights.
    mutating func sides(_ row: Int, _ column: Int, rows: Range<Double>, columns: Range<Double>, _ colour: Colour) {
        let (row, column) = (Double(row), Double(column))
        let (nearRow, nearColumn) = (row + sides.row, column + sides.column)
        if !rows.isEmpty {
            face(
                place(nearRow, column, rows.lowerBound), place(nearRow, column + 1, rows.lowerBound),
                place(nearRow, column, rows.upperBound), colour, SlabView.shades.rows)
        }
        if !columns.isEmpty {
            face(
                place(row, nearColumn, columns.lowerBound), place(row + 1, nearColumn, columns.lowerBound),
                place(row, nearColumn, columns.upperBound), colour, SlabView.shades.columns)
        }
    }

    /// Covers what lies within Li with a veil, up to a height.
    mutating func veil(upTo high: Double) {
        let (rows, columns) = (Double(view.block.rows.count), Double(view.block.columns.count))
        let (row, column) = (sides.row * rows, sides.column * columns)
        let faces = [
            (place(0, 0, high), place(rows, 0, high), place(0, columns, high), 1.0),
            (place(row, 0, 0), place(row, columns, 0), place(row, 0, high), SlabView.shades.rows),
            (place(0, column, 0), place(rows, column, 0), place(0, column, high), SlabView.shades.columns),
        ]
        for (corner, a, b, shade) in faces {
            visit(corner, a - corner, b - corner) { scene, pixel, depth in
                guard depth >= scene.depths[pixel] else { return }
                scene.mix(SlabView.lithium, shade, SlabView.opacity, pixel)
            }
        }
    }

    /// A parallelogram from a corner and its two neighbours.
    private mutating func face(_ corner: Place, _ a: Place, _ b: Place, _ colour: Colour, _ shade: Double) {
        visit(corner, a - corner, b - corner) { scene, pixel, depth in
            guard depth > scene.depths[pixel] else { return }
            scene.depths[pixel] = depth
            scene.mix(colour, shade, 1, pixel)
        }
    }

    /// Every pixel whose middle lies in a parallelogram, and how near that is.
    private mutating func visit(
        _ corner: Place, _ a: Place, _ b: Place, _ body: (inout Scene, _ pixel: Int, _ depth: Double) -> Void
    ) {
        let determinant = a.u * b.v - a.v * b.u
        guard abs(determinant) > 1e-9 else { return }
        let (left, right) = (corner.u + min(0, a.u) + min(0, b.u), corner.u + max(0, a.u) + max(0, b.u))
        let (top, bottom) = (corner.v + min(0, a.v) + min(0, b.v), corner.v + max(0, a.v) + max(0, b.v))
        for y in max(0, Int((top - 0.5).rounded(.up)))..<max(0, min(image.height, Int((bottom + 0.5).rounded(.up)))) {
            for x in max(0, Int((left - 0.5).rounded(.up)))..<max(0, min(image.width, Int((right + 0.5).rounded(.up))))
            {
                let (u, v) = (Double(x) + 0.5 - corner.u, Double(y) + 0.5 - corner.v)
                let (p, q) = ((u * b.v - v * b.u) / determinant, (v * a.u - u * a.v) / determinant)
                guard p >= 0, p < 1, q >= 0, q < 1 else { continue }
                body(&self, y * image.width + x, corner.d + p * a.d + q * b.d)
            }
        }
    }

    private static func mixed(_ old: UInt8, _ new: Double, _ opacity: Double) -> UInt8 {
        UInt8(Double(old) + opacity * (new - Double(old)) + 0.5)
    }

    private mutating func mix(_ colour: Colour, _ shade: Double, _ opacity: Double, _ pixel: Int) {
        image.bytes[3 * pixel] = Self.mixed(image.bytes[3 * pixel], shade * Double(colour.red), opacity)
        image.bytes[3 * pixel + 1] = Self.mixed(image.bytes[3 * pixel + 1], shade * Double(colour.green), opacity)
        image.bytes[3 * pixel + 2] = Self.mixed(image.bytes[3 * pixel + 2], shade * Double(colour.blue), opacity)
    }
}
