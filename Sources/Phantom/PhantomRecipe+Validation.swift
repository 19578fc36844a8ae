import VoxelCore

extension PhantomRecipe {
    /// The largest extent along an axis: up to there h is exact in float32.
    package static let largestExtent = 16_384
    /// The largest extent that is scanned: the projections of a volume are held in memory.
    package static let largestScannedExtent = 2048

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
        try validateWorld()
        if let scanner { try validate(scanner) }
    }

    /// What goes with the kinds drawn at twice the resolution only.
    private func validateWorld() throws(SimstripError) {
        if let hurst {
            try check("--hurst", hurst, in: 0.05...0.95)
            guard roughness > 0 else {
                throw .usage("--hurst \(hurst) needs a surface that is rough; say how much with --roughness")
            }
        }
        for (option, value, range) in [
            ("--touching", touching, 0...1), ("--electrolyte-pores", electrolytePores, 0...0.5),
            ("--electrode-pores", electrodePores, 0...0.5),
            ("--electrolyte-grains", electrolyteGrains, 0...100),
        ] {
            try check(option, value, in: range)
            guard value == 0 || kind.isFine else {
                let kinds = Kind.allCases.filter(\.isFine).map(\.rawValue).joined(separator: ", ")
                throw .usage("\(option) does not go with the kind \(kind.rawValue); choose \(kinds)")
            }
        }
    }

    private func validate(_ scanner: Scanner) throws(SimstripError) {
        for extent in shape.extents where extent > Self.largestScannedExtent {
            throw .usage(
                "--shape \(shape) has an extent of \(extent); with --scanner it may be \(Self.largestScannedExtent)")
        }
        if let angles = scanner.angles, !(2...10_000).contains(angles) {
            throw .usage("--angles \(angles) is not between 2 and 10000")
        }
        if let photons = scanner.photons { try check("--photons", photons, in: 10...1e12) }
        try check("--blur", scanner.blur, in: 0...2)
        try check("--propagation", scanner.propagation, in: 0...20)
        if scanner.retrieval != .none, scanner.propagation == 0 {
            throw .usage("--retrieval \(scanner.retrieval.rawValue) has nothing to undo without --propagation")
        }
        for (option, value) in [
            ("--fringe", fringe), ("--cupping", cupping), ("--noise-correlation", noiseCorrelation),
        ] where value != 0 {
            throw .usage("\(option) does not go with --scanner, which makes its own")
        }
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
