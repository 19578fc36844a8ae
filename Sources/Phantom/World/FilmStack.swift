/// Thin films of Na, one above the other, wavy and broken.
struct FilmStack: Sendable {
    /// Thickness of a film, in halves of a voxel: one and a half voxels.
    static let thickness = 3.0
    /// How far films depart from the surface's shape (root mean square), and over what distance, in halves of a voxel.
    static let waviness = 3.0
    static let correlation = 30.0
    /// Standard deviation of the filter behind a film's holes, in halves of a voxel.
    static let holes = 5.0

    /// The lower face of the first film, in halves of a voxel.
    private let base: MarginMap<Float>
    /// From one film to the next, in halves of a voxel.
    private let period: Float
    /// Where each film is whole, the lowest first.
    private let whole: [[Bool]]

    /// Films that fill a share of the electrode; between 60 % of each film, and nearly all where the share is large, is
    /// there.
    init(seed: UInt64, share: Double, surface: FineSurface) {
        let present = 0.6 + 0.4 * share
        let map = surface.heights
        let period = Float(Self.thickness * present / share)
        self.period = period
        let wave = MarginMap<Double>.smooth(
            CounterRandom(seed: seed, stream: .filmDepth), sigma: Self.correlation, rows: map.rows,
            columns: map.columns, margin: map.margin)
        // The phase of the stack is random: every depth is alike.
        var sequence = RandomSequence(line: CounterRandom(seed: seed, stream: .filmDepth).line(.max, 0))
        let phase = Float(sequence.uniform()) * period
        let base = MarginMap(
            margin: map.margin, rows: map.rows, columns: map.columns,
            values: map.values.indices.map {
                2 * map.values[$0] + phase - period + Float(Self.waviness * wave.values[$0])
            })

        self.base = base
        let lowest = base.values.min() ?? 0
        let count = max(1, Int((Float(2 * surface.levels + 4 * map.margin) - lowest) / period) + 2)
        let field = FilteredNoise(seed: seed, stream: .filmPatches, sigma: Self.holes)
        let bound = Float(normalQuantile(1 - present) * field.standardDeviation)
        var values: [Float] = []
        var lines: [Float] = []
        whole = (0..<count).map { film in
            // Far enough from each other to have nothing in common.
            let box = CanonicalBox(
                levels: film * 64..<film * 64 + 1, rows: (0..<map.rows).grown(by: map.margin),
                columns: (0..<map.columns).grown(by: map.margin))
            field.fill(&values, box: box, scratch: &lines)
            return values.prefix(box.count).map { $0 > bound }
        }
    }

    /// Whether an eighth of a voxel is Na.
    func isSodium(level: Int, row: Int, column: Int) -> Bool {
        let index = base.start(ofRow: row) + column
        let above = Float(level) + 0.5 - base.values[index]
        guard above >= 0 else { return false }
        let film = Int(above / period)
        return film < whole.count && above - Float(film) * period < Float(Self.thickness) && whole[film][index]
    }
}
