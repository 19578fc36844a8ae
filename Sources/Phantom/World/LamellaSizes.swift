import VoxelCore

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

    private let halfHeights: [Double]

    /// The distribution as 1024 equally likely half heights.
    init() {
        halfHeights = PortableMath.normalQuantiles(count: 1024).map { deviate in
            min(Self.largest, max(Self.smallest, Self.median * PortableMath.exponential(Self.spread * deviate)))
        }
    }

    /// The half height of a random word.
    func halfHeight(_ word: UInt64) -> Double { halfHeights[Int(word >> 54)] }

    /// The mean volume of a lamella, in eighths of a voxel.
    var meanVolume: Double {
        let meanCube = halfHeights.reduce(0) { $0 + $1 * $1 * $1 } / Double(halfHeights.count)
        return 4 / 3 * PortableMath.pi * meanCube * Self.length * Self.width
    }
}
