/// An ellipsoid of Na in the canonical frame, one of its axes along the levels.
struct Grain: Sendable {
    /// The centre, in voxels from the frame's corner.
    let level: Double
    let row: Double
    let column: Double
    /// Half of its extent along the levels.
    let halfHeight: Double
    /// The larger of its two radii in the plane of the layers.
    let radius: Double
    /// The ellipsoid is `levels · dl² + rows · dr² + mixed · dr · dc + columns · dc² ≤ 1`.
    private let levels: Double
    private let rows: Double
    private let mixed: Double
    private let columns: Double

    /// A sphere.
    init(level: Double, row: Double, column: Double, radius: Double) {
        self.level = level
        self.row = row
        self.column = column
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
        level: Double, row: Double, column: Double, halfHeight: Double, radius: Double, minor: Double,
        direction: (rows: Double, columns: Double)
    ) {
        self.level = level
        self.row = row
        self.column = column
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

    /// Calls `body` for every line of voxels of a box that the grain may touch, with its columns and an inside test.
    ///
    /// A voxel is inside where its centre is. Every voxel's test is the same expression whatever the box, so that no
    /// window ever disagrees with another.
    @inline(__always)
    func forEachLine(in box: CanonicalBox, _ body: (Int, Int, Range<Int>, LineTest) -> Void) {
        let levelRange = Self.touched(level, halfHeight, box.levels)
        let rowRange = Self.touched(row, radius, box.rows)
        let columnRange = Self.touched(column, radius, box.columns)
        guard !rowRange.isEmpty, !columnRange.isEmpty else { return }
        for level in levelRange {
            let dl = Double(level) + 0.5 - self.level
            let fromLevel = levels * dl * dl
            if fromLevel > 1 { continue }
            for row in rowRange {
                let dr = Double(row) + 0.5 - self.row
                let test = LineTest(
                    column: column, constant: fromLevel + rows * dr * dr, linear: mixed * dr, quadratic: columns)
                body(level, row, columnRange, test)
            }
        }
    }

    /// The indices of a range whose voxel centres may lie within a distance of a position.
    private static func touched(_ centre: Double, _ reach: Double, _ range: Range<Int>) -> Range<Int> {
        // Truncation is made floor by an offset no grain's position falls below.
        let offset = 1 << 20
        let low = max(range.lowerBound, Int(centre - reach - 1 + Double(offset)) - offset)
        let high = min(range.upperBound, Int(centre + reach + 2 + Double(offset)) - offset)
        return low < high ? low..<high : range.lowerBound..<range.lowerBound
    }

    /// The inside test along one line of columns.
    struct LineTest {
        let column: Double
        let constant: Double
        let linear: Double
        let quadratic: Double

        @inline(__always)
        func contains(_ index: Int) -> Bool {
            let dc = Double(index) + 0.5 - column
            return constant + dc * (linear + quadratic * dc) <= 1
        }
    }
}
