import VoxelCore
import VoxelKernels

/// How columns of a phase go together with those some way off.
///
/// S₂(r) is the probability that two columns r apart are both of the phase: pairs that are, over pairs of which neither is
/// outside, so borders and masks do not matter. C(r) = S₂(r) − p². The integral range A₂ = ∫ C dr / C(0) is the area of one
/// independent piece of the map (Lantuéjoul 1991, doi 10.1111/j.1365-2818.1991.tb03173.x), its square root the correlation
/// length: of discs of radius R about 1.7 R.
///
/// C is centred on the map's own mean and so adds up to nothing over all r. It is added up as far as its mean over directions is
/// positive, and no further than 2.5 radii of the disc that is worth A₂ so far, beyond which is chance that may keep it positive over half a map (Madras & Sokal 1988,
/// doi 10.1007/BF01022990); what the mean takes off, its variance, is put back everywhere.
package struct TwoPointCovariance: Sendable, Hashable {
    /// √A₂, in the unit of the pixel's edges; nil where the map holds the phase everywhere or nowhere, or is too small for its
    /// domains: C does not come to 0 within half the shorter side.
    package let correlationLength: Double?
    /// How many independent pieces the map is worth: p (1 − p) / Var, Var the variance of the phase's share; nil where the map holds
    /// the phase everywhere or nowhere, or is of one piece.
    package let pieces: Double?
    /// C at distances of 0, 1, … shorter edges of a pixel, averaged over directions, as far as it was added up.
    package let values: [Double]

    /// How far C is added up, in radii of a piece.
    private static let reach = 2.5
    /// Directions of a quarter turn that are looked along at every distance; even.
    private static let directions = 12
    /// Of larger maps so many rows, evenly spread, tell how columns go together.
    private static let rowsAsked = 400

    /// Every so manieth row tells how columns go together.
    static func rowStep(of map: ColumnSet) -> Int { max(1, map.rows / rowsAsked) }

    /// The covariance of a phase.
    ///
    /// - Parameters:
    ///   - set: the columns of the phase.
    ///   - map: those that are not outside.
    ///   - pixel: the distances between rows and between columns.
    /// - Complexity: O(r · rows, at most 800 · columns of a row / 64), r the distance at which columns no longer go together.
    package init(of set: ColumnSet, in map: ColumnSet, pixel: MapPixel) {
        let unit = min(pixel.row, pixel.column)
        let pixel = MapPixel(row: pixel.row / unit, column: pixel.column / unit)
        let all = Double(map.count)
        let share = Double(set.count) / max(1, all)
        let nought = share * (1 - share)
        var values = [nought]
        guard set.count > 0, set.count < map.count else {
            (self.values, correlationLength, pieces) = (values, nil, nil)
            return
        }
        let step = Self.rowStep(of: map)
        let last = Int(min(Double(map.rows) * pixel.row, Double(map.columns) * pixel.column) / 2)
        // Over lags: of C, of C times the pairs, of pairs, and their number.
        var (sum, weighted, pairs, lagCount) = (nought, nought * all, all, 1.0)
        var range: Double?
        for distance in stride(from: 1, through: last, by: 1) {
            let lags = Self.lags(at: distance, pixel: pixel)
            var (both, possible) = (0, 0)
            for lag in lags.taken {
                both += set.pairs(down: lag.down, right: lag.right, ofEvery: step)
                possible += map.pairs(down: lag.down, right: lag.right, ofEvery: step)
            }
            guard possible > 0 else { break }
            let covariance = Double(both) / Double(possible) - share * share
            // With the opposite ones.
            let count = 2 * Double(lags.count)
            let pairsEach = Double(possible * step) / Double(lags.taken.count)
            if covariance > 0 {
                values.append(covariance)
                sum += count * covariance
                weighted += count * pairsEach * covariance
                pairs += count * pairsEach
                lagCount += count
            }
            guard all * all > pairs else { break }
            let variance = weighted / (all * all - pairs)
            // Of a piece by the variance so far: |M| Var / C(0).
            let piece = all * variance / nought * pixel.area
            if covariance <= 0 || Double(distance) >= Self.reach * (piece / .pi).squareRoot() {
                range = (sum + lagCount * variance) / (nought + variance) * pixel.area
                break
            }
        }
        self.values = values
        correlationLength = range.map { $0.squareRoot() * unit }
        let worth = nought * (all * all - pairs) / weighted
        pieces = worth > 0 ? worth : nil
    }

    /// The steps from a column to others at about a distance, half a turn of them: how many there are, and some of them,
    /// evenly spread by direction, with the mirror image of each.
    static func lags(at distance: Int, pixel: MapPixel) -> (count: Int, taken: [(down: Int, right: Int)]) {
        let (least, most) = (Double(distance) - 0.5, Double(distance) + 0.5)
        var quarter: [(down: Int, right: Int)] = []
        for down in 0...Int(most / pixel.row) {
            let y = Double(down) * pixel.row
            let first = max(0, Int((max(0, least * least - y * y)).squareRoot() / pixel.column) - 1)
            var right = first
            while true {
                let x = Double(right) * pixel.column
                let square = y * y + x * x
                guard square < most * most else { break }
                if square >= least * least { quarter.append((down, right)) }
                right += 1
            }
        }
        // From along rows to along columns: a lag comes before another that is steeper.
        quarter.sort { $0.down * $1.right < $1.down * $0.right }
        let isAxis = { (lag: (down: Int, right: Int)) in lag.down == 0 || lag.right == 0 }
        let count = quarter.reduce(0) { $0 + (isAxis($1) ? 1 : 2) }
        if quarter.count > directions {
            let last = quarter.count - 1
            let low = (0..<directions / 2).map { $0 * last / (directions - 1) }
            quarter = (low + low.reversed().map { last - $0 }).map { quarter[$0] }
        }
        return (count, quarter.flatMap { isAxis($0) ? [$0] : [$0, ($0.down, -$0.right)] })
    }
}
