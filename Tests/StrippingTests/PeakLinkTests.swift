import Stripping
import TestSupport
import Testing
import VoxelCore

/// What links two states, against going through all ways.
@Suite struct PeakLinkTests {
    /// A few domains of which any may be any, by chance.
    private static func candidates(_ random: inout TestRandom, firsts: Int, seconds: Int) -> PeakCandidates {
        var candidates = PeakCandidates(secondCount: seconds)
        for _ in 0..<firsts {
            candidates.add(
                (0..<seconds).filter { _ in UInt8.random(in: 0..<3, using: &random) > 0 }.map {
                    ($0, Double(Int.random(in: -4...6, using: &random)))
                })
        }
        return candidates
    }

    /// Every one-to-one way: its links, and the sum of their logarithms.
    private static func ways(_ candidates: PeakCandidates) -> [(links: [Int], sum: Double)] {
        var ways: [(links: [Int], sum: Double)] = [([], 0)]
        for first in 0..<candidates.firstCount {
            for way in ways {
                for link in candidates.links(of: first)
                where !way.links.contains(where: { candidates.seconds[$0] == candidates.seconds[link] }) {
                    ways.append((way.links + [link], way.sum + candidates.logOdds[link]))
                }
            }
        }
        return ways
    }

    @Test func bestLinksAreTheBestOfAllWays() {
        var random = TestRandom(seed: 3)
        for _ in 0..<400 {
            let candidates = Self.candidates(&random, firsts: 5, seconds: 5)
            let best = Self.ways(candidates).map(\.sum).max()
            let chosen = BestLinks(candidates).chosen
            let links = chosen.compactMap { $0 }
            #expect(Set(links.map { candidates.seconds[$0] }).count == links.count)
            #expect(links.reduce(0) { $0 + candidates.logOdds[$1] } == best)
            for (first, link) in chosen.enumerated() {
                if let link { #expect(candidates.links(of: first).contains(link)) }
            }
        }
    }

    /// Exact where no loop competes, close where one does.
    @Test func sharesAreThoseOfAllWays() {
        var random = TestRandom(seed: 8)
        var (sum, count) = (0.0, 0.0)
        for round in 0..<200 {
            let hasNoLoop = round % 2 == 0
            let candidates = Self.candidates(
                &random, firsts: hasNoLoop ? 1 : 4, seconds: hasNoLoop ? 6 : 4)
            let found = LinkShares(candidates)
            var (exact, all) = ([Double](repeating: 0, count: candidates.seconds.count), 0.0)
            for way in Self.ways(candidates) {
                let odds = PortableMath.exponential(way.sum)
                all += odds
                for link in way.links { exact[link] += odds }
            }
            for (share, exact) in zip(found.shares, exact) {
                let off = abs(share - exact / all)
                if hasNoLoop { #expect(off < 1e-9) }
                #expect(off < 0.25)
                (sum, count) = (sum + off, count + 1)
            }
        }
        #expect(sum / count < 0.02)
    }

    @Test func nearestPointsAreTheNearest() {
        var random = TestRandom(seed: 5)
        for count in [0, 1, 7, 9, 200] {
            // Many of the same place, too.
            let points = (0..<count).map { _ in
                SIMD4<Double>(
                    Double(Int.random(in: 0..<5, using: &random)), Double.random(in: 0..<3, using: &random).rounded(),
                    Double(Int.random(in: 0..<2, using: &random)), 0)
            }
            let tree = NearestPoints(points)
            for _ in 0..<40 {
                let place = SIMD4<Double>(
                    Double.random(in: -1..<6, using: &random), Double.random(in: -1..<4, using: &random), 0.5, 0)
                let expected = points.indices.map { ($0, ((points[$0] - place) * (points[$0] - place)).sum()) }
                    .sorted { ($0.1, $0.0) < ($1.1, $1.0) }.prefix(6).map(\.1)
                let found = tree.nearest(to: place, count: 6)
                #expect(found.map(\.squaredDistance) == expected)
            }
        }
    }
}
