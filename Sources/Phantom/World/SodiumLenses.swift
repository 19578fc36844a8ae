/// Na that lies on the SSE from the start: lenses over a share of the map.
struct SodiumLenses: Sendable {
    /// Thickness at the rim and how much it grows per unit of the smooth map behind it, in voxels.
    static let rim = 0.8
    static let growth = 1.6
    static let largest = 3.0
    /// Standard deviation of the filter behind the lenses, in halves of a voxel.
    static let correlation = 7.0

    /// Thickness in voxels, of half columns in half rows; 0 beside the lenses.
    let thickness: MarginMap<Float>

    /// Lenses on a share of the map; nil for none.
    init?(seed: UInt64, share: Double, surface: FineSurface) {
        guard share > 0 else { return nil }
        let map = surface.heights
        let smooth = MarginMap<Double>.smooth(
            CounterRandom(seed: seed, stream: .touching), sigma: Self.correlation, rows: map.rows,
            columns: map.columns, margin: map.margin)
        // The share is met exactly on this map, not on the mean of all maps.
        let sorted = smooth.inner.sorted()
        let bound = sorted[min(sorted.count - 1, Int((1 - share) * Double(sorted.count)))]
        thickness = smooth.map {
            $0 >= bound ? Float(min(Self.largest, Self.rim + Self.growth * ($0 - bound))) : 0
        }
    }
}
