/// The Na film that a first cycle leaves on the freshly plated Li.
struct SodiumFilm: Sendable {
    /// Thickness in levels.
    static let thickness: Int32 = 2
    /// The height of its lower face above the interface, in voxels: mean, root mean square, and bounds.
    static let meanHeight = 4.6
    static let heightSpread = 0.8
    static let heightBounds = 2.0...7.0
    /// Standard deviations of the filters behind height and patches, in voxels.
    static let heightCorrelation = 9.0
    static let patchCorrelation = 5.5
    /// The film is there where a smooth map of root mean square 1 exceeds this: on about 53 % of the area.
    static let patchThreshold = -0.08

    /// Levels of Li between the film and the grains behind it.
    static let gap: Int32 = 1

    /// The film's lowest level in every column, `Int32.max` where it is broken.
    let firstLevels: MarginMap<Int32>
    /// The level from which on grains lie behind the film, or behind where it would be.
    let grainFloor: MarginMap<Int32>

    /// The film above a surface.
    init(seed: UInt64, surface: InterfaceSurface) {
        let map = surface.height
        let patches = MarginMap<Double>.smooth(
            CounterRandom(seed: seed, stream: .filmPatches), sigma: Self.patchCorrelation,
            rows: map.rows, columns: map.columns, margin: map.margin)
        let depth = MarginMap<Double>.smooth(
            CounterRandom(seed: seed, stream: .filmDepth), sigma: Self.heightCorrelation,
            rows: map.rows, columns: map.columns, margin: map.margin)
        let unbroken = map.values.indices.map { index -> Int32 in
            let wanted = Self.meanHeight + Self.heightSpread * depth.values[index]
            let above = min(Self.heightBounds.upperBound, max(Self.heightBounds.lowerBound, wanted))
            let height = map.values[index] + Int((above * Double(InterfaceSurface.quantum)).rounded())
            return Int32(InterfaceSurface.firstLevel(at: height))
        }
        firstLevels = MarginMap(
            margin: map.margin, rows: map.rows, columns: map.columns,
            values: unbroken.indices.map { patches.values[$0] > Self.patchThreshold ? unbroken[$0] : .max })
        grainFloor = MarginMap(
            margin: map.margin, rows: map.rows, columns: map.columns,
            values: unbroken.map { $0 + Self.thickness + Self.gap })
    }
}
