import Stripping
import TestSupport
import Testing
import VoxelCore

/// Beginnings, ends and joins of tracks, and series of which little can be said.
@Suite struct PeakTrackTests {
    private static func peak(_ z: Double, _ y: Double, _ x: Double, _ volume: Double, _ domain: Int) -> SodiumPeak {
        SodiumPeak(position: SIMD3(z, y, x), depth: z, volume: volume, touchesBorder: false, domain: domain)
    }

    /// What leaves the window is not lost, and what enters it has not appeared.
    @Test func theWindowIsNoLoss() {
        var peaks = SimulatedPeaks(count: 120, states: 3, movement: SIMD3(0, 9, 0), scatter: 0.2, seed: 81)
        peaks.draw { _, domains in
            for index in domains.indices { domains[index].isShown = (20..<100).contains(domains[index].place[1]) }
        }
        let series = peaks.series { (20..<100).contains($0[1]) }
        #expect(peaks.links(series).allSatisfy { $0.isRight })
        let ends = series.tracks.filter { $0.states.upperBound < 2 }
        #expect(ends.count > 10)
        #expect(ends.count { $0.end == .unseen } >= ends.count - 2)
        let starts = series.tracks.filter { $0.states.lowerBound > 0 }
        #expect(starts.count > 10)
        #expect(starts.count { $0.beginning == .unseen } >= starts.count - 2)
    }

    /// Two domains that become one, or one that becomes two, are neither lost nor new.
    @Test(arguments: [true, false], 300..<310)
    func joinsAreSeen(merges: Bool, seed: Int) throws {
        var peaks = SimulatedPeaks(count: 40, states: 2, scatter: 0.15, sizes: 0.4, seed: UInt64(seed))
        peaks.draw { state, domains in
            // Domains 0 and 1 lie side by side in one state and are one in the other.
            if state == 0 {
                (domains[0].size, domains[1].size) = (5.2, 4.9)
                domains[1].place = domains[0].place + SIMD3(0.5, 6.5, 1)
            }
            guard (state == 1) == merges else { return }
            let volumes = (PortableMath.exponential(domains[0].size), PortableMath.exponential(domains[1].size))
            let sum = volumes.0 + volumes.1
            domains[0].place = (domains[0].place * volumes.0 + domains[1].place * volumes.1) / sum
            domains[0].size = PortableMath.logarithm(sum)
            domains[1].isShown = false
        }
        // The whole has moved on as one; its parts lie around its centre.
        if !merges { peaks.split(0, with: 1) }
        let series = peaks.series()
        let join = try #require(series.joins.first)
        #expect(series.joins.count == 1)
        #expect(join.kind == (merges ? .merger : .split) && join.state == 1)
        let (whole, part) = (series.tracks[join.whole], series.tracks[join.parts[0]])
        #expect(whole.states == 0...1)
        #expect(peaks.identity(part, merges ? 0 : 1).map { $0 < 2 } == true)
        if merges {
            #expect(part.end == .merged(into: join.whole) && part.beginning == .present)
        } else {
            #expect(part.beginning == .split(from: join.whole) && part.end == .present)
        }
        #expect(series.tracks.allSatisfy { $0.end != .lost && $0.beginning != .appeared })
    }

    /// A domain that the border cuts is followed by its place, and its absence is no loss.
    @Test func theBorderSaysNothingOfSizes() {
        var peaks = SimulatedPeaks(count: 50, states: 3, scatter: 0.1, seed: 91)
        peaks.draw()
        let states = peaks.peaks.enumerated().map { state, own in
            PeakState(
                peaks: own.compactMap { peak in
                    let identity = peaks.identities[state][peak.domain - 1]
                    guard identity < 2 else { return peak }
                    guard identity == 0 || state == 0 else { return nil }
                    var cut = peak
                    cut.touchesBorder = true
                    cut.volume /= Double(1 + 4 * state)
                    return cut
                })
        }
        let series = PeakSeries(states, axis: .z)
        let tracks = series.tracks.map { track in (track, peaks.identity(track, track.states.lowerBound)) }
        #expect(tracks.allSatisfy { $0.1 == 1 ? $0.0.end == .unseen : $0.0.states == 0...2 })
    }

    @Test func littleIsEnough() {
        #expect(PeakSeries([], axis: .z).tracks.isEmpty)
        #expect(PeakSeries([PeakState(peaks: [])], axis: .x).tracks.isEmpty)
        #expect(PeakSeries(Array(repeating: PeakState(peaks: []), count: 4), axis: .y).movements.count == 3)
        let one = PeakState(peaks: [Self.peak(10, 20, 30, 100, 1)])
        #expect(PeakSeries([one], axis: .z).tracks.map(\.end) == [.present])
        let alone = PeakSeries([one, PeakState(peaks: []), one], axis: .z)
        #expect(alone.tracks.allSatisfy { $0.sightings.count == 3 })
        let still = PeakSeries([one, one, one], axis: .z)
        #expect(still.tracks.count == 1 && still.tracks[0].states == 0...2)
        // Two domains far from each other are not one that has moved.
        let far = PeakSeries([one, PeakState(peaks: [Self.peak(10, 2000, 30, 100, 1)])], axis: .z)
        #expect(far.tracks.count == 2)
    }

    /// Places that are all the same, in a plane, not finite, or of no volume.
    @Test func degeneratePlacesAreFollowed() {
        let same = PeakState(peaks: (1...300).map { Self.peak(5, 5, 5, 8, $0) })
        let crowd = PeakSeries([same, same, same], axis: .z)
        #expect(crowd.tracks.reduce(0) { $0 + $1.sightings.count { $0 != nil } } == 900)
        #expect(crowd.tracks.allSatisfy { $0.sightings.allSatisfy { ($0?.confidence ?? 0) <= 1 } })
        let plane = PeakState(
            peaks: (0..<100).map { Self.peak(5, Double($0 % 10) * 9, Double($0 / 10) * 9, 50 + Double($0), $0 + 1) })
        let flat = PeakSeries([plane, plane], axis: .z)
        #expect(flat.tracks.count == 100)
        #expect(flat.tracks.allSatisfy { $0.sightings[0]?.peak.domain == $0.sightings[1]?.peak.domain })
        let strange = PeakState(peaks: [
            Self.peak(.nan, 0, 0, 1, 1), Self.peak(0, .infinity, 0, 1, 2), Self.peak(0, 0, 0, 0, 3),
            Self.peak(0, 0, 0, -1, 4), Self.peak(1e300, 0, 0, 1, 5), Self.peak(1, 1, 1, .nan, 6),
            Self.peak(1, 2, 3, 4, 7), Self.peak(1, 2, 3, 4, 7),
        ])
        #expect(PeakSeries([strange, strange, plane, same], axis: .x).tracks.count { $0.states.lowerBound == 0 } == 2)
    }

    /// In any unit the same comes out.
    @Test(arguments: [0.001, 0.65, 1000])
    func unitsDoNotMatter(edge: Double) {
        var peaks = SimulatedPeaks(count: 150, scatter: 0.8, lost: 0.1, seed: 95)
        peaks.draw()
        let series = peaks.series()
        let scaled = peaks.peaks.map { state in
            PeakState(
                peaks: state.map {
                    var peak = $0
                    peak.position *= edge
                    peak.volume *= edge * edge * edge
                    return peak
                })
        }
        let other = PeakSeries(scaled, axis: .z)
        let domains = { (series: PeakSeries) in series.tracks.map { $0.sightings.map { $0?.peak.domain } } }
        #expect(domains(series) == domains(other))
        for (own, scaled) in zip(series.tracks, other.tracks) {
            for (a, b) in zip(own.sightings, scaled.sightings) {
                #expect(abs((a?.confidence ?? 0) - (b?.confidence ?? 0)) < 1e-3)
            }
        }
    }
}
