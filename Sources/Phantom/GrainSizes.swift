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

    private let radii = LogNormalSizes(median: median, spread: spread, within: smallest...largest)

    /// The radius of a random word.
    func radius(_ word: UInt64) -> Double { radii(word) }

    /// The mean volume of a grain, in voxels.
    var meanVolume: Double { radii.meanBall * (Self.longest + Self.roundest) / 2 / Self.flattening }
}
