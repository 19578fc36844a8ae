import Stripping
import TestSupport
import Testing
import VoxelCore

/// Na domains followed through simulated series of states: which are mixed up, lost, new, joined.
@Suite struct PeakSeriesTests {
    /// One domain moves by 0.4 voxel a state beside all others, one is lost, one appears: nothing is mixed up.
    @Test(arguments: [0.05, 0.1, 0.2], [18, 27, 60])
    func aDomainThatGoesItsOwnWayIsFollowed(scatter: Double, count: Int) {
        for seed in 101...120 {
            var peaks = SimulatedPeaks(
                count: count, states: 4, movement: SIMD3(-1.3, 0.02, -0.05), scatter: scatter, seed: UInt64(seed))
            peaks.draw { state, domains in
                if state > 0 { domains[0].place += SIMD3(0, 0.4, 0) }
                domains[1].isShown = state < 2
                domains[2].isShown = state >= 2
            }
            let series = peaks.series()
            let comment: Comment = "seed \(seed)"
            #expect(peaks.links(series).allSatisfy { $0.isRight }, comment)
            #expect(series.tracks.count == count, comment)
            for track in series.tracks {
                let first = track.states.lowerBound
                switch peaks.identity(track, first) {
                case 1:
                    #expect(track.states == 0...1 && track.beginning == .present && track.end == .lost, comment)
                    #expect(track.endConfidence > 0.9)
                case 2:
                    #expect(track.states == 2...3 && track.beginning == .appeared && track.end == .present, comment)
                    #expect(track.beginningConfidence > 0.9)
                default:
                    #expect(track.states == 0...3 && track.beginning == .present && track.end == .present, comment)
                }
            }
            #expect(series.joins.isEmpty)
        }
    }

    /// Of links with a confidence, that share is right: on densities, scatters and losses of all kinds together.
    @Test func confidenceIsTheShareThatIsRight() {
        var bins = [(count: Int, right: Int, sum: Double)](repeating: (0, 0, 0), count: 5)
        for seed in 200..<212 {
            for (count, scatter, lost) in [(600, 1.9, 0.2), (900, 1.2, 0.3), (1500, 1.6, 0.1), (300, 2.6, 0.15)] {
                var peaks = SimulatedPeaks(
                    count: count, states: 3, movement: SIMD3(-3, 0.1, 0), scatter: scatter, growth: 0.15, lost: lost,
                    seed: UInt64(seed))
                peaks.draw()
                for link in peaks.links(peaks.series()) {
                    let bin = min(4, max(0, Int((link.confidence - 0.5) * 10)))
                    bins[bin].count += 1
                    bins[bin].right += link.isRight ? 1 : 0
                    bins[bin].sum += link.confidence
                }
            }
        }
        for bin in bins {
            let (expected, right) = (bin.sum / Double(bin.count), Double(bin.right) / Double(bin.count))
            #expect(bin.count > 100)
            #expect(abs(right - expected) < 0.12, "\(bin)")
        }
    }

    /// Where domains stray as far as to their neighbours and look the same, no link is sure.
    @Test func lookAlikesAreNotSure() {
        var peaks = SimulatedPeaks(
            count: 1200, box: SIMD3(60, 60, 60), states: 3, scatter: 4, sizes: 0, growth: 0.05, seed: 31)
        peaks.draw()
        let links = peaks.links(peaks.series())
        let wrong = links.filter { !$0.isRight }
        #expect(wrong.count > links.count / 4)
        #expect(links.count { $0.confidence > 0.9 && !$0.isRight } < links.count / 50)
        let mean = links.reduce(0) { $0 + $1.confidence } / Double(links.count)
        #expect(abs(mean - Double(links.count - wrong.count) / Double(links.count)) < 0.12)
    }

    /// The movement and the scatter come out, however far all have moved.
    @Test(arguments: [SIMD3<Double>(-0.7, 0, 0), SIMD3(-6, 0.5, 0.3), SIMD3(-18, -0.4, 0.2)])
    func movementIsFound(movement: SIMD3<Double>) throws {
        var peaks = SimulatedPeaks(count: 150, movement: movement, scatter: 0.4, lost: 0.12, seed: 77)
        peaks.draw()
        let series = peaks.series()
        for found in series.movements {
            let off = found.shift - movement
            #expect((off * off).sum().squareRoot() < 0.2)
            #expect((0..<3).allSatisfy { abs(found.scatter[$0] - 0.4) < 0.12 })
            #expect(abs(found.survival - 0.88) < 0.07)
        }
        #expect(peaks.links(series).count { !$0.isRight } <= 3)
    }

    /// Na that moves by more on one side than on the other is expected where its neighbours go.
    @Test func neighboursMoveAlike() {
        var peaks = SimulatedPeaks(count: 500, movement: SIMD3(-3, 0, 0), scatter: 0.25, bend: 5, lost: 0.1, seed: 13)
        peaks.draw()
        let series = peaks.series()
        #expect(series.movements.allSatisfy { $0.scatter[0] < 0.6 })
        #expect(peaks.links(series).count { !$0.isRight } <= 4)
        #expect(peaks.links(series).count >= peaks.trueLinks - 4)
    }

    /// What a state has missed goes on behind it, and the gap shows.
    @Test func missedDomainsAreJoinedAgain() {
        var peaks = SimulatedPeaks(count: 300, states: 5, scatter: 0.3, missed: 0.08, seed: 41)
        peaks.draw()
        let series = peaks.series()
        let links = peaks.links(series)
        let skipping = links.filter(\.skips)
        #expect(skipping.count > 40)
        #expect(links.allSatisfy { $0.isRight })
        #expect(series.tracks.contains { $0.sightings[1] == nil && $0.sightings[0] != nil && $0.sightings[2] != nil })
    }

    /// Of 5,000 times that specks have nothing to do with each other few pass for a domain, and they do not disturb those.
    @Test func noiseIsNotFollowed() {
        var peaks = SimulatedPeaks(count: 120, states: 3, scatter: 0.4, lost: 0.1, noise: 2500, seed: 51)
        peaks.draw()
        let series = peaks.series()
        let links = peaks.links(series).filter { $0.confidence > 0.5 }
        #expect(links.count { $0.isRight } > peaks.trueLinks * 19 / 20)
        #expect(links.count { !$0.isRight } < 30)
    }

    /// 20,000 domains a state: no more links are looked at than there are near ones.
    @Test func manyDomainsAreFollowed() {
        var peaks = SimulatedPeaks(
            count: 20_000, box: SIMD3(160, 640, 640), states: 3, scatter: 0.7, lost: 0.1, seed: 61)
        peaks.draw()
        let series = peaks.series()
        let links = peaks.links(series)
        #expect(series.candidateCount < 20 * 20_000 * 2)
        #expect(links.count { !$0.isRight } < 60)
        #expect(links.count { $0.isRight } > peaks.trueLinks - 60)
    }

    /// Neither the order of domains nor a second run changes anything.
    @Test func orderDoesNotMatter() {
        var peaks = SimulatedPeaks(count: 200, scatter: 1.2, lost: 0.1, noise: 100, seed: 71)
        peaks.draw()
        let series = peaks.series()
        let turned = PeakSeries(peaks.peaks.map { PeakState(peaks: $0.reversed()) }, axis: .z)
        #expect(series.tracks.map(\.sightings) == turned.tracks.map(\.sightings))
        #expect(series.joins == turned.joins)
        #expect(series.movements == turned.movements)
    }
}
