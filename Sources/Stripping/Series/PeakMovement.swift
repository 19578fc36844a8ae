import VoxelCore

/// How domains move and grow from one state to another.
struct PeakMovement: Sendable {
    /// By how much all move, in the unit of lengths along z, y and x.
    var shift: SIMD3<Double>
    /// The scale of what single ones deviate by along z, y and x; the same along both directions across the axis.
    var scatter: SIMD3<Double>
    var tails = HeavyTails(freedom: 4, dimensions: 3)
    /// By how much the logarithms of all volumes change.
    var growth = 0.0
    /// The scale of what the logarithms of single volumes deviate by.
    var growthScatter: Double
    var growthTails = HeavyTails(freedom: 4, dimensions: 1)
    /// The logarithm of the density of a displacement beyond the shift.
    func logDensity(ofOffset offset: SIMD3<Double>) -> Double {
        tails.logDensity((offset / scatter).squaredLength)
            - PortableMath.logarithm(scatter[0] * scatter[1] * scatter[2])
    }

    /// The logarithm of the density of a change of the logarithm of the volume.
    func logDensity(ofGrowth change: Double) -> Double {
        let off = (change - growth) / growthScatter
        return growthTails.logDensity(off * off) - PortableMath.logarithm(growthScatter)
    }

    /// First this movement, then another, with no state between.
    func followed(by next: PeakMovement) -> PeakMovement {
        var both = self
        both.shift += next.shift
        both.scatter = (scatter * scatter + next.scatter * next.scatter).squareRoot()
        both.tails = HeavyTails(freedom: min(tails.freedom, next.tails.freedom), dimensions: 3)
        both.growth += next.growth
        both.growthScatter = (growthScatter * growthScatter + next.growthScatter * next.growthScatter).squareRoot()
        both.growthTails = HeavyTails(
            freedom: min(growthTails.freedom, next.growthTails.freedom), dimensions: 1)
        return both
    }
}

/// How many domains come and go from one state to another.
struct PeakTurnover: Sendable {
    /// How often the first state's domains are in the second.
    var survival: RatesBySize
    /// How often the second state's domains are from the first.
    var origin: RatesBySize

    /// What a first domain's odds are of being found again, against being lost, as a logarithm.
    ///
    /// - Parameter isSeen: whether its place was seen; of what lies in the margin, half is taken to be.
    func logOdds(_ first: Int, isSeen: Bool) -> Double {
        let found = isSeen ? survival.rates[first] : survival.rates[first] / 2
        return PortableMath.logarithm(found / (1 - found))
    }

    /// The logarithm of the share of new ones among domains like a second one.
    func logNovelty(_ second: Int, isSeen: Bool) -> Double {
        PortableMath.logarithm(1 - (isSeen ? origin.rates[second] : origin.rates[second] / 2))
    }
}
