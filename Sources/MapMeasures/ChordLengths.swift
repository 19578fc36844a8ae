import VoxelCore

/// How many chords of which length a phase cuts out of rows, or of columns.
///
/// A window cuts long chords more often than short ones. Only whole ones count, each over the places at which a chord of its length, with
/// its two ends, fits into the lines of the map that are not outside (Horvitz & Thompson 1952,
/// doi 10.1080/01621459.1952.10483446): the density of chords of a length is that of the interface, whatever the window.
public struct ChordLengths: Sendable, Hashable {
    /// Chords of a length.
    public struct Bin: Sendable, Hashable {
        /// In the unit of the pixel's edges.
        public let length: Double
        /// Whole chords of that length on the map.
        public let count: Int
        /// Chords of that length per length of line.
        public let density: Double
    }

    /// By ascending length; lengths without a whole chord are left out.
    public let bins: [Bin]

    /// The chords along rows or along columns.
    ///
    /// - Parameters:
    ///   - phase: of which.
    ///   - map: a map.
    ///   - isAlongRows: else along columns.
    ///   - edge: the length of a step along the line.
    init(of phase: Phase, in map: Map<Phase>, isAlongRows: Bool, edge: Double) {
        let (lines, steps) = isAlongRows ? (map.rows, map.columns) : (map.columns, map.rows)
        var counts = [Int](repeating: 0, count: steps + 1)
        // Parts of lines without a column outside, by their length.
        var parts = counts
        for line in 0..<lines {
            var (part, chord) = (0, 0)
            var isWhole = false
            for step in 0...steps {
                let value: Phase =
                    step == steps ? .outside : isAlongRows ? map[line, step] : map[step, line]
                if value == phase {
                    // It begins at a column of another phase, or where nobody knows.
                    if chord == 0 { isWhole = part > 0 }
                    chord += 1
                } else {
                    if chord > 0, isWhole, value != .outside { counts[chord] += 1 }
                    chord = 0
                }
                if value == .outside {
                    parts[part] += 1
                    part = 0
                } else {
                    part += 1
                }
            }
        }
        // Places of a chord of a length: the sum over parts of what is left beside it and its two ends.
        var (longer, total) = (0, 0)
        var places = [Int](repeating: 0, count: steps + 2)
        for length in stride(from: steps, through: 1, by: -1) {
            // Parts of length + 2 columns or more hold one: each one place more than a chord that is longer by one.
            if length + 2 <= steps { longer += parts[length + 2] }
            total += longer
            places[length] = total
        }
        bins = counts.indices.compactMap { length in
            guard length > 0, counts[length] > 0, places[length] > 0 else { return nil }
            return Bin(
                length: Double(length) * edge, count: counts[length],
                density: Double(counts[length]) / (Double(places[length]) * edge))
        }
    }
}

extension Map where Element == Phase {
    /// Chord lengths of a phase along rows and along columns.
    ///
    /// - Parameters:
    ///   - phase: which.
    ///   - pixel: the distances between rows and between columns.
    /// - Complexity: O(columns).
    public func chordLengths(of phase: Phase, pixel: MapPixel = .unit) -> (
        alongRows: ChordLengths, alongColumns: ChordLengths
    ) {
        (
            ChordLengths(of: phase, in: self, isAlongRows: true, edge: pixel.column),
            ChordLengths(of: phase, in: self, isAlongRows: false, edge: pixel.row)
        )
    }
}
