import VoxelCore

/// The SSE's surface in the canonical frame: a tilted plane with roughness.
struct InterfaceSurface: Sendable {
    /// Fractions of a voxel that h is rounded to.
    ///
    /// So h is exact as a Float up to 16,384 voxels, on either side, and mirroring it changes no voxel's phase.
    static let quantum = 1024
    /// Standard deviation of the filter behind a smooth roughness, in voxels.
    static let correlation = 11.5

    /// h above level 0, in 1/1024 voxels.
    let height: MarginMap<Int>
    /// The first electrode level of every column, ceil(h − 0.5).
    let first: MarginMap<Int32>

    /// The surface that a recipe describes.
    ///
    /// - Throws: `SimstripError` of kind `usage` where it leaves the volume.
    init(_ recipe: PhantomRecipe, frame: ScanFrame, margin: Int, roughness: Roughness?) throws(SimstripError) {
        let rows = frame.rows
        let columns = frame.columns
        let middle = Self.middle(recipe, frame: frame)
        let rough = roughness?.map
        var values: [Int] = []
        values.reserveCapacity((rows + 2 * margin) * (columns + 2 * margin))
        for row in -margin..<rows + margin {
            for column in -margin..<columns + margin {
                let plane =
                    middle + recipe.tilt.rows * (Double(row) - Double(rows - 1) / 2)
                    + recipe.tilt.columns * (Double(column) - Double(columns - 1) / 2)
                let h = plane + recipe.roughness * (rough?[row, column] ?? 0)
                values.append(Int((h * Double(Self.quantum)).rounded()))
            }
        }
        height = MarginMap(margin: margin, rows: rows, columns: columns, values: values)
        first = height.map { Int32(Self.firstLevel(at: $0)) }

        let inner = first.inner
        let (low, high) = inner.reduce((Int32.max, Int32.min)) { (min($0.0, $1), max($0.1, $1)) }
        guard low >= 1, high < frame.levels else {
            throw .usage(
                "the electrode would begin between voxel \(low) and \(high) counted from the SSE's side, but the volume"
                    + " has \(frame.levels) along \(recipe.axis.rawValue) and both sides need at least one in every"
                    + " column; change --shape, --tilt, --roughness or the SSE's thickness")
        }
    }

    /// The mean height of the surface over the map, in voxels.
    static func middle(_ recipe: PhantomRecipe, frame: ScanFrame) -> Double {
        recipe.electrolyteThickness ?? Double(frame.levels) * 5 / 12
    }

    /// The first level whose centre lies on or above a height in 1/1024 voxels.
    static func firstLevel(at height: Int) -> Int { (height - quantum / 2 + quantum - 1) >> 10 }
}
