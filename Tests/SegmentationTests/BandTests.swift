import Foundation
import Segmentation
import TestSupport
import Testing
import VoxelCore

/// The band against the bank on which it was calibrated, and against its own rules.
@Suite struct BandTests {
    private let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../Truth/bank.csv")

    private func bank() throws -> Bank { try Bank(file: file.path).resolved }

    @Test(.wholeScans) func weightsAreThoseThatTheBankGives() throws {
        let found = try bank().calibrated()
        for (weights, expected) in [
            (BandCalibration.bank.above, found.above), (BandCalibration.bank.below, found.below),
        ] {
            #expect(weights.count == expected.count)
            for (weight, number) in zip(weights, expected) { #expect(abs(weight - number) <= 1e-4) }
        }
    }

    @Test(.wholeScans) func bandsHoldTheScansOfTheBankAndOfFamiliesThatTookNoPart() throws {
        let bank = try bank()
        #expect(bank.members.count >= 200)
        #expect(bank.held(by: .bank) >= 0.95)
        let usable = bank.byNoise
        #expect(usable.allSatisfy { $0.bank.members.count >= 40 })
        #expect(usable[1].bank.medianWidth(.bank) <= Self.width)
        // The families that are held least when they take no part, but for Na on the SSE (docs/method.md, 7).
        for family in ["grains", "cycled"] {
            #expect(
                bank.only(family).held(by: bank.without(family).calibrated()) >= Self.heldWithoutFamily, "\(family)")
        }
        let all = try Bank(file: file.path)
        #expect(all.unresolved.held(by: .bank) >= Self.heldUnresolved)
    }

    /// What the bank shows, a little less: docs/method.md.
    private static let (width, heldWithoutFamily, heldUnresolved) = (0.11, 0.7, 0.8)

    private func evidence(
        _ coverage: [Double], columns: Int = 10_000, noisiness: Double = 0.1, isUnresolved: Bool = false
    ) -> BandEvidence {
        BandEvidence(
            coverage: coverage, bias: coverage.map { 0.02 * $0 }, faces: coverage.map { _ in 0.01 },
            noisiness: noisiness,
            correlation: 0.1, roughness: 0.5, heightError: 0.2,
            hills: InterfaceHills(Map(rows: 1, columns: 1, repeating: 0)),
            columns: columns, isUnresolved: isUnresolved)
    }

    @Test func bandsContainTheCurveRiseAndStayWithinAllAndNothing() {
        let coverage = [0.01, 0.01, 0.2, 0.5, 0.5, 0.97, 1]
        let band = CoverageBand(evidence(coverage)).ranges
        #expect(band.count == coverage.count + 1 && band[0] == 0...0)
        for (range, found) in zip(band.dropFirst(), coverage) {
            #expect(range.contains(found) && range.lowerBound >= 0 && range.upperBound <= 1)
        }
        for (range, next) in zip(band, band.dropFirst()) {
            #expect(range.lowerBound <= next.lowerBound && range.upperBound <= next.upperBound)
        }
    }

    @Test func fewColumnsAndWhatTheBankDoesNotKnowMakeItWider() {
        let width = { (band: CoverageBand) in band.ranges.reduce(0) { $0 + $1.upperBound - $1.lowerBound } }
        let coverage = [0.02, 0.2, 0.4]
        let usual = CoverageBand(evidence(coverage))
        #expect(usual.unknown.isEmpty)
        let small = CoverageBand(evidence(coverage, columns: 100))
        #expect(width(small) > 3 * width(usual))
        #expect(small.unknown == ["100 columns"])
        #expect(CoverageBand(evidence(coverage, columns: 1)).ranges[2] == 0...1)
        let noisy = CoverageBand(evidence(coverage, noisiness: 0.5))
        #expect(noisy.unknown == ["noise of 0.5 times the contrast"])
        #expect(width(noisy) > width(usual))
        let unresolved = CoverageBand(evidence(coverage, isUnresolved: true))
        #expect(!unresolved.unknown.isEmpty && width(unresolved) > 1.5 * width(usual))
    }

    @Test func columnsThatAreSodiumFromTheStartMayBeElectrolyte() {
        // A fifth of the columns is Na in the first layer, and half of the others later.
        let band = CoverageBand(evidence([0.2, 0.4, 0.6])).ranges
        #expect(band[1].lowerBound == 0)
        #expect(band[3].lowerBound <= 0.5)
    }

    @Test func withoutSodiumTheBandIsWhatNoiseMayHide() {
        let clear = CoverageBand(withoutSodium: 4, noisiness: 0.05, columns: 40_000).ranges
        #expect(clear.count == 5 && clear[0] == 0...0)
        #expect(clear[4].lowerBound == 0 && clear[4].upperBound < 0.02)
        #expect(CoverageBand(withoutSodium: 4, noisiness: 0.5, columns: 40_000).ranges[4].upperBound > 0.2)
    }
}
