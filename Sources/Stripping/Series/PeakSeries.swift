import VoxelCore

/// The Na domains of a series of states, each followed as far as it can be.
///
/// Neighbouring states are linked one to one, the likeliest way altogether (`PeakLinking`); domains without a partner are then
/// looked for as parts of others (`PeakJoins`), and beyond a state that has missed them (`PeakGaps`). How domains move, by how much they
/// scatter and how many come and go is estimated from the domains themselves.
package struct PeakSeries: Sendable {
    /// How the domains of a state lie in the next one.
    package struct Movement: Sendable, Hashable {
        /// By how much all have moved, along z, y and x in the unit of lengths.
        package let shift: SIMD3<Double>
        /// By how much single ones deviate from it, and from what their neighbours do.
        package let scatter: SIMD3<Double>
        /// By how much the natural logarithms of volumes have grown, and by how much single ones deviate.
        package let growth: Double
        package let growthScatter: Double
        /// The share of domains that were found again, of those whose place was seen.
        package let survival: Double
    }

    /// Beginning in the first state first, within a state by the number of the domain.
    package let tracks: [PeakTrack]
    /// By state.
    package let joins: [PeakJoin]
    /// Of every state but the last.
    package let movements: [Movement]
    /// How many pairs of domains were looked at as links.
    package let candidateCount: Int

    /// Follows domains through states in the order of time.
    ///
    /// What is no place or no volume, not finite or not positive, is left out. The result does not depend on the order of domains.
    /// - Parameter axis: that of stripping.
    /// - Complexity: O(n log n) for n domains that do not all compete with each other.
    package init(_ states: [PeakState], axis: Axis) {
        let box = Self.box(of: states)
        let fields = states.map { PeakField($0, room: box[0] * box[1] * box[2]) }
        let along = axis == .z ? 0 : axis == .y ? 1 : 2
        let steps = zip(fields, fields.dropFirst()).map { PeakStep(from: $0, to: $1, axis: along, box: box) }
        let threads = TrackThreads(fields, steps)
        tracks = threads.tracks
        joins = threads.joins
        movements = steps.map {
            let movement = $0.linking.movement
            return Movement(
                shift: movement.shift, scatter: movement.scatter, growth: movement.growth,
                growthScatter: movement.growthScatter, survival: $0.linking.turnover.survival.mean)
        }
        candidateCount = steps.reduce(0) { $0 + $1.linking.candidateCount }
    }

    /// The extents of all that is shown, its largest domain included on both sides.
    private static func box(of states: [PeakState]) -> SIMD3<Double> {
        var (low, high, largest) = (SIMD3(repeating: Double.infinity), SIMD3(repeating: -Double.infinity), 0.0)
        for peak in states.flatMap(\.peaks).filter(\.isMeasured) {
            low = pointwiseMin(low, peak.position)
            high = pointwiseMax(high, peak.position)
            largest = max(largest, peak.radius)
        }
        return largest > 0 ? high - low + 2 * largest : SIMD3(repeating: 1)
    }
}
