import VoxelCore

/// A Na domain of one state of a series, where the SSE of all states lies on itself.
package struct SodiumPeak: Sendable, Hashable {
    /// The centre of mass along z, y and x in the frame of all states, in the unit of lengths; finite.
    package var position: SIMD3<Double>
    /// The mean depth below the state's own interface, in the unit of lengths.
    package var depth: Double
    /// In the cubed unit; positive.
    package var volume: Double
    /// Whether it may go on outside what was measured: its centre and its volume are of a part.
    package var touchesBorder: Bool
    /// The row of domains.csv of its state, from 1.
    package var domain: Int

    /// A domain at a place.
    package init(position: SIMD3<Double>, depth: Double, volume: Double, touchesBorder: Bool, domain: Int) {
        self.position = position
        self.depth = depth
        self.volume = volume
        self.touchesBorder = touchesBorder
        self.domain = domain
    }

    /// The radius of a ball of its volume.
    var radius: Double { Self.radius(ofVolume: volume) }

    /// (3 V / 4 π)^⅓
    static func radius(ofVolume volume: Double) -> Double {
        PortableMath.exponential(PortableMath.logarithm(3 * volume / (4 * PortableMath.pi)) / 3)
    }

    /// Whether distances and volumes can be compared.
    var isMeasured: Bool {
        (0..<3).allSatisfy { abs(position[$0]) < 1e100 } && volume > 1e-100 && volume < 1e100
    }
}

/// The Na domains of one state, and what of space was measured then.
package struct PeakState: Sendable {
    /// In any order.
    package let peaks: [SodiumPeak]
    /// Whether a domain at a point of the common frame would have been found: within the window and the layers, with a margin.
    package let isSeen: @Sendable (SIMD3<Double>) -> Bool

    /// Domains of a state; it is taken to have seen everything unless something else is said.
    package init(
        peaks: [SodiumPeak], isSeen: @escaping @Sendable (SIMD3<Double>) -> Bool = { _ in true }
    ) {
        self.peaks = peaks
        self.isSeen = isSeen
    }
}

extension SIMD3<Double> {
    var squaredLength: Double { (self * self).sum() }
    var norm: Double { squaredLength.squareRoot() }
}
