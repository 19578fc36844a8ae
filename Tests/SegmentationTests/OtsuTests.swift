import Segmentation
import TestSupport
import Testing
import VoxelCore
import VoxelKernels

@Suite struct OtsuTests {
    /// Every cut tried, variances from their definition.
    private func variances(_ counts: [UInt64]) -> [Double] {
        counts.indices.map { cut in
            let lower = counts[..<cut].enumerated().map { (Double($0.offset), Double($0.element)) }
            let upper = counts[cut...].enumerated().map { (Double($0.offset + cut), Double($0.element)) }
            let (n, m) = (lower.reduce(0) { $0 + $1.1 }, upper.reduce(0) { $0 + $1.1 })
            guard n > 0, m > 0 else { return -1 }
            let drop = lower.reduce(0) { $0 + $1.0 * $1.1 } / n - upper.reduce(0) { $0 + $1.0 * $1.1 } / m
            return n * m * drop * drop
        }
    }

    @Test func theCutHasTheGreatestVarianceBetweenClasses() throws {
        var random = TestRandom(seed: 3)
        for _ in 0..<200 {
            let counts = (0..<24).map { _ in UInt64.random(in: 0...9, using: &random) }
            let all = variances(counts)
            let cut = try #require(otsuBin(counts))
            #expect(all[cut] >= (all.max() ?? 0) * (1 - 1e-12))
        }
    }

    @Test func aGapIsCutInItsMiddle() {
        var counts = [UInt64](repeating: 0, count: 256)
        counts[45] = 1000
        counts[178] = 200
        #expect(otsuBin(counts) == 112)
    }

    @Test func oneValueHasNoCut() {
        var counts = [UInt64](repeating: 0, count: 256)
        #expect(otsuBin(counts) == nil)
        counts[9] = 100
        #expect(otsuBin(counts) == nil)
    }

    @Test func threeClassesAgreeWithTryingAllPairs() throws {
        var random = TestRandom(seed: 8)
        for _ in 0..<50 {
            let counts = (0..<20).map { _ in UInt64.random(in: 0...9, using: &random) }
            func strength(_ range: Range<Int>) -> Double {
                let n = counts[range].reduce(0, +)
                guard n > 0 else { return -.infinity }
                let moment = range.reduce(0.0) { $0 + Double($1) * Double(counts[$1]) }
                return moment * moment / Double(n)
            }
            var best = -Double.infinity
            for middle in 1..<19 {
                for upper in middle + 1..<20 {
                    best = max(best, strength(0..<middle) + strength(middle..<upper) + strength(upper..<20))
                }
            }
            let cuts = try #require(otsuBins(counts))
            let found = strength(0..<cuts.middle) + strength(cuts.middle..<cuts.upper) + strength(cuts.upper..<20)
            #expect(found >= best * (1 - 1e-12))
        }
    }

    @Test func threeClassesOfSixteenBitsAreFound() throws {
        var counts = [UInt64](repeating: 0, count: 65_536)
        for offset in -300...300 {
            counts[2000 + offset] = 10
            counts[12_000 + offset] = 50
            counts[40_000 + offset] = 20
        }
        let cuts = try #require(otsuBins(counts))
        #expect((2301...11_700).contains(cuts.middle))
        #expect((12_301...39_700).contains(cuts.upper))
    }

    private func histogram(_ samples: [UInt8]) -> GreyHistogram {
        var counter = GreyCounter(for: .uint8, range: 0...0)
        samples.withUnsafeBytes { counter.add(RawSamples(.uint8, $0)) }
        return counter.histogram
    }

    @Test func thresholdsResolveFromTheHistogram() throws {
        let samples =
            [UInt8](repeating: 5, count: 50) + [UInt8](repeating: 45, count: 500)
            + [UInt8](repeating: 178, count: 100)
        let both = try PhaseThresholds(na: .automatic, void: .automatic) { histogram(samples) }
        #expect(both.na == 112)
        #expect(try #require(both.void) >= 5 && both.void ?? 99 < 45)
        let na = try PhaseThresholds(na: .automatic, void: .value(10)) { histogram(samples) }
        #expect(na == PhaseThresholds(na: 112, void: 10))
        let void = try PhaseThresholds(na: .value(100), void: .automatic) { histogram(samples) }
        #expect(void.na == 100)
        #expect(void.void == 25)
        let given = try PhaseThresholds(na: .value(100), void: .value(7)) {
            Issue.record("no histogram is needed")
            return histogram(samples)
        }
        #expect(given == PhaseThresholds(na: 100, void: 7))
    }

    @Test func aConstantElectrodeHasNoThreshold() {
        let error = #expect(throws: SimstripError.self) {
            try PhaseThresholds(na: .automatic, void: nil) { histogram([UInt8](repeating: 7, count: 10)) }
        }
        #expect(error?.kind == .data)
        #expect(error?.message.contains("all are 7") == true)
    }

    @Test func voidHasToBeDarkerThanSodium() {
        let error = #expect(throws: SimstripError.self) {
            try PhaseThresholds(na: .value(50), void: .value(60)) { histogram([]) }
        }
        #expect(error?.kind == .usage)
    }
}
