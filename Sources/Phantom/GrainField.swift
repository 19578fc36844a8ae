import VoxelCore

/// A Boolean model of Na grains without bounds: any part of it can be asked for, nothing is held.
///
/// Space is cut into cells; each cell's grains, Poisson in number and uniform in place, follow from the seed and the
/// cell's coordinates alone. Grains may overlap.
struct GrainField: Sendable {
    /// Grains per voxel.
    let density: Double
    private let random: CounterRandom
    private let number: PoissonNumber
    private let shape: GrainShape

    private static let cellLevels = 16
    private static let cellPlane = 32

    /// The grains that fill a share of space, overlaps counted once: density = −ln(1 − share) / mean volume.
    ///
    /// - Parameters:
    ///   - stream: another one for other bodies than grains.
    ///   - share: at least 0, below 1.
    init(seed: UInt64, stream: CounterRandom.Stream = .grains, share: Double, shape: GrainShape) {
        density = -PortableMath.logarithm(1 - share) / shape.meanVolume
        random = CounterRandom(seed: seed, stream: stream)
        number = PoissonNumber(mean: density * Double(Self.cellLevels * Self.cellPlane * Self.cellPlane))
        self.shape = shape
    }

    /// Calls `body` with every grain that may touch a box.
    func forEachGrain(touching box: CanonicalBox, _ body: (Grain) -> Void) {
        guard density > 0 else { return }
        let margin = Int(shape.largestRadius) + 2
        for level in Self.cells(box.levels, margin: Int(shape.largestHalfHeight) + 2, edge: Self.cellLevels) {
            for row in Self.cells(box.rows, margin: margin, edge: Self.cellPlane) {
                let line = random.line(level, row)
                for column in Self.cells(box.columns, margin: margin, edge: Self.cellPlane) {
                    // A cell's words are its number of grains and then a key for each, which opens the grain's own.
                    var sequence = RandomSequence(line: CounterRandom.word(line: line, at: column))
                    let count = number.draw(&sequence)
                    for _ in 0..<count {
                        var own = RandomSequence(line: sequence.word())
                        let corner = (level * Self.cellLevels, row * Self.cellPlane, column * Self.cellPlane)
                        let centre = GrainCentre(
                            level: Double(corner.0) + own.uniform() * Double(Self.cellLevels),
                            row: Double(corner.1) + own.uniform() * Double(Self.cellPlane),
                            column: Double(corner.2) + own.uniform() * Double(Self.cellPlane))
                        if let grain = shape.grain(at: centre, touching: box, &own) { body(grain) }
                    }
                }
            }
        }
    }

    /// The cells whose grains may reach into a range of indices.
    private static func cells(_ range: Range<Int>, margin: Int, edge: Int) -> ClosedRange<Int> {
        let floor = { (value: Int) in value >= 0 ? value / edge : -((edge - 1 - value) / edge) }
        return floor(range.lowerBound - margin)...floor(range.upperBound + margin)
    }
}
