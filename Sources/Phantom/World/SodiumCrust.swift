/// The Na sheet of a cycled electrode, at twice the resolution: under most of the map, above the plated Li.
struct SodiumCrust: Sendable {
    /// Its lower face above the surface: mean, root mean square, bounds; its mean thickness; in voxels.
    static let meanHeight = 4.5
    static let heightSpread = 0.8
    static let heightBounds = 2.0...7.0
    static let meanThickness = 2.2
    static let thicknessSpread = 0.4
    static let thicknessBounds = 1.0...3.5
    /// Standard deviations of the filters behind height, thickness and holes, in halves of a voxel.
    static let correlation = 18.0
    static let holes = 8.0
    /// The share of the map that it lies under.
    static let share = 0.85
    /// Li between the sheet and the lamellae behind it, in voxels.
    static let gap: Float = 1

    /// Its lower and its upper face above level 0, in voxels; both at the same height where it has a hole.
    let lower: MarginMap<Float>
    let upper: MarginMap<Float>
    /// The height from which on Na lies behind it.
    let behind: MarginMap<Float>

    init(seed: UInt64, surface: FineSurface) {
        let map = surface.heights
        func smooth(_ stream: CounterRandom.Stream, _ sigma: Double) -> MarginMap<Double> {
            .smooth(
                CounterRandom(seed: seed, stream: stream), sigma: sigma, rows: map.rows, columns: map.columns,
                margin: map.margin)
        }
        let depth = smooth(.filmDepth, Self.correlation)
        let thick = smooth(.grains, Self.correlation)
        let patches = smooth(.filmPatches, Self.holes)
        let sorted = patches.inner.sorted()
        let bound = sorted[Int((1 - Self.share) * Double(sorted.count - 1))]
        let faces = map.values.indices.map { index -> (lower: Float, upper: Float, end: Float) in
            let height = Self.heightBounds.nearest(Self.meanHeight + Self.heightSpread * depth.values[index])
            let thickness = Self.thicknessBounds.nearest(
                Self.meanThickness + Self.thicknessSpread * thick.values[index])
            let low = map.values[index] + Float(height)
            let end = low + Float(thickness)
            return (low, patches.values[index] >= bound ? end : low, end)
        }
        func field(_ value: (Int) -> Float) -> MarginMap<Float> {
            MarginMap(margin: map.margin, rows: map.rows, columns: map.columns, values: faces.indices.map(value))
        }
        lower = field { faces[$0].lower }
        upper = field { faces[$0].upper }
        behind = field { faces[$0].end + Self.gap }
    }
}

extension ClosedRange<Double> {
    /// The number of the range nearest to another.
    func nearest(_ value: Double) -> Double { Swift.min(upperBound, Swift.max(lowerBound, value)) }
}
