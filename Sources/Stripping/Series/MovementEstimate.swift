import VoxelCore

/// What pairs of domains say of a movement, each by its share.
struct MovementEstimate {
    /// Displacements beyond what was expected along z, y and x, with their shares.
    var offsets: [(value: SIMD3<Double>, share: Double)] = []
    /// Changes of the logarithms of volumes.
    var growths: [(value: Double, share: Double)] = []
    /// The stripping axis: 0, 1 or 2.
    let axis: Int
    /// What is believed of scatters and shifts before any pair is seen, as if it came from one pair; no scatter is below `finest`.
    let usual: Double
    let finest: Double

    private static let rounds = 12
    /// No volumes agree better, as logarithms: a domain's surface is never known to less.
    private static let finestGrowth = 0.01
    /// The spread of the logarithms of volumes that is expected without a pair.
    private static let usualGrowth = 0.3

    /// Improves a movement by the pairs: its shift, scatters, tails and growth.
    func improve(_ movement: inout PeakMovement, around start: SIMD3<Double>) {
        let weight = offsets.reduce(0) { $0 + $1.share }
        guard weight > 0.01 else { return }
        var best = (-Double.infinity, movement)
        for freedom in HeavyTails.degrees {
            var trial = movement
            trial.tails = HeavyTails(freedom: freedom, dimensions: 3)
            for _ in 0..<Self.rounds { settle(&trial, weight: weight, around: start) }
            let fit = offsets.reduce(0) { $0 + $1.share * trial.logDensity(ofOffset: $1.value - trial.shift) }
            if fit > best.0 { best = (fit, trial) }
        }
        movement = best.1
        guard !growths.isEmpty else { return }
        best = (-Double.infinity, movement)
        for freedom in HeavyTails.degrees {
            var trial = movement
            trial.growthTails = HeavyTails(freedom: freedom, dimensions: 1)
            for _ in 0..<Self.rounds { settleGrowth(&trial) }
            let fit = growths.reduce(0) { $0 + $1.share * trial.logDensity(ofGrowth: $1.value) }
            if fit > best.0 { best = (fit, trial) }
        }
        movement = best.1
    }

    private func settle(_ movement: inout PeakMovement, weight: Double, around start: SIMD3<Double>) {
        var (sum, weights) = (SIMD3<Double>.zero, 0.0)
        for offset in offsets {
            let says =
                offset.share * movement.tails.weight(((offset.value - movement.shift) / movement.scatter).squaredLength)
            sum += says * offset.value
            weights += says
        }
        // One pair alone says little of a shift: it may as well have moved by itself.
        let held = movement.scatter * movement.scatter / (usual * usual)
        movement.shift = (sum + held * start) / (SIMD3(repeating: weights) + held)
        var squares = SIMD3<Double>.zero
        for offset in offsets {
            let away = offset.value - movement.shift
            let says = offset.share * movement.tails.weight((away / movement.scatter).squaredLength)
            squares += says * away * away
        }
        let across = (squares.sum() - squares[axis]) / 2
        for direction in 0..<3 {
            let square = direction == axis ? squares[axis] : across
            movement.scatter[direction] = Self.scale(square, of: weight, usual: usual, finest: finest)
        }
    }

    private func settleGrowth(_ movement: inout PeakMovement) {
        func says(_ growth: (value: Double, share: Double)) -> Double {
            let off = (growth.value - movement.growth) / movement.growthScatter
            return growth.share * movement.growthTails.weight(off * off)
        }
        let weights = growths.reduce(0) { $0 + says($1) }
        let held = movement.growthScatter * movement.growthScatter / (Self.usualGrowth * Self.usualGrowth)
        movement.growth = growths.reduce(0) { $0 + says($1) * $1.value } / (weights + held)
        let squares = growths.reduce(0) {
            $0 + says($1) * ($1.value - movement.growth) * ($1.value - movement.growth)
        }
        movement.growthScatter = Self.scale(
            squares, of: growths.reduce(0) { $0 + $1.share }, usual: Self.usualGrowth, finest: Self.finestGrowth)
    }

    /// The scale that a sum of squares says, one of its pairs having gone into the middle, and what is usual counting as one more.
    private static func scale(_ squares: Double, of weight: Double, usual: Double, finest: Double) -> Double {
        let free = max(0, weight - 1)
        guard free > 0 else { return max(usual, finest) }
        let found = max(finest, (squares / max(weight - 1, weight / 2)).squareRoot())
        let logs = free * PortableMath.logarithm(found) + PortableMath.logarithm(max(usual, finest))
        return PortableMath.exponential(logs / (free + 1))
    }
}
