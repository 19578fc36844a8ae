import VoxelCore

/// The structure of a box of SSE: its greys less what changes slowly, smoothed a little, at every point in space.
///
/// Values between voxels come from a cubic B-spline whose coefficients are the filtered greys: a further smoothing, the same
/// wherever the point lies, and with exact gradients.
struct Texture: Sendable {
    /// The extents of the box in voxels.
    let shape: VolumeShape
    /// Where the box begins in space.
    let corner: Triple
    /// The edges of a voxel.
    let edges: Triple
    /// The filtered greys; 0 where nothing is valid.
    private(set) var values: [Float]
    /// The voxels that are valid; nil where all are.
    private(set) var valid: [Bool]?
    /// The valid voxels about which enough is known to tell what changes slowly.
    private let sure: [Bool]

    /// The structure of greys.
    ///
    /// - Parameters:
    ///   - grey: the greys; away from valid ones the nearest of them count (normalised convolution, Knutsson & Westin 1993).
    ///   - coarse: the larger of both scans' edges along each axis: both are smoothed alike in space.
    init(_ grey: GreyBox, coarse: Triple) {
        (shape, corner, edges) = (grey.shape, grey.corner, grey.edges)
        let fine = (0..<3).map { axis in
            let ratio = coarse[axis] / grey.edges[axis]
            return Smoothing.gaussian(variance: ratio * ratio * Self.smoothing - Self.ofVoxelAndSpline)
        }
        let slow = (0..<3).map { Smoothing.background(deviation: Self.background * coarse[$0] / grey.edges[$0]) }
        var masked = grey.values
        let count = max(grey.validCount, 1)
        // About the mean, so that nothing is lost in sums of large greys.
        let weights = grey.weights
        let mean: Float
        if let weights {
            mean = Float(zip(masked, weights).reduce(0) { $0 + Double($1.0) * Double($1.1) } / count)
            for index in masked.indices { masked[index] = (masked[index] - mean) * weights[index] }
        } else {
            mean = Float(masked.reduce(0) { $0 + Double($1) } / count)
            for index in masked.indices { masked[index] -= mean }
        }
        let near = Self.counts(weights, shape, slow)
        let smooth = Self.mean(masked, Self.counts(weights, shape, fine), shape, fine)
        let trend = Self.mean(masked, near, shape, slow)
        let structure = zip(smooth, trend).map { $0 - $1 }
        // What rounding leaves of greys that are all alike is the same everywhere, and would be found.
        let largest = grey.values.reduce(0) { max($0, abs($1)) }
        let isThere = structure.contains { abs($0) > Self.rounding * largest }
        values = isThere ? structure : [Float](repeating: 0, count: structure.count)
        valid = weights.map { $0.map { $0 > 0.5 } }
        let least = Self.known * (near.max() ?? 0)
        sure = near.indices.map { near[$0] >= least && (weights?[$0] ?? 1) > 0.5 }
    }

    /// The same for a fit: smoothed by a further Gaussian, and known only where what changes slowly is known well. Near the end of
    /// a box it is not, and there two scans differ by where their boxes end.
    ///
    /// - Parameter variance: in squared edges of the coarser voxels.
    func forFit(smoothedBy variance: Double, coarse: Triple) -> Texture {
        var copy = self
        copy.valid = sure
        guard variance > 0 else { return copy }
        let kernels = (0..<3).map { axis in
            let ratio = coarse[axis] / edges[axis]
            return Smoothing.gaussian(variance: ratio * ratio * variance)
        }
        copy.values = Self.mean(values, Self.counts(nil, shape, kernels), shape, kernels)
        return copy
    }

    /// The variance that voxel, filter and spline make together, in squared edges of the coarser voxels.
    private static let smoothing = 0.64 + ofVoxelAndSpline
    /// The variance of a voxel's extent and of the spline, in squared voxels.
    private static let ofVoxelAndSpline = 1.0 / 12 + 1.0 / 3
    /// So much of the largest grey may be left of sums of greys by rounding.
    private static let rounding: Float = 1e-5
    /// What changes slowly is known well where so much of the weight is valid, of the most that any voxel has.
    private static let known: Float = 0.75
    /// The standard deviation of what is taken for slow, in edges of the coarser voxels.
    private static let background = 6.0

    /// The mean about every voxel of what is valid.
    private static func mean(_ masked: [Float], _ counts: [Float], _ shape: VolumeShape, _ kernels: [[Float]])
        -> [Float]
    {
        var sums = masked
        Smoothing.convolve(&sums, shape, kernels)
        for index in sums.indices { sums[index] = counts[index] > 1e-3 ? sums[index] / counts[index] : 0 }
        return sums
    }

    /// How much of the weight about every voxel is valid.
    private static func counts(_ weights: [Float]?, _ shape: VolumeShape, _ kernels: [[Float]]) -> [Float] {
        if var counts = weights {
            Smoothing.convolve(&counts, shape, kernels)
            return counts
        }
        // Of a whole box it is the product of the weights along its axes.
        let ones = (0..<3).map { axis in
            var line = [Float](repeating: 1, count: shape.extents[axis])
            let only = (0..<3).map { $0 == 2 ? kernels[axis] : [1] }
            Smoothing.convolve(&line, VolumeShape(slices: 1, rows: 1, columns: line.count), only)
            return line
        }
        var counts: [Float] = []
        counts.reserveCapacity(shape.count)
        for slice in ones[0] { for row in ones[1] { for column in ones[2] { counts.append(slice * row * column) } } }
        return counts
    }
}

extension Texture {
    /// The texture at a point.
    struct Value {
        /// The texture.
        let value: Double
        /// Its gradient along z, y and x, in space.
        let gradient: Triple
    }

    /// Where a point lies among the voxels: 0 is the centre of the first.
    @inline(__always)
    private func place(_ point: Triple) -> Triple { (point - corner) / edges - 0.5 }

    /// The texture at a point; nil where it is not known.
    @inline(__always)
    func value(at point: Triple) -> Double? {
        let place = place(point)
        guard let first = firstVoxel(at: place) else { return nil }
        let z = CubicSpline(place[0]), y = CubicSpline(place[1]), x = CubicSpline(place[2])
        return values.withUnsafeBufferPointer { values in
            var sum = 0.0
            for dz in 0..<4 {
                var slice = 0.0
                for dy in 0..<4 {
                    let start = first &+ (dz &* shape.rows &+ dy) &* shape.columns
                    var row = 0.0
                    for dx in 0..<4 { row += x.weights[dx] * Double(values[start &+ dx]) }
                    slice += y.weights[dy] * row
                }
                sum += z.weights[dz] * slice
            }
            return sum
        }
    }

    /// The texture at a point and its gradient; nil where it is not known.
    func valueAndGradient(at point: Triple) -> Value? {
        let place = place(point)
        guard let first = firstVoxel(at: place) else { return nil }
        let z = CubicSpline(place[0]), y = CubicSpline(place[1]), x = CubicSpline(place[2])
        var sum = 0.0
        var gradient = Triple.zero
        for dz in 0..<4 {
            for dy in 0..<4 {
                let start = first + (dz * shape.rows + dy) * shape.columns
                var (row, slope) = (0.0, 0.0)
                for dx in 0..<4 {
                    let value = Double(values[start + dx])
                    row += x.weights[dx] * value
                    slope += x.slopes[dx] * value
                }
                sum += z.weights[dz] * y.weights[dy] * row
                gradient +=
                    Triple(
                        z.slopes[dz] * y.weights[dy] * row, z.weights[dz] * y.slopes[dy] * row,
                        z.weights[dz] * y.weights[dy] * slope)
            }
        }
        return Value(value: sum, gradient: gradient / edges)
    }

    /// The first of the 4 × 4 × 4 voxels about a place; nil where they are not all within or the nearest is not valid.
    @inline(__always)
    private func firstVoxel(at place: Triple) -> Int? {
        let low = place.rounded(.down)
        // Within the box, so that no conversion fails.
        guard low[0] >= 1, low[1] >= 1, low[2] >= 1, low[0] < Double(shape.slices - 2), low[1] < Double(shape.rows - 2),
            low[2] < Double(shape.columns - 2)
        else { return nil }
        if let valid {
            guard valid[index(place + 0.5)] else { return nil }
        }
        return index(low - 1)
    }

    /// The index of the voxel at whole coordinates, or just below others.
    @inline(__always)
    private func index(_ place: Triple) -> Int {
        (Int(place[0]) &* shape.rows &+ Int(place[1])) &* shape.columns &+ Int(place[2])
    }
}

/// The cubic B-spline at four neighbouring voxels.
private struct CubicSpline {
    let weights: SIMD4<Double>
    let slopes: SIMD4<Double>

    @inline(__always)
    init(_ place: Double) {
        let t = place - place.rounded(.down)
        let u = 1 - t
        weights = SIMD4(u * u * u, 4 - 6 * t * t + 3 * t * t * t, 4 - 6 * u * u + 3 * u * u * u, t * t * t) / 6
        slopes = SIMD4(-u * u, -4 * t + 3 * t * t, 4 * u - 3 * u * u, t * t) / 2
    }
}
