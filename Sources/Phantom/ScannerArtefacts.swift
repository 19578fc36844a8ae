import VoxelCore

/// What the scanner adds in its own frame: cupping and rings about the rotation axis, the middle of every slice.
///
/// They belong to the volume as written: a phantom that has them is not the permuted phantom of another axis.
struct ScannerArtefacts: Sendable {
    /// Bins of a ring profile per voxel of radius.
    private static let bins = 4
    /// Standard deviation of a ring's cross-section, in voxels, and how far it is drawn.
    private static let ringWidth = 0.8
    private static let ringReach = 3
    /// One radius in so many carries a ring.
    private static let ringSpacing: UInt64 = 8
    /// Slices over which a ring's amplitude goes from one random value to the next.
    private static let ringSlices = 16

    private let frame: ScanFrame
    private let cupping: Float
    private let rings: Float
    private let random: CounterRandom
    /// A ring's cross-section, from −ringReach to ringReach in bins.
    private let crossSection: [Float]

    init(_ recipe: PhantomRecipe, frame: ScanFrame) {
        self.frame = frame
        cupping = Float(recipe.cupping)
        rings = Float(recipe.rings)
        random = CounterRandom(seed: recipe.seed, stream: .rings)
        crossSection = (-Self.ringReach * Self.bins...Self.ringReach * Self.bins).map { bin in
            let distance = Double(bin) / Double(Self.bins) / Self.ringWidth
            return Float(PortableMath.exponential(-distance * distance / 2))
        }
    }

    /// Changes the grey levels of a box that lies in one slice: level · (1 − cupping · (1 − r² / R²)) + ring(r), with
    /// R from the rotation axis to the corners.
    func apply(to levels: inout [Float], box: CanonicalBox) {
        let slice = frame.place(level: box.levels.lowerBound, row: box.rows.lowerBound, column: 0).slice
        let profile = ringProfile(slice: slice)
        let middleRow = Float(frame.shape.rows) / 2
        let middleColumn = Float(frame.shape.columns) / 2
        let corner = middleRow * middleRow + middleColumn * middleColumn
        var index = 0
        for level in box.levels {
            for row in box.rows {
                for column in box.columns {
                    let place = frame.place(level: level, row: row, column: column)
                    let y = Float(place.row) + 0.5 - middleRow
                    let x = Float(place.column) + 0.5 - middleColumn
                    let square = y * y + x * x
                    let position = square.squareRoot() * Float(Self.bins)
                    let bin = Int(position)
                    let rest = position - Float(bin)
                    let ring = profile[bin] + rest * (profile[bin + 1] - profile[bin])
                    levels[index] = levels[index] * (1 - cupping * (1 - square / corner)) + ring
                    index += 1
                }
            }
        }
    }

    /// The sum of all rings at every radius of a slice, in bins.
    private func ringProfile(slice: Int) -> [Float] {
        let rows = Double(frame.shape.rows)
        let columns = Double(frame.shape.columns)
        let reach = Int((rows * rows + columns * columns).squareRoot() / 2) + 2
        var profile = [Float](repeating: 0, count: (reach + 1) * Self.bins)
        guard rings > 0 else { return profile }
        for radius in 0..<reach + Self.ringReach {
            guard CounterRandom.word(line: random.line(radius, 0), at: 0) % Self.ringSpacing == 0 else { continue }
            let amplitude = rings * ringAmplitude(random.line(radius, 1), slice: slice)
            for (offset, value) in crossSection.enumerated() {
                let bin = (radius - Self.ringReach) * Self.bins + offset
                if profile.indices.contains(bin) { profile[bin] += amplitude * value }
            }
        }
        return profile
    }

    /// Between −1 and 1, going smoothly from one random value to the next.
    private func ringAmplitude(_ line: UInt64, slice: Int) -> Float {
        let knot = slice / Self.ringSlices
        let t = Float(slice % Self.ringSlices) / Float(Self.ringSlices)
        let blend = t * t * (3 - 2 * t)
        func value(_ knot: Int) -> Float {
            Float(CounterRandom.word(line: line, at: knot) >> 40) * 0x1p-23 - 1
        }
        return value(knot) + blend * (value(knot + 1) - value(knot))
    }
}
