import VoxelCore

/// How well two boxes agree when one is moved by whole steps against the other.
struct LagMap: Sendable {
    /// The largest lag along each axis, either way.
    let reach: SIMD3<Int>
    /// Σ b(x) a(x + lag), lags from −reach to reach in (z, y, x) order.
    private(set) var values: [Double]

    /// The cross-correlation of two boxes of numbers, by Fourier transforms.
    ///
    /// - Parameters:
    ///   - a: a box that is larger than b by the reach on every side.
    ///   - b: the box that is moved.
    ///   - shape: the extents of b.
    /// - Complexity: O(n log n) for n elements of a, each extent rounded up to a power of two.
    init(of b: [Float], in a: [Float], shape: VolumeShape, reach: SIMD3<Int>) {
        self.reach = reach
        let extents = SIMD3(shape.slices, shape.rows, shape.columns)
        let wide = extents &+ 2 &* reach
        var box = BoxFourier(atLeast: wide)
        box.place(a, extents: wide, asImaginary: false)
        box.place(b, extents: extents, asImaginary: true)
        box.crossCorrelate()
        let lags = 2 &* reach &+ .one
        values = []
        values.reserveCapacity(lags[0] * lags[1] * lags[2])
        for z in 0..<lags[0] { for y in 0..<lags[1] { for x in 0..<lags[2] { values.append(box[z, y, x]) } } }
    }

    /// Where two boxes agree best, and how much better than elsewhere.
    struct Peak: Sendable {
        /// The lag in steps along z, y and x.
        let lag: Triple
        /// The value there, in whole steps.
        let value: Double
    }

    /// The highest values that are not lower than their neighbours, at least `apart` steps from one another.
    ///
    /// The lag between whole steps comes from a parabola along each axis.
    func peaks(atMost count: Int, apart: Double) -> [Peak] {
        var found: [(value: Double, lag: SIMD3<Int>)] = []
        for z in -reach[0]...reach[0] {
            for y in -reach[1]...reach[1] {
                for x in -reach[2]...reach[2] {
                    let lag = SIMD3(z, y, x)
                    let value = self[lag]
                    if value > 0, isHighest(value, at: lag) { found.append((value, lag)) }
                }
            }
        }
        found.sort { $0.value > $1.value }
        var kept: [(value: Double, lag: SIMD3<Int>)] = []
        for one in found where kept.count < count {
            if kept.allSatisfy({ (Triple($0.lag) - Triple(one.lag)).length > apart }) { kept.append(one) }
        }
        return kept.map { Peak(lag: refined($0.lag), value: $0.value) }
    }

    /// The value at a lag of whole steps.
    subscript(lag: SIMD3<Int>) -> Double {
        let lags = 2 &* reach &+ .one
        let place = lag &+ reach
        return values[(place[0] * lags[1] + place[1]) * lags[2] + place[2]]
    }

    private func isHighest(_ value: Double, at lag: SIMD3<Int>) -> Bool {
        for z in max(-reach[0], lag[0] - 1)...min(reach[0], lag[0] + 1) {
            for y in max(-reach[1], lag[1] - 1)...min(reach[1], lag[1] + 1) {
                for x in max(-reach[2], lag[2] - 1)...min(reach[2], lag[2] + 1)
                where self[SIMD3(z, y, x)] > value { return false }
            }
        }
        return true
    }

    private func refined(_ lag: SIMD3<Int>) -> Triple {
        var place = Triple(lag)
        for axis in 0..<3 where abs(lag[axis]) < reach[axis] {
            var (before, after) = (lag, lag)
            before[axis] -= 1
            after[axis] += 1
            let (low, middle, high) = (self[before], self[lag], self[after])
            let curvature = low - 2 * middle + high
            if curvature < 0 { place[axis] += (low - high) / (2 * curvature) }
        }
        return place
    }
}
