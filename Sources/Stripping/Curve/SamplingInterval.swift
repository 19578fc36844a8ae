import MapMeasures
import VoxelCore
import VoxelKernels

/// How far the mean of a map may be from that of the interface that the map is a part of.
///
/// A mean over an area |M| scatters with Var = |M|⁻² Σ_r γ(r) C(r): C the covariance of columns r apart, γ the number of such
/// pairs (Lu & Torquato 1990; Dahari et al. 2024, arXiv 2410.19568, use the same idea). C is found in the map itself, by
/// ``TwoPointCovariance``.
package struct SamplingInterval: Sendable, Hashable {
    /// The interval, 0 … 1.
    package let range: ClosedRange<Double>
    /// How many independent pieces the area is worth: p (1 − p) / Var.
    package let pieces: Double

    /// 95 of 100 intervals hold the mean.
    private static let quantile = 1.959964

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
            return TwoPointCovariance(of: set, in: map, pixel: .unit).pieces
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
