/// The fit of a blurred step to one column.
struct StepFit: Sendable {
    let table = Distribution.NormalTable()
    let lithium: Float
    let fall: Float
    let cap: Float
    /// The blur and the uniform position of the face inside a voxel.
    let width: Float
    /// Standard deviation of the neighbourhood, in columns, that leaves 0.05 voxels of the noise.
    let neighbourhood: Double

    init(levels: GreyLevels, blur: Double) {
        width = Float((blur * blur + 1.0 / 12).squareRoot())
        lithium = Float(levels.lithium)
        fall = Float(levels.electrolyte - levels.lithium)
        cap = max(2.5 * Float(levels.noise), fall / 2)
        // A column's own error: noise over the root of the summed squared slopes.
        let slopes = Double(fall * fall) / (3.545 * Double(width)) * 0.8
        let variance = levels.noise * levels.noise / slopes
        neighbourhood = min(8, max(6.4, (variance / (4 * 3.1416 * 0.05 * 0.05)).squareRoot()))
    }

    func step(_ grey: UnsafeMutableBufferPointer<Float>, height: Float) -> (numerator: Float, denominator: Float) {
        var (numerator, denominator): (Float, Float) = (0, 0)
        // Nothing further away counts; heights are far below 2³¹.
        let (low, high) = (max(0, Int(height - 2.25)), min(grey.count, max(0, Int(height + 2.25)) + 1))
        for k in low..<max(low, high) {
            let depth = Float(k) + 0.5 - height
            guard abs(depth) <= 1.75, grey[k].isFinite else { continue }
            let residual = grey[k] - lithium - fall * table(-depth / width)
            let slope = fall / width * table.density(depth / width)
            numerator += slope * min(cap, max(-cap, residual))
            denominator += slope * slope
        }
        return (numerator, denominator)
    }
}
