import VoxelCore

extension PhantomRecipe {
    /// The largest extent along an axis: up to there h is exact in float32.
    package static let largestExtent = 16_384

    /// Refuses a recipe that no phantom can be made of.
    ///
    /// - Throws: `SimstripError` of kind `usage`, naming the option.
    package func validate() throws(SimstripError) {
        for extent in shape.extents where !(1...Self.largestExtent).contains(extent) {
            throw .usage("--shape \(shape) has an extent of \(extent); it must lie between 1 and \(Self.largestExtent)")
        }
        guard PhantomGreyScale(of: sampleType) != nil else {
            throw .usage("--dtype \(sampleType.rawValue) is not made; choose uint8, uint16 or float32")
        }
        try check("--noise", noise, in: 0...1000)
        if noiseCorrelation != 0 {
            guard noiseCorrelation >= 0.7, noiseCorrelation <= 5 else {
                throw .usage("--noise-correlation \(noiseCorrelation) is neither 0 nor between 0.7 and 5")
            }
        }
        try check("--blur", blur, in: 0...5)
        try check("--fringe", fringe, in: 0...1)
        try check("--cupping", cupping, in: 0...0.9)
        try check("--rings", rings, in: 0...1000)
        try check("--tilt", tilt.rows, in: -1...1)
        try check("--tilt", tilt.columns, in: -1...1)
        try check("--roughness", roughness, in: 0...100)
        if let electrolyteThickness {
            try check("the SSE's thickness", electrolyteThickness, in: 0...Double(Self.largestExtent))
        }
        try validateGrains()
    }

    private func validateGrains() throws(SimstripError) {
        if let naFraction {
            guard kind != .layers else {
                throw .usage("--na-fraction does not go with the kind layers, whose Na is given")
            }
            try check("--na-fraction", naFraction, in: 0...1)
            guard naFraction <= 0.95 else {
                throw .usage("--na-fraction \(naFraction) is above 0.95; overlapping grains cannot fill more")
            }
        }
        if let grainRadius {
            guard kind == .boolean else {
                throw .usage("--grain-radius goes with the kind boolean only; \(kind.rawValue) has sizes of its own")
            }
            try check("--grain-radius", grainRadius, in: 1...64)
        }
        if kind == .boolean, tilt != .flat || roughness != 0 {
            throw .usage(
                "--tilt and --roughness do not go with the kind boolean, whose known curve holds on a flat interface")
        }
    }

    private func check(_ option: String, _ value: Double, in range: ClosedRange<Double>) throws(SimstripError) {
        guard range.contains(value) else {
            let bounds = [range.lowerBound, range.upperBound].map { $0 == $0.rounded() ? "\(Int($0))" : "\($0)" }
            throw .usage("\(option) \(value) is not between \(bounds[0]) and \(bounds[1])")
        }
    }
}
