import VoxelCore
import VoxelKernels

/// S₂(r): the probability that two columns r apart are both of a phase.
///
/// Pairs that are, over pairs of which neither is outside, averaged over directions: neither borders nor masks matter (Torquato 2002,
/// 2.2). S₂(0) is the coverage p; far apart it comes to p².
public struct PairProbability: Sendable, Hashable {
    /// At a distance.
    public struct Point: Sendable, Hashable {
        /// In the unit of the pixel's edges.
        public let distance: Double
        /// 0 … 1.
        public let probability: Double
        /// How many pairs were looked at.
        public let pairs: Int
    }

    /// At distances of 0, 1, … shorter edges of a pixel, up to half the map's shorter side.
    public let points: [Point]

    /// S₂ of a phase.
    ///
    /// - Parameters:
    ///   - set: the columns of the phase.
    ///   - map: those that are not outside.
    ///   - pixel: the distances between rows and between columns.
    /// - Complexity: O(r · columns) over r distances, of at most 800 rows.
    package init(of set: ColumnSet, in map: ColumnSet, pixel: MapPixel) {
        let unit = min(pixel.row, pixel.column)
        let relative = MapPixel(row: pixel.row / unit, column: pixel.column / unit)
        let step = TwoPointCovariance.rowStep(of: map)
        let last = Int(min(Double(map.rows) * relative.row, Double(map.columns) * relative.column) / 2)
        var points: [Point] = []
        for distance in 0...max(0, last) {
            let lags =
                distance == 0 ? [(down: 0, right: 0)] : TwoPointCovariance.lags(at: distance, pixel: relative).taken
            var (both, possible) = (0, 0)
            for lag in lags {
                both += set.pairs(down: lag.down, right: lag.right, ofEvery: distance == 0 ? 1 : step)
                possible += map.pairs(down: lag.down, right: lag.right, ofEvery: distance == 0 ? 1 : step)
            }
            guard possible > 0 else { continue }
            points.append(
                Point(
                    distance: Double(distance) * unit, probability: Double(both) / Double(possible), pairs: possible))
        }
        self.points = points
    }
}

extension Map where Element == Phase {
    /// S₂(r) of a phase.
    ///
    /// - Parameters:
    ///   - phase: which.
    ///   - pixel: the distances between rows and between columns.
    public func pairProbability(of phase: Phase, pixel: MapPixel = .unit) -> PairProbability {
        PairProbability(
            of: ColumnSet(of: [phase], in: self), in: ColumnSet(of: [.lithium, .sodium, .void], in: self), pixel: pixel)
    }
}
