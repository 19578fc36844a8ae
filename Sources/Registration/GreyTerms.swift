import VoxelCore

/// How the greys of templates depend on the parameters of a fit.
///
/// The first three are a shift, then a rotation and a scale as what they move a point by at the distance `spread`, then gain
/// and offset of the greys in units of `brightness`.
struct GreyTerms: Sendable {
    /// The point about which rotation and scale turn.
    let middle: Triple
    /// The distance at which rotation and scale are shifts.
    let spread: Double
    /// The unit of grey.
    let brightness: Double

    /// The change of a grey with each parameter.
    @inline(__always)
    private func factors(_ gradient: Triple, arm: Triple, value: Double) -> InlineArray<9, Double> {
        let turn = arm.turning(gradient)
        return [
            gradient[0], gradient[1], gradient[2], turn[0], turn[1], turn[2], arm.dot(gradient), value, 1,
        ]
    }

    /// The sums of the least-squares fit over a block.
    func sums(
        of template: GreyTemplate, in image: Texture, through similarity: Similarity, gain: Double, offset: Double
    ) -> GreySums {
        var sums = GreySums()
        for sample in template.samples {
            let point = template.centre + Triple(sample.offset)
            guard let found = image.value(at: similarity(point)) else { continue }
            let value = Double(sample.value) / brightness
            let factors = factors(
                Triple(sample.gradient) / brightness, arm: (point - middle) / spread, value: value)
            sums.add(factors, value: found / brightness - gain * value - offset)
        }
        return sums
    }

    /// What is left over in a block, and how that changes with each parameter.
    func residuals(
        of template: GreyTemplate, in image: Texture, through similarity: Similarity, gain: Double, offset: Double
    ) -> GreyResiduals {
        var residuals = GreyResiduals()
        let back = similarity.rotation.inverse
        for sample in template.samples {
            let point = template.centre + Triple(sample.offset)
            guard let found = image.valueAndGradient(at: similarity(point)) else { continue }
            let value = Double(sample.value) / brightness
            let arm = (point - middle) / spread
            residuals.add(
                factors(Triple(sample.gradient) / brightness, arm: arm, value: value),
                seen: factors(
                    similarity.scale * back(found.gradient) / brightness, arm: arm, value: value),
                residual: found.value / brightness - gain * value - offset,
                eighth: Int(sample.eighth))
        }
        return residuals
    }
}
