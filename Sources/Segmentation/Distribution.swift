import VoxelCore

/// Functions of the normal and the logistic distribution by ``PortableMath``, so that no number of a result depends on a C
/// library.
package enum Distribution {
    /// Quantiles of the standard logistic distribution at (i + ½) / count.
    package static func logisticQuantiles(_ count: Int) -> [Float] {
        (0..<count).map { index in
            let p = (Double(index) + 0.5) / Double(count)
            return Float(PortableMath.logarithm(p / (1 - p)))
        }
    }

    /// 2r + 1 weights of a Gaussian that add up to 1.
    package static func gaussianTaps(sigma: Double, radius: Int) -> [Float] {
        guard sigma > 0, radius > 0 else { return [1] }
        let raw = (-radius...radius).map { PortableMath.exponential(-Double($0 * $0) / (2 * sigma * sigma)) }
        let sum = raw.reduce(0, +)
        return raw.map { Float($0 / sum) }
    }

    /// 2r + 1 weights of a Gaussian, integrated over voxels, that add up to 1: what a voxel that is filled evenly gives to
    /// the centres of its neighbours.
    ///
    /// - Parameters:
    ///   - sigma: standard deviation in voxels, more than 0.
    ///   - radius: r, at most 4.
    package static func voxelTaps(sigma: Double, radius: Int) -> [Float] {
        let faces = (0...radius + 1).map { cumulative((Double($0) - 0.5) / sigma) }
        let half = (0...radius).map { faces[$0 + 1] - faces[$0] }
        let sum = half[0] + 2 * half.dropFirst().reduce(0, +)
        return (-radius...radius).map { Float(half[abs($0)] / sum) }
    }

    /// The probability of less than x, by Abramowitz & Stegun (1964) 26.2.11.
    private static func cumulative(_ x: Double) -> Double {
        guard abs(x) < 8 else { return x < 0 ? 0 : 1 }
        var (term, sum, n) = (x, x, 3.0)
        while abs(term) > 1e-17 * abs(sum) {
            term *= x * x / n
            sum += term
            n += 2
        }
        return 0.5 + 0.398_942_280_401_432_7 * PortableMath.exponential(-x * x / 2) * sum
    }

    /// A table of the normal distribution and its density, linear between entries.
    package struct NormalTable: Sendable {
        private static let perUnit = 128.0
        private static let reach = 5.0
        private let cumulative: [Float]
        private let densities: [Float]

        package init() {
            let count = Int(2 * Self.reach * Self.perUnit) + 2
            let x = (0..<count).map { Double($0) / Self.perUnit - Self.reach }
            cumulative = x.map { Float(Distribution.cumulative($0)) }
            densities = x.map { Float(Self.density($0)) }
        }

        /// The probability of less than x.
        @inline(__always)
        package func callAsFunction(_ x: Float) -> Float { Self.look(cumulative, x, below: 0, above: 1) }

        /// The density at x.
        @inline(__always)
        package func density(_ x: Float) -> Float { Self.look(densities, x, below: 0, above: 0) }

        @inline(__always)
        private static func look(_ table: [Float], _ x: Float, below: Float, above: Float) -> Float {
            guard x > -Float(reach) else { return below }
            guard x < Float(reach) else { return above }
            let place = (x + Float(reach)) * Float(perUnit)
            let index = Int(place)
            return table[index] + (place - Float(index)) * (table[index + 1] - table[index])
        }

        private static func density(_ x: Double) -> Double {
            0.398_942_280_401_432_7 * PortableMath.exponential(-x * x / 2)
        }
    }
}
