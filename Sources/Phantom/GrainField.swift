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
    ///   - share: at least 0, below 1.
    init(seed: UInt64, share: Double, shape: GrainShape) {
        density = -PortableMath.logarithm(1 - share) / shape.meanVolume
        random = CounterRandom(seed: seed, stream: .grains)
        number = PoissonNumber(mean: density * Double(Self.cellLevels * Self.cellPlane * Self.cellPlane))
        self.shape = shape
    }

    /// The grains that may touch a box.
    func grains(touching box: CanonicalBox) -> [Grain] {
        guard density > 0 else { return [] }
        var grains: [Grain] = []
        let margin = Int(shape.largestRadius) + 2
        for level in Self.cells(box.levels, margin: Int(shape.largestHalfHeight) + 2, edge: Self.cellLevels) {
            for row in Self.cells(box.rows, margin: margin, edge: Self.cellPlane) {
                let line = random.line(level, row)
                for column in Self.cells(box.columns, margin: margin, edge: Self.cellPlane) {
                    // The line's words up to the number of grains belong to the cell; each grain has a line too.
                    let cell = CounterRandom.word(line: line, at: column)
                    var sequence = RandomSequence(line: cell)
                    let count = number.draw(&sequence)
                    for _ in 0..<count {
                        var own = RandomSequence(line: sequence.word())
                        let corner = (level * Self.cellLevels, row * Self.cellPlane, column * Self.cellPlane)
                        let grain = shape.grain(
                            level: Double(corner.0) + own.uniform() * Double(Self.cellLevels),
                            row: Double(corner.1) + own.uniform() * Double(Self.cellPlane),
                            column: Double(corner.2) + own.uniform() * Double(Self.cellPlane), &own)
                        if grain.mayTouch(box) { grains.append(grain) }
                    }
                }
            }
        }
        return grains
    }

    /// The cells whose grains may reach into a range of indices.
    private static func cells(_ range: Range<Int>, margin: Int, edge: Int) -> ClosedRange<Int> {
        let floor = { (value: Int) in value >= 0 ? value / edge : -((edge - 1 - value) / edge) }
        return floor(range.lowerBound - margin)...floor(range.upperBound + margin)
    }
}

/// What a grain looks like, whatever its place.
enum GrainShape: Sendable {
    /// Spheres of one radius, in voxels.
    case sphere(radius: Double)
    /// Flattened grains of log-normal size; see ``GrainSizes``.
    case flattened(GrainSizes)

    /// The mean volume of a grain, in voxels.
    var meanVolume: Double {
        switch self {
        case .sphere(let radius): 4 / 3 * PortableMath.pi * radius * radius * radius
        case .flattened(let sizes): sizes.meanVolume
        }
    }

    var largestRadius: Double {
        switch self {
        case .sphere(let radius): radius
        case .flattened: GrainSizes.largest
        }
    }

    var largestHalfHeight: Double {
        switch self {
        case .sphere(let radius): radius
        case .flattened: GrainSizes.largest / GrainSizes.flattening
        }
    }

    /// A grain at a place.
    func grain(level: Double, row: Double, column: Double, _ random: inout RandomSequence) -> Grain {
        switch self {
        case .sphere(let radius):
            return Grain(level: level, row: row, column: column, radius: radius)
        case .flattened(let sizes):
            let radius = sizes.radius(random.word())
            let aspect = GrainSizes.roundest - (GrainSizes.roundest - GrainSizes.longest) * random.uniform()
            return Grain(
                level: level, row: row, column: column, halfHeight: radius / GrainSizes.flattening, radius: radius,
                minor: radius * aspect, direction: Self.direction(&random))
        }
    }

    /// A unit vector of any direction: a point of the unit disc, scaled to the circle.
    private static func direction(_ random: inout RandomSequence) -> (rows: Double, columns: Double) {
        while true {
            let u = 2 * random.uniform() - 1
            let v = 2 * random.uniform() - 1
            let square = u * u + v * v
            if square <= 1, square > 1e-6 {
                let length = square.squareRoot()
                return (u / length, v / length)
            }
        }
    }
}

/// The sizes of Na grains in a rolled Li foil: log-normal in-plane radii, flattened along the depth.
struct GrainSizes: Sendable {
    /// In-plane radii are kept between these, in voxels; median and logarithmic spread are those of the distribution.
    static let smallest = 2.0
    static let largest = 16.0
    static let median = 4.5
    static let spread = 0.45
    /// Larger in-plane radius over half height.
    static let flattening = 2.3
    /// The smaller in-plane radius is a share of the larger one, uniform between these.
    static let longest = 0.6
    static let roundest = 1.0

    private let radii: [Double]

    /// The distribution as 1024 equally likely radii.
    init() {
        radii = PortableMath.normalQuantiles(count: 1024).map { deviate in
            min(Self.largest, max(Self.smallest, Self.median * PortableMath.exponential(Self.spread * deviate)))
        }
    }

    /// The radius of a random word.
    func radius(_ word: UInt64) -> Double { radii[Int(word >> 54)] }

    /// The mean volume of a grain, in voxels.
    var meanVolume: Double {
        let meanCube = radii.reduce(0) { $0 + $1 * $1 * $1 } / Double(radii.count)
        return 4 / 3 * PortableMath.pi * meanCube * (Self.longest + Self.roundest) / 2 / Self.flattening
    }
}
