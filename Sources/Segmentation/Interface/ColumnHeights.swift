import VoxelCore
import VoxelKernels

/// How far every column of a slab, by itself, would move the interface, and what noise there is in that.
package struct ColumnHeights {
    /// A Gauss–Newton step in voxels; 0 where a column says nothing.
    private(set) var moves: Map<Float>
    /// 1 where a column counts, 0 where it is outside, says nothing or disagrees with all others: Na on the SSE, a pore.
    private(set) var counts: Map<Float>
    /// What a column has to meet to count.
    private let bounds: Bounds
    private let inElectrolyte: SharedBuffer<Float>
    private let inLithium: SharedBuffer<Float>

    /// What a column has to meet to count.
    package struct Bounds: Sendable, Codable {
        /// Σ g² is at least this.
        let leastSlope: Float
        /// The robust standard deviation of all steps, in voxels.
        let spread: Float

        package init(leastSlope: Float, spread: Float) { (self.leastSlope, self.spread) = (leastSlope, spread) }
    }

    /// Where the noise is looked for: so many voxels into the SSE and into Li.
    private static let shifts = (electrolyte: -6, lithium: 5)
    /// The SSE's level is taken from these depths below the interface, and from columns this near.
    private static let below: ClosedRange<Float> = 1.5...5
    private static let nearby = 2.0
    /// Columns that move by more standard deviations than these are set aside: into the electrode, and into the SSE.
    private static let (climb, fall): (Float, Float) = (2.5, 3)
    /// No column moves further at once.
    private static let largestMove: Float = 2

    /// Fits a step to every column of a slab whose Na has been taken away.
    ///
    /// - Parameter given: of an earlier fit of more of the map; nil to find them here.
    init(_ slab: StraightSlab, heights: [Float], fitting fit: StepFit, bounds given: Bounds?, threads: Int) throws {
        let layout = slab.layout
        let none = Map(rows: layout.rows, columns: layout.columns, repeating: Float(0))
        let levels = try Self.electrolyte(slab, heights: heights, threads: threads)
        let buffers = (0..<4).map { _ in SharedBuffer<Float>(count: heights.count, repeating: 0) }
        let (steps, slopes, inElectrolyte, inLithium) = (buffers[0], buffers[1], buffers[2], buffers[3])
        let mean = fit.lithium + fit.fall
        try layout.forEachStrip(threads: threads) { rows in
            layout.forEachColumn(ofRows: rows) { index in
                let column = UnsafeMutableBufferPointer(
                    rebasing: slab.grey.elements[index * layout.depth..<(index + 1) * layout.depth])
                let level = levels.values[index]
                let (sum, slope) = fit.step(column, height: heights[index], electrolyte: level - mean)
                let below = fit.noise(column, height: heights[index], shift: Self.shifts.electrolyte, about: level)
                let above = fit.noise(column, height: heights[index], shift: Self.shifts.lithium, about: fit.lithium)
                steps.elements[index] = sum
                slopes.elements[index] = slope
                inElectrolyte.elements[index] = below.denominator > 0 ? below.numerator / below.denominator : 0
                inLithium.elements[index] = above.denominator > 0 ? above.numerator / above.denominator : 0
            }
        }
        let least = given?.leastSlope ?? 0.3 * (median(slopes.elements.filter { $0 > 0 }) ?? 0)
        var (moves, counts) = (none, none)
        for index in heights.indices where slopes.elements[index] > 0 {
            let move = steps.elements[index] / max(least, slopes.elements[index])
            moves.values[index] = min(Self.largestMove, max(-Self.largestMove, move))
            counts.values[index] = slopes.elements[index] > least ? 1 : 0
        }
        let spread =
            given?.spread
            ?? Self.spread(zip(moves.values, counts.values).filter { $1 > 0 }.map(\.0))
        bounds = Bounds(leastSlope: least, spread: spread)
        // A column that is bright throughout moves by √π widths of the step, however far the Na on it reaches.
        let (climb, fall) = (max(fit.width, Self.climb * spread), max(1, Self.fall * spread))
        for index in heights.indices where moves.values[index] > climb || moves.values[index] < -fall {
            counts.values[index] = 0
        }
        self.moves = moves
        self.counts = counts
        (self.inElectrolyte, self.inLithium) = (inElectrolyte, inLithium)
    }

    /// What tells surface from noise in these heights; nil where nothing was measured.
    func filter(of heights: Map<Float>, threads: Int) throws -> SurfaceFilter? {
        let noise = MapCovariance(
            mean: try Self.covariance(inElectrolyte, counts, threads: threads),
            try Self.covariance(inLithium, counts, threads: threads))
        return SurfaceFilter(
            total: try MapCovariance(heights, counting: counts, threads: threads), noise: noise, bounds: bounds)
    }

    /// The covariance of what noise makes of a height, without its drifts and without what is none (Na).
    private static func covariance(
        _ values: SharedBuffer<Float>, _ counts: Map<Float>, threads: Int
    ) throws -> MapCovariance {
        var (map, weights) = (counts, counts)
        let counted = zip(values.elements, counts.values).filter { $1 > 0 }.map(\.0)
        let centre = median(counted) ?? 0
        let bound = 3 * spread(counted.map { $0 - centre })
        for index in map.values.indices {
            let value = values.elements[index] - centre
            if abs(value) > bound { weights.values[index] = 0 }
            map.values[index] = weights.values[index] * value
        }
        let (sums, shares) = (
            try map.smoothed(sigma: 6, threads: threads), try weights.smoothed(sigma: 6, threads: threads)
        )
        for index in map.values.indices where shares.values[index] > 0 {
            map.values[index] = weights.values[index] * (map.values[index] - sums.values[index] / shares.values[index])
        }
        return try MapCovariance(map, counting: weights, threads: threads)
    }

    /// The grey of the SSE just below the interface, of every column and its neighbours.
    private static func electrolyte(_ slab: StraightSlab, heights: [Float], threads: Int) throws -> Map<Float> {
        let layout = slab.layout
        var sums = Map(rows: layout.rows, columns: layout.columns, repeating: Float(0))
        var numbers = sums
        var (total, count) = (0.0, 0.0)
        for index in heights.indices where layout.starts[index] != Slab.outside {
            for k in 0..<layout.depth {
                let grey = slab.grey.elements[index * layout.depth + k]
                guard below.contains(heights[index] - Float(k) - 0.5), grey.isFinite else { continue }
                sums.values[index] += grey
                numbers.values[index] += 1
            }
            total += Double(sums.values[index])
            count += Double(numbers.values[index])
        }
        let mean = Float(count > 0 ? total / count : 0)
        for index in heights.indices { sums.values[index] -= mean * numbers.values[index] }
        let (near, shares) = (
            try sums.smoothed(sigma: nearby, threads: threads), try numbers.smoothed(sigma: nearby, threads: threads)
        )
        for index in heights.indices {
            sums.values[index] = mean + (shares.values[index] > 0.2 ? near.values[index] / shares.values[index] : 0)
        }
        return sums
    }

    /// The standard deviation of values about 0, from the median of their amounts.
    private static func spread(_ values: [Float]) -> Float { 1.4826 * (median(values.map { abs($0) }) ?? 0) }
}
