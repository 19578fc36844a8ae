import Stripping
import TestSupport
import VoxelCore

/// A series of Na domains as points of which it is known which is which.
///
/// Domains lie at random in a box, sizes are log-normal. From state to state all move, each deviates, some are lost, as many appear,
/// and a segmentation misses some once.
struct SimulatedPeaks {
    var count = 25
    var box = SIMD3<Double>(40, 128, 128)
    var states = 4
    /// From state to state.
    var movement = SIMD3<Double>(-2, 0, 0)
    /// The standard deviation of what single ones deviate by, along every axis.
    var scatter = 0.1
    /// By how much the movement along z changes across the box.
    var bend = 0.0
    /// Standard deviations of the logarithms of volumes, and of their changes.
    var sizes = 0.6
    var growth = 0.08
    var lost = 0.0
    var missed = 0.0
    /// Domains of each state that have nothing to do with any other, a tenth as large.
    var noise = 0
    var seed: UInt64 = 1

    /// The identity of every domain of every state, by its number less 1; negative for noise.
    private(set) var identities: [[Int]] = []
    private(set) var peaks: [[SodiumPeak]] = []

    struct Domain {
        var identity: Int
        var place: SIMD3<Double>
        var size: Double
        var isShown = true
    }

    /// Draws the series; `change` may do with every state's domains what it likes.
    mutating func draw(_ change: (Int, inout [Domain]) -> Void = { _, _ in }) {
        var random = TestRandom(seed: seed)
        func uniform() -> Double { Double(random.next() >> 11) * 0x1p-53 }
        let extents = box
        func place() -> SIMD3<Double> { SIMD3(uniform(), uniform(), uniform()) * extents }
        var next = count
        var domains = (0..<count).map { Domain(identity: $0, place: place(), size: 5 + sizes * random.normal()) }
        (identities, peaks) = ([], [])
        for state in 0..<states {
            if state > 0 {
                domains = domains.filter { _ in uniform() >= lost }
                for index in domains.indices {
                    let own = SIMD3(random.normal(), random.normal(), random.normal()) * scatter
                    let bent = bend * (domains[index].place[1] / box[1] - 0.5)
                    domains[index].place += movement + own + SIMD3(bent, 0, 0)
                    domains[index].size += growth * random.normal()
                }
                while domains.count < count, lost > 0 {
                    domains.append(
                        Domain(
                            identity: next, place: place() + Double(state) * movement, size: 5 + sizes * random.normal()
                        ))
                    next += 1
                }
            }
            change(state, &domains)
            var shown = domains.filter { $0.isShown && uniform() >= missed }
            for index in 0..<noise {
                shown.append(
                    Domain(
                        identity: -1 - index - state * noise, place: place() + Double(state) * movement,
                        size: 2.7 + sizes * random.normal()))
            }
            shown.sort { $0.size > $1.size }
            identities.append(shown.map(\.identity))
            peaks.append(
                shown.enumerated().map { index, domain in
                    SodiumPeak(
                        position: domain.place, depth: domain.place[0],
                        volume: PortableMath.exponential(domain.size), touchesBorder: false, domain: index + 1)
                })
        }
    }

    /// What the last state shows of a domain becomes two side by side, with its volume and centre.
    mutating func split(_ identity: Int, with other: Int) {
        let last = states - 1
        guard let index = identities[last].firstIndex(of: identity) else { return }
        let whole = peaks[last][index]
        let (share, away) = (0.6, SIMD3<Double>(0.5, 6.5, 1))
        var part = whole
        part.volume = whole.volume * (1 - share)
        part.position = whole.position + away * share
        part.domain = peaks[last].count + 1
        peaks[last].append(part)
        identities[last].append(other)
        peaks[last][index].volume = whole.volume * share
        peaks[last][index].position = whole.position - away * (1 - share)
    }

    /// Follows the domains.
    func series(isSeen: @escaping @Sendable (SIMD3<Double>) -> Bool = { _ in true }) -> PeakSeries {
        PeakSeries(peaks.map { PeakState(peaks: $0, isSeen: isSeen) }, axis: .z)
    }

    /// The identity that a track has in a state.
    func identity(_ track: PeakTrack, _ state: Int) -> Int? {
        track.sightings[state].map { identities[state][$0.peak.domain - 1] }
    }

    /// A link of a track.
    struct Link {
        let isRight: Bool
        let confidence: Double
        /// Whether a state between has missed the domain.
        let skips: Bool
    }

    /// Every link of a series.
    func links(_ series: PeakSeries) -> [Link] {
        series.tracks.flatMap { track -> [Link] in
            let shown = track.sightings.indices.filter { track.sightings[$0] != nil }
            return zip(shown, shown.dropFirst()).map { first, second in
                Link(
                    isRight: identity(track, first) == identity(track, second),
                    confidence: track.sightings[second]?.confidence ?? 0, skips: second > first + 1)
            }
        }
    }

    /// How many pairs of neighbouring states show the same domain.
    var trueLinks: Int {
        zip(identities, identities.dropFirst()).reduce(0) { sum, pair in
            sum + Set(pair.0.filter { $0 >= 0 }).intersection(pair.1).count
        }
    }
}
