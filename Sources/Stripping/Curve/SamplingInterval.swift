import VoxelCore
import VoxelKernels

/// How far the mean of a map may be from that of the interface that the map is a part of.
///
/// A mean over an area |M| scatters with Var = |M|⁻² Σ_r γ(r) C(r): C the covariance of columns r apart, γ the number of such
/// pairs. C is found in the map itself, where it is centred on the map's own mean and so adds up to nothing over all r:
/// it is taken as far as it is positive, averaged over directions, and what the mean takes off everywhere is put back
/// by dividing by 1 − Σ γ / |M|² over the same r (Lu & Torquato 1990; Dahari et al. 2024, arXiv 2410.19568, use the same idea).
///
/// Far beyond the domains' size C is chance, which may keep it positive over half a map: the sum ends where r is
/// ``reach`` times the radius of the disc that is worth one piece by the sum so far, a window that adapts itself to the
/// correlation (Madras & Sokal 1988, doi 10.1007/BF01022990).
package struct SamplingInterval: Sendable, Hashable {
    /// The interval, 0 … 1.
    package let range: ClosedRange<Double>
    /// How many independent pieces the area is worth: p (1 − p) / Var.
    package let pieces: Double

    /// 95 of 100 intervals hold the mean.
    private static let quantile = 1.959964
    /// How far C is added up, in radii of a piece: of discs of radius r, C is 0 from 2 r on; of a falling exponential 14 % of the
    /// sum lie beyond.
    private static let reach = 2.5
    /// Directions that are looked along at every distance, of half a turn.
    private static let directions = 24
    /// Of larger maps so many rows, evenly spread, tell how columns go together.
    private static let rowsAsked = 400

    fileprivate init(range: ClosedRange<Double>, pieces: Double) {
        self.range = range
        self.pieces = pieces
    }

    /// The interval of a share by Wilson's formula (1927), which holds for shares near 0 and 1, too.
    ///
    /// - Parameters:
    ///   - share: 0 … 1.
    ///   - pieces: more than 0.
    fileprivate init(share: Double, pieces: Double) {
        let z = Self.quantile
        let centre = (share + z * z / (2 * pieces)) / (1 + z * z / pieces)
        let half =
            z / (1 + z * z / pieces) * (share * (1 - share) / pieces + z * z / (4 * pieces * pieces)).squareRoot()
        range = max(0, min(share, centre - half))...min(1, max(share, centre + half))
        self.pieces = pieces
    }

    /// How many independent pieces a set of columns is worth within a map; nil where it holds all of them or none, or is of
    /// one piece.
    ///
    /// - Complexity: O(columns + r · 400 · columns of a row / 64), r the distance at which columns no longer go together.
    fileprivate static func pieces(of set: ColumnSet, in map: ColumnSet, rows: Int, columns: Int) -> Double? {
        let all = Double(map.count)
        let share = Double(set.count) / all
        guard share > 0, share < 1 else { return nil }
        let step = max(1, rows / rowsAsked)
        /// p (1 − p) / Var, C added up so far.
        let worth = { (sum: Double, pairs: Double) in share * (1 - share) * (all * all - pairs) / sum }
        var (sum, pairs) = (share * (1 - share) * all, all)
        for distance in 1...max(1, min(rows, columns) / 2) {
            let lags = lags(at: distance)
            // Each stands for as many as were left out, and for the opposite one.
            let taken = lags.count <= directions ? lags : (0..<directions).map { lags[$0 * lags.count / directions] }
            let weight = 2 * Double(lags.count) / Double(taken.count) * Double(step)
            var (both, possible) = (0.0, 0.0)
            for lag in taken {
                both += Double(set.pairs(down: lag.down, right: lag.right, ofEvery: step))
                possible += Double(map.pairs(down: lag.down, right: lag.right, ofEvery: step))
            }
            guard both > share * share * possible else { break }
            sum += weight * (both - share * share * possible)
            pairs += weight * possible
            guard Double(distance) < reach * (all / worth(sum, pairs) / .pi).squareRoot() else { break }
        }
        let pieces = worth(sum, pairs)
        return pieces > 0 ? pieces : nil
    }

    /// The steps from a column to others at about a distance, half a turn of them by direction.
    private static func lags(at distance: Int) -> [(down: Int, right: Int)] {
        var lags: [(down: Int, right: Int)] = []
        let (least, most) = ((2 * distance - 1) * (2 * distance - 1), (2 * distance + 1) * (2 * distance + 1))
        for down in 0...distance + 1 {
            for right in -distance - 1...distance + 1 where down > 0 || right > 0 {
                let square = 4 * (down * down + right * right)
                if least <= square, square < most { lags.append((down, right)) }
            }
        }
        // By direction: a lag comes before another if the other lies on its left.
        return lags.sorted { $0.right * $1.down - $0.down * $1.right > 0 }
    }
}

extension StrippedSlab {
    /// Between which na_coverage after 0, 1 … N layers lies with 95 % in the electrode that this map is a part of, were the map
    /// free of error; nil where the map cannot tell: where no layer holds Na that is not everywhere.
    ///
    /// The intervals rise with n as coverage does.
    ///
    /// - Parameter threads: at most this many; the result does not depend on it.
    package func samplingIntervals(threads: Int) throws -> [SamplingInterval?] {
        let (rows, columns) = (slab.layerStart.rows, slab.layerStart.columns)
        let (starts, firstNa) = (slab.layerStart.values, contact.firstNa)
        let map = ColumnSet(rows: rows, columns: columns) { starts[$0] != Slab.outside }
        let pieces = try concurrentMap(count: slab.layers, threads: threads) { layer in
            let set = ColumnSet(rows: rows, columns: columns) {
                starts[$0] != Slab.outside && Int(firstNa[$0]) <= layer + 1
            }
            return SamplingInterval.pieces(of: set, in: map, rows: rows, columns: columns)
        }
        let shares = counts.dropFirst().map { Double($0.sodium) / Double(max(1, insideColumns)) }
        // Where all is Na, or none is yet, pieces are as large as where they are seen nearest.
        let known = pieces.indices.filter { pieces[$0] != nil }
        let intervals = pieces.indices.compactMap { layer -> SamplingInterval? in
            let nearest = known.min { abs($0 - layer) < abs($1 - layer) }
            return nearest.flatMap { pieces[$0] }.map { SamplingInterval(share: shares[layer], pieces: $0) }
        }
        guard !intervals.isEmpty else { return Array(repeating: nil, count: slab.layers + 1) }
        return [nil]
            + intervals.indices.map { layer in
                let low = intervals[layer...].map(\.range.lowerBound).min() ?? 0
                let high = intervals[...layer].map(\.range.upperBound).max() ?? 1
                return SamplingInterval(range: low...high, pieces: intervals[layer].pieces)
            }
    }
}
