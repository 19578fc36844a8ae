/// An ellipsoid of Na in the canonical frame, one of its axes along the levels.
struct Grain: Sendable {
    private let centre: GrainCentre
    /// Half of its extent along the levels.
    private let halfHeight: Double
    /// The larger of its two radii in the plane of the layers.
    private let radius: Double
    /// The ellipsoid is `levels · dl² + rows · dr² + mixed · dr · dc + columns · dc² ≤ 1`.
    private let levels: Double
    private let rows: Double
    private let mixed: Double
    private let columns: Double

    /// A sphere.
    init(centre: GrainCentre, radius: Double) {
        self.centre = centre
        self.radius = radius
        halfHeight = radius
        levels = 1 / (radius * radius)
        rows = levels
        columns = levels
        mixed = 0
    }

    /// A flattened grain whose outline in the plane is an ellipse.
    ///
    /// - Parameters:
    ///   - minor: the smaller radius in the plane.
    ///   - direction: unit vector (rows, columns) of the larger radius.
    init(
        centre: GrainCentre, halfHeight: Double, radius: Double, minor: Double,
        direction: (rows: Double, columns: Double)
    ) {
        self.centre = centre
        self.halfHeight = halfHeight
        self.radius = radius
        let (u, v) = direction
        let major2 = 1 / (radius * radius)
        let minor2 = 1 / (minor * minor)
        levels = 1 / (halfHeight * halfHeight)
        rows = u * u * major2 + v * v * minor2
        columns = v * v * major2 + u * u * minor2
        mixed = 2 * u * v * (major2 - minor2)
    }

    /// Calls `body` with every line of a box that the grain crosses: level, row, and the columns within the grain.
    ///
    /// A voxel is within where its centre is. Where the grain begins and ends on a line depends on nothing but the
    /// line, so that no window ever disagrees with another.
    @inline(__always)
    func forEachLine(in box: CanonicalBox, _ body: (Int, Int, Range<Int>) -> Void) {
        let rowRange = Self.centres(from: centre.row - radius, to: centre.row + radius, within: box.rows)
        let levelRange = Self.centres(
            from: centre.level - halfHeight, to: centre.level + halfHeight, within: box.levels)
        for level in levelRange {
            let dl = Double(level) + 0.5 - centre.level
            for row in rowRange {
                let dr = Double(row) + 0.5 - centre.row
                // The ends solve columns · dc² + mixed · dr · dc + levels · dl² + rows · dr² = 1.
                let linear = mixed * dr
                let left = 1 - levels * dl * dl - rows * dr * dr
                let discriminant = linear * linear + 4 * columns * left
                guard discriminant > 0 else { continue }
                let half = discriminant.squareRoot() / (2 * columns)
                let middle = centre.column - linear / (2 * columns)
                let range = Self.centres(from: middle - half, to: middle + half, within: box.columns)
                if !range.isEmpty { body(level, row, range) }
            }
        }
    }

    /// The voxels of a range whose centres lie between two positions.
    @inline(__always)
    private static func centres(from low: Double, to high: Double, within range: Range<Int>) -> Range<Int> {
        // Truncation rounds down where the number is positive; no phantom reaches as far below zero as this offset.
        let offset = 1 << 20
        let first = max(range.lowerBound, Int(low + 0.5 + Double(offset)) - offset)
        let end = min(range.upperBound, Int(high + 0.5 + Double(offset)) - offset)
        return first..<max(first, end)
    }
}

/// Where a grain lies, in voxels from the corner of the canonical frame.
struct GrainCentre: Sendable {
    let level: Double
    let row: Double
    let column: Double

    /// Whether a grain of such extents may touch a box.
    func mayTouch(_ box: CanonicalBox, halfHeight: Double, radius: Double) -> Bool {
        level + halfHeight > Double(box.levels.lowerBound) && level - halfHeight < Double(box.levels.upperBound)
            && row + radius > Double(box.rows.lowerBound) && row - radius < Double(box.rows.upperBound)
            && column + radius > Double(box.columns.lowerBound) && column - radius < Double(box.columns.upperBound)
    }
}
