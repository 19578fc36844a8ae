/// The fit of a blurred step to one column.
struct StepFit: Sendable {
    let table = Distribution.NormalTable()
    let lithium: Float
    let fall: Float
    let cap: Float
    /// Standard deviation of a face's image, in voxels: a face inside a voxel is spread over it, so the variance of a uniform
    /// position comes on top of the blur's.
    let width: Float
    /// Voxels further than this from the step say nothing of where it is.
    private static let reach: Float = 1.75

    /// - Parameter blur: standard deviation along the depth, in voxels.
    init(levels: GreyLevels, blur: Double) {
        width = Float((blur * blur + 1.0 / 12).squareRoot())
        lithium = Float(levels.lithium)
        fall = Float(levels.electrolyte - levels.lithium)
        cap = max(2.5 * Float(levels.noise), fall / 2)
    }

    /// A Gauss–Newton step of the height: Σ g r and Σ g², g the slope of the grey by the height and r the residual.
    ///
    /// - Parameters:
    ///   - grey: of the column.
    ///   - height: of the step.
    ///   - electrolyte: the grey of the SSE just below, less its mean.
    func step(
        _ grey: UnsafeMutableBufferPointer<Float>, height: Float, electrolyte: Float
    ) -> (numerator: Float, denominator: Float) {
        let fall = max(0.3 * self.fall, self.fall + electrolyte)
        return sums(grey, height: height, shift: 0) { depth in lithium + fall * table(-depth / width) }
    }

    /// The same sums where there is no step, so many voxels away from it and about a level: what noise makes of a height.
    func noise(
        _ grey: UnsafeMutableBufferPointer<Float>, height: Float, shift: Int, about level: Float
    ) -> (numerator: Float, denominator: Float) {
        sums(grey, height: height, shift: shift) { _ in level }
    }

    @inline(__always)
    private func sums(
        _ grey: UnsafeMutableBufferPointer<Float>, height: Float, shift: Int, _ expected: (Float) -> Float
    ) -> (numerator: Float, denominator: Float) {
        var (numerator, denominator): (Float, Float) = (0, 0)
        let first = max(0, Int(height - Self.reach)), last = min(grey.count - 1, Int(height + Self.reach) + 1)
        for k in first..<max(first, last + 1) {
            let depth = Float(k) + 0.5 - height
            guard abs(depth) <= Self.reach, k + shift >= 0, k + shift < grey.count, grey[k + shift].isFinite else {
                continue
            }
            let slope = fall / width * table.density(depth / width)
            numerator += slope * min(cap, max(-cap, grey[k + shift] - expected(depth)))
            denominator += slope * slope
        }
        return (numerator, denominator)
    }
}
