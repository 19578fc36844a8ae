import VoxelCore
import VoxelKernels

/// Wiener's filter of the heights of columns that were each fitted by themselves: what of them is surface, and what noise.
///
/// How rough a surface is and how noisy its columns are differs from scan to scan, so both are measured: the covariance of
/// the fitted heights is that of surface and noise together, and that of noise alone is seen where the same fit is made
/// below the interface, in the SSE, and above it, in Li, where there is no surface. Their spectra, `S + N` and `N`, give
/// the filter S / (S + N) (Wiener 1949).
package struct SurfaceFilter: Sendable, Codable {
    /// Weights of a column's neighbours, (2r + 1)², row by row; they add up to 1.
    let weights: [Float]
    /// Root mean square of what the filter leaves of noise and takes of the surface, in voxels.
    package let error: Double
    /// What a column has to meet to count.
    let bounds: ColumnHeights.Bounds

    /// r: columns further away say nothing.
    static let radius = 10
    /// Frequencies of the spectra along rows and along columns, from 0 to half a cycle a column.
    private static let frequencies = 24

    /// The filter for given covariances; nil where nothing was measured.
    ///
    /// - Parameters:
    ///   - total: of the fitted heights.
    ///   - noise: of the noise in them.
    package init?(total: MapCovariance, noise: MapCovariance, bounds: ColumnHeights.Bounds) {
        guard total[0, 0] > 0, noise[0, 0] > 0 else { return nil }
        self.bounds = bounds
        let (count, radius) = (Self.frequencies, Self.radius)
        let cosines = { (lags: Int) in
            (0...lags).map { lag in
                (0...count).map {
                    PortableMath.circle(turns: Double(lag * $0 % (2 * count)) / Double(2 * count)).cosine
                }
            }
        }
        let transform = cosines(MapCovariance.reach)
        let (heights, disturbance) = (total.spectrum(transform), noise.spectrum(transform))
        let n = count + 1
        // A spectrum is positive; what is not is an error of the estimate.
        let least = 0.02 * noise[0, 0]
        var response = [Double](repeating: 0, count: n * n)
        var left = 0.0
        var weight = [Double](repeating: 1, count: n)
        (weight[0], weight[count]) = (0.5, 0.5)
        for u in 0...count {
            for v in 0...count {
                let noise = Swift.max(least, disturbance[u * n + v])
                let surface = Swift.max(0, heights[u * n + v] - noise)
                response[u * n + v] = surface / (surface + noise)
                left += weight[u] * weight[v] * surface * noise / (surface + noise)
            }
        }
        // What all columns share is surface: their mean is known far better than any column.
        response[0] = 1
        error = (left / Double(count * count)).squareRoot()
        let back = cosines(radius)
        let edge = 2 * radius + 1
        var quarter = [Double](repeating: 0, count: (radius + 1) * (radius + 1))
        for row in 0...radius {
            for column in 0...radius {
                var sum = 0.0
                for u in 0...count {
                    for v in 0...count {
                        sum += weight[u] * weight[v] * response[u * n + v] * back[row][u] * back[column][v]
                    }
                }
                quarter[row * (radius + 1) + column] = sum
            }
        }
        var weights = [Double](repeating: 0, count: edge * edge)
        for row in -radius...radius {
            for column in -radius...radius {
                let taper = MapCovariance.taper(abs(row), radius) * MapCovariance.taper(abs(column), radius)
                weights[(row + radius) * edge + column + radius] =
                    taper * quarter[abs(row) * (radius + 1) + abs(column)]
            }
        }
        let sum = weights.reduce(0, +)
        guard sum > 0 else { return nil }
        self.weights = weights.map { Float($0 / sum) }
    }

    /// The weighted means of a map around every column, weights being shared out among those that count.
    ///
    /// - Parameter counts: how much a column counts, 0 … 1.
    /// - Returns: NaN where next to nothing counts.
    /// - Complexity: O(columns · r²).
    package func callAsFunction(_ map: Map<Float>, counting counts: Map<Float>, threads: Int) throws -> Map<Float> {
        let (rows, columns) = (map.rows, map.columns)
        let result = SharedBuffer<Float>(count: map.count, repeating: .nan)
        let counted = zip(map.values, counts.values).map { $0 * $1 }
        try concurrentForEach(taskCount: (rows + Self.rowsPerTask - 1) / Self.rowsPerTask, threads: threads) { task in
            var folded = [Float](repeating: 0, count: columns + 2 * Self.radius)
            var (sums, shares) = ([Float](repeating: 0, count: columns), [Float](repeating: 0, count: columns))
            for row in task * Self.rowsPerTask..<Swift.min(rows, (task + 1) * Self.rowsPerTask) {
                sum(counted, row: row, rows: rows, folded: &folded, into: &sums)
                sum(counts.values, row: row, rows: rows, folded: &folded, into: &shares)
                for column in 0..<columns where shares[column] > 0.2 {
                    result.elements[row * columns + column] = sums[column] / shares[column]
                }
            }
        }
        return Map(rows: rows, columns: columns, values: Array(result.elements))
    }

    private static let rowsPerTask = 16

    /// Σ w v around every column of a row; beyond the map there is nothing.
    ///
    /// The weights are alike on all four sides, so what lies opposite is added before it is multiplied.
    ///
    /// - Parameter folded: memory for a row with r columns more at either end, which are 0.
    private func sum(_ values: [Float], row: Int, rows: Int, folded: inout [Float], into sums: inout [Float]) {
        let (radius, columns) = (Self.radius, sums.count)
        let edge = 2 * radius + 1
        values.withUnsafeBufferPointer { values in
            weights.withUnsafeBufferPointer { weights in
                folded.withUnsafeMutableBufferPointer { folded in
                    sums.withUnsafeMutableBufferPointer { sums in
                        guard let all = values.baseAddress, let line = folded.baseAddress, let sum = sums.baseAddress
                        else { return }
                        sums.update(repeating: 0)
                        let middle = line + radius
                        for offset in 0...radius {
                            let (above, below) = (row - offset, row + offset)
                            guard above >= 0 || below < rows else { break }
                            let first = all + Swift.max(0, above) * columns
                            let second = all + Swift.min(rows - 1, below) * columns
                            if offset == 0 || above < 0 {
                                let only = offset == 0 ? first : second
                                for column in 0..<columns { middle[column] = only[column] }
                            } else if below >= rows {
                                for column in 0..<columns { middle[column] = first[column] }
                            } else {
                                for column in 0..<columns { middle[column] = first[column] + second[column] }
                            }
                            let weight = weights.baseAddress.map { $0 + (offset + radius) * edge + radius }
                            guard let weight else { return }
                            for column in 0..<columns { sum[column] += weight[0] * middle[column] }
                            for shift in 1...radius {
                                let (left, right, w) = (middle - shift, middle + shift, weight[shift])
                                for column in 0..<columns { sum[column] += w * (left[column] + right[column]) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The covariance of a map's values by their distance along rows and columns, both signs taken together.
package struct MapCovariance: Sendable {
    /// The largest distance along either.
    static let reach = 16
    private static let edge = reach + 1
    private var values: [Double]

    /// Of the values about their mean, as far as they count.
    ///
    /// - Complexity: O(columns · 2 reach²).
    package init(_ map: Map<Float>, counting counts: Map<Float>, threads: Int) throws {
        let (rows, columns) = (map.rows, map.columns)
        var (sum, count) = (0.0, 0.0)
        for (value, weight) in zip(map.values, counts.values) where weight > 0 {
            sum += Double(value * weight)
            count += Double(weight)
        }
        let mean = Float(count > 0 ? sum / count : 0)
        let centred = PaddedMap(rows: rows, columns: columns) {
            counts.values[$0] > 0 ? (map.values[$0] - mean) * counts.values[$0] : 0
        }
        let weights = PaddedMap(rows: rows, columns: columns) { counts.values[$0] }
        values = try concurrentMap(count: Self.edge, threads: threads) { down in
            var sums = [(sum: Double, count: Double)](repeating: (0, 0), count: Self.edge)
            for isBackwards in down == 0 ? [false] : [false, true] {
                for row in 0..<Swift.max(0, rows - down) {
                    let products = centred.products(row, row + down, isBackwards: isBackwards)
                    let pairs = weights.products(row, row + down, isBackwards: isBackwards)
                    for across in (isBackwards ? 1 : 0)..<Self.edge {
                        sums[across].sum += Double(products[across])
                        sums[across].count += Double(pairs[across])
                    }
                }
            }
            return sums.map { $0.count > 0 ? $0.sum / $0.count : 0 }
        }.flatMap(\.self)
    }

    /// The mean of two covariances.
    init(mean a: MapCovariance, _ b: MapCovariance) {
        values = zip(a.values, b.values).map { ($0 + $1) / 2 }
    }

    /// The covariance of columns so many rows and columns apart, both at most ``reach``.
    package subscript(row: Int, column: Int) -> Double { values[row * Self.edge + column] }

    /// A cosine that falls to 0 beyond a distance.
    static func taper(_ distance: Int, _ reach: Int) -> Double {
        0.5 * (1 + PortableMath.circle(turns: Double(distance) / Double(2 * (reach + 1))).cosine)
    }

    /// The spectrum, row frequency by column frequency, of the covariance as it fades out.
    ///
    /// - Parameter transform: cosines, distance by frequency.
    func spectrum(_ transform: [[Double]]) -> [Double] {
        let n = transform[0].count
        var along = [Double](repeating: 0, count: Self.edge * n)
        for row in 0..<Self.edge {
            for column in 0..<Self.edge {
                let value =
                    self[row, column] * Self.taper(row, Self.reach) * Self.taper(column, Self.reach)
                    * (column == 0 ? 1 : 2) * (row == 0 ? 1 : 2)
                for v in 0..<n { along[row * n + v] += value * transform[column][v] }
            }
        }
        var result = [Double](repeating: 0, count: n * n)
        for row in 0..<Self.edge {
            for u in 0..<n {
                for v in 0..<n { result[u * n + v] += transform[row][u] * along[row * n + v] }
            }
        }
        return result
    }
}

/// A map with zeros beside its rows, as far as a covariance reaches.
private struct PaddedMap: Sendable {
    /// Distances are looked at in groups of eight.
    private static let groups = 3
    private static let margin = 8 * groups
    private let columns: Int
    private let pitch: Int
    private let values: [Float]

    init(rows: Int, columns: Int, value: (_ index: Int) -> Float) {
        let pitch = columns + 2 * Self.margin
        var values = [Float](repeating: 0, count: rows * pitch)
        for row in 0..<rows {
            for column in 0..<columns { values[row * pitch + Self.margin + column] = value(row * columns + column) }
        }
        (self.columns, self.pitch, self.values) = (columns, pitch, values)
    }

    /// The sum of the products of a row's values with those of another, 0, 1, 2 … columns further on, or back: by distance.
    func products(_ row: Int, _ other: Int, isBackwards: Bool) -> InlineArray<24, Float> {
        values.withUnsafeBufferPointer { values in
            var result = InlineArray<24, Float>(repeating: 0)
            guard let first = values.baseAddress else { return result }
            let from = first + (row * pitch + Self.margin), to = first + (other * pitch + Self.margin)
            for group in 0..<Self.groups {
                // Lane j stands for the distance 8 · group + j, or on the way back for 8 · group + 7 − j.
                let others = isBackwards ? to - (8 * group + 7) : to + 8 * group
                var sum = SIMD8<Float>()
                for column in 0..<columns {
                    sum += from[column] * UnsafeRawPointer(others + column).loadUnaligned(as: SIMD8<Float>.self)
                }
                for lane in 0..<8 { result[8 * group + (isBackwards ? 7 - lane : lane)] = sum[lane] }
            }
            return result
        }
    }
}
