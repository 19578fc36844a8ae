/// The SSE's surface at twice the resolution in the plane.
struct FineSurface: Sendable {
    /// The height above level 0 in voxels, of half columns in half rows; the margin is twice that of voxels.
    let heights: MarginMap<Float>
    /// Levels of the volume, in voxels.
    let levels: Int

    /// The surface of which `InterfaceSurface` holds the means of four.
    init(_ recipe: PhantomRecipe, frame: ScanFrame, margin: Int, roughness: Roughness?) {
        let rough = roughness?.fine
        let middle = InterfaceSurface.middle(recipe, frame: frame)
        var values: [Float] = []
        values.reserveCapacity(4 * (frame.rows + 2 * margin) * (frame.columns + 2 * margin))
        for row in (0..<2 * frame.rows).grown(by: 2 * margin) {
            let dr = (Double(row) + 0.5 - Double(frame.rows)) / 2
            for column in (0..<2 * frame.columns).grown(by: 2 * margin) {
                let dc = (Double(column) + 0.5 - Double(frame.columns)) / 2
                let plane = middle + recipe.tilt.rows * dr + recipe.tilt.columns * dc
                values.append(Float(plane + recipe.roughness * (rough?[row, column] ?? 0)))
            }
        }
        heights = MarginMap(margin: 2 * margin, rows: 2 * frame.rows, columns: 2 * frame.columns, values: values)
        levels = frame.levels
    }
}
