/// The sizes of rolled lamellae in halves of a voxel: log-normal half heights, length and width in proportion.
struct LamellaSizes: Sendable {
    /// Half heights are kept between these; median and logarithmic spread are those of the distribution.
    static let smallest = 1.6
    static let largest = 6.0
    static let median = 2.5
    static let spread = 0.35
    /// Half length and half width over half height.
    static let length = 5.0
    static let width = 3.4
    /// The long axis lies within ± this sine of the columns, uniform.
    static let turn = 0.2

    private let halfHeights = LogNormalSizes(median: median, spread: spread, within: smallest...largest)

    /// The half height of a random word.
    func halfHeight(_ word: UInt64) -> Double { halfHeights(word) }

    /// The mean volume of a lamella, in eighths of a voxel.
    var meanVolume: Double { halfHeights.meanBall * Self.length * Self.width }
}
