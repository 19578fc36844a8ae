import VoxelCore

/// Student's t distribution in one or more dimensions: a normal one whose few outliers are expected (Lange, Little & Taylor 1989,
/// doi 10.1080/01621459.1989.10478852).
struct HeavyTails: Sendable, Hashable {
    /// Degrees of freedom; the fewer, the more lies far out.
    let freedom: Int
    let dimensions: Int
    private let constant: Double

    /// What is tried where the data are to say.
    static let degrees = [2, 4, 8, 16, 64]

    init(freedom: Int, dimensions: Int) {
        (self.freedom, self.dimensions) = (freedom, dimensions)
        constant =
            Self.logGamma(ofHalf: freedom + dimensions) - Self.logGamma(ofHalf: freedom)
            - Double(dimensions) / 2 * PortableMath.logarithm(Double(freedom) * PortableMath.pi)
    }

    /// The logarithm of the density where scales are 1.
    ///
    /// - Parameter squared: the squared distance from the middle in units of the scale.
    func logDensity(_ squared: Double) -> Double {
        constant - Double(freedom + dimensions) / 2 * PortableMath.logarithm(1 + squared / Double(freedom))
    }

    /// How much a value at such a distance says of the middle and the scale, 1 on average.
    func weight(_ squared: Double) -> Double { Double(freedom + dimensions) / (Double(freedom) + squared) }

    /// log Γ(n / 2) for n ≥ 1, by Γ(x + 1) = x Γ(x).
    private static func logGamma(ofHalf n: Int) -> Double {
        var (value, x) = n % 2 == 0 ? (0.0, 1.0) : (PortableMath.logarithm(PortableMath.pi) / 2, 0.5)
        while x < Double(n) / 2 {
            value += PortableMath.logarithm(x)
            x += 1
        }
        return value
    }
}
