import Stripping
import VoxelCore

/// States of one cell: Na domains that come nearer to the interface together, one that does so faster by 0.4 voxels a state, one that is
/// lost and one that appears; every scan shifted and turned by itself.
package struct CellSeries: Sendable {
    /// The scans, the first in the cell's own frame.
    package let states: [CellState]
    /// What became of domains, by their numbers: every state's domains have these, nil where it has none.
    package let domains: [[CellState.Domain?]]
    /// The domain that moves faster.
    package let faster = 0
    /// The one that is lost, and the state from which on it is gone.
    package let lost = 1
    private let lostFrom = 2
    /// The one that appears, and the state in which it does.
    package let appearing = 2
    private let appearsIn = 2
    /// Layers that hold them all.
    package static let layers = 16

    /// A series of four states.
    ///
    /// - Parameters:
    ///   - seed: odd ones have all domains move by 0.5 voxels a state, even ones only the faster one.
    ///   - noise: the standard deviation of greys.
    package init(seed: UInt64, noise: Double = 15) {
        var random = TestRandom(seed: seed &* 31 &+ 5)
        var state = CellState()
        (state.levels, state.thickness, state.noise, state.seed) = (84, 50, noise, seed)
        var first: [CellState.Domain] = []
        while first.count < 14 {
            let draw = { (range: ClosedRange<Double>) in Double.random(in: range, using: &random) }
            let domain = CellState.Domain(
                depth: draw(5.5...10.5), row: draw(16...Double(state.rows) - 16),
                column: draw(16...Double(state.columns) - 16),
                radius: draw(2.6...3.8))
            let isApart = first.allSatisfy { other in
                let away = SIMD3(domain.depth - other.depth, domain.row - other.row, domain.column - other.column)
                return (away * away).sum().squareRoot() > domain.radius + other.radius + 3
            }
            if isApart { first.append(domain) }
        }
        let together = seed % 2 == 0 ? 0 : 0.5
        var states: [CellState] = []
        var domains: [[CellState.Domain?]] = []
        for index in 0..<4 {
            var now: [CellState.Domain?] = first
            for number in first.indices {
                now[number]?.depth -= Double(index) * (together + (number == faster ? 0.4 : 0))
            }
            if index >= lostFrom { now[lost] = nil }
            if index < appearsIn { now[appearing] = nil }
            state.domains = now.compactMap { $0 }
            state.noiseSeed = seed &* 10 &+ UInt64(index)
            if index > 0 {
                state.shift = SIMD3((0..<3).map { Double.random(in: $0 == 0 ? -2...2 : -6...6, using: &random) })
                state.angle = Double.random(in: -0.8...0.8, using: &random)
            }
            states.append(state)
            domains.append(now)
        }
        (self.states, self.domains) = (states, domains)
    }

    /// The number of the domain at a point of the cell; nil where there is none within its radius and two voxels.
    package func domain(at point: SIMD3<Double>, inState index: Int) -> Int? {
        domains[index].indices.first { number in
            guard let domain = domains[index][number] else { return false }
            let away = point - states[0].centre(of: domain)
            return (away * away).sum().squareRoot() < domain.radius + 2
        }
    }
}

extension CellSeries {
    /// How a fault begins that takes one domain for another.
    package static let mixUp = "a track is the domains"

    /// What is wrong with peaks that were followed, in words: domains of 30 voxels and more against what they are.
    ///
    /// - Parameters:
    ///   - peaks: through all states, their positions in the first one's frame.
    ///   - edge: of a voxel, in the unit of positions.
    package func faults(in peaks: PeakSeries, edge: Double) -> [String] {
        let large = peaks.tracks.filter { track in
            track.sightings.contains { ($0?.peak.volume ?? 0) >= 29.9 * edge * edge * edge }
        }
        var faults: [String] = []
        if large.count != domains[0].count { faults.append("\(large.count) tracks of \(domains[0].count) domains") }
        for track in large {
            let truths = track.sightings.enumerated().map { state, sighting in
                sighting.flatMap { domain(at: $0.peak.position / edge, inState: state) }
            }
            let numbers = Set(truths.compactMap { $0 })
            guard numbers.count == 1, let number = numbers.first else {
                faults.append(numbers.isEmpty ? "a track is no domain" : "\(Self.mixUp) \(numbers.sorted())")
                continue
            }
            let (seen, there) = (track.sightings.map { $0 != nil }, domains.map { $0[number] != nil })
            if seen != there { faults.append("domain \(number) is seen in \(seen), and there in \(there)") }
            if number == lost, track.end != .lost { faults.append("the lost one ends as \(track.end)") }
            if number == appearing, track.beginning != .appeared {
                faults.append("the appearing one begins as \(track.beginning)")
            }
        }
        return faults
    }

    /// By how much a domain comes nearer to the interface from state to state, in voxels, as it was followed and in truth; nil where it is
    /// not in all states.
    package func movements(in peaks: PeakSeries, edge: Double) -> [(found: Double, truth: Double)] {
        peaks.tracks.compactMap { track in
            guard let first = track.sightings.first ?? nil, let last = track.sightings.last ?? nil,
                let number = domain(at: first.peak.position / edge, inState: 0), let before = domains[0][number],
                let after = domains[domains.count - 1][number], first.peak.volume >= 29.9 * edge * edge * edge
            else { return nil }
            let steps = Double(domains.count - 1)
            return ((last.peak.depth - first.peak.depth) / edge / steps, (after.depth - before.depth) / steps)
        }
    }
}
