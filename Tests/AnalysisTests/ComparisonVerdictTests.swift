import Analysis
import Report
import Results
import Stripping
import TestSupport
import Testing
import VoxelCore

/// What is said of two curves: no more than their intervals back.
@Suite struct ComparisonVerdictTests {
    /// Layers of 1.4 µm, within a band this wide below and above.
    private func curve(_ coverages: [Double], band: Double?) -> CoverageCurve {
        CoverageCurve(
            points: coverages.enumerated().map { n, coverage in
                let half = n > 0 ? band : band.map { _ in 0 }
                return .init(
                    layersRemoved: n, strippedThickness: 1.4 * Double(n),
                    naCoverage: Bounded(coverage, low: half.map { coverage - $0 }, high: half.map { coverage + $0 }))
            }, hasVoxelSize: true)
    }

    private func verdict(_ a: [Double], _ b: [Double], band: Double?) throws -> ComparisonVerdict {
        let curves = try CurveComparison(curve(a, band: band), curve(b, band: band))
        return ComparisonVerdict(curves, MeasureIntervals(curves))
    }

    private let early = [0, 0.2, 0.4, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]
    private let late = [0, 0, 0, 0, 0, 0.2, 0.4, 0.5, 0.5, 0.5, 0.5]
    private let unsure = "whether that is more than the uncertainty cannot be said."

    @Test func whatIsLaterAndHowSurely() throws {
        let verdict = try verdict(early, late, band: 0.02)
        #expect(verdict.headline == "B begins later and is half there later, by more than the uncertainty.")
        #expect(
            verdict.line.hasPrefix(
                "The curves differ by more than their uncertainty, most clearly after 4.2 µm: B less"))
        #expect(verdict.findings.count == 3)
        #expect(verdict.findings[0].hasPrefix("Na covers 10 % of the interface 5.60 µm later in B (5."))
        #expect(verdict.findings[0].hasSuffix("): more than the uncertainty."))
        #expect(verdict.findings[1].hasPrefix("Half of the final coverage is there 5.6"))
        #expect(
            verdict.findings[2]
                == "Na coverage after 14 µm is the same in both (2.8 lower to 2.8 higher): not more than the uncertainty."
        )
    }

    @Test func theOtherWayRoundItIsEarlierAndHigher() throws {
        let verdict = try verdict(late.map { 0.4 * $0 }, early, band: 0.02)
        #expect(
            verdict.headline == "B begins earlier, is half there earlier and ends higher, by more than the uncertainty."
        )
        #expect(
            verdict.findings[2].hasPrefix("Na coverage after 14 µm is 30.0 points higher in B (27.2 to 32.8): more"))
    }

    @Test func withinTheUncertaintyNothingIsClaimed() throws {
        let verdict = try verdict(early, late, band: 0.6)
        #expect(verdict.headline == "The curves do not differ by more than their uncertainty.")
        #expect(verdict.claims == nil)
        #expect(verdict.findings.allSatisfy { !$0.hasSuffix(": more than the uncertainty.") })
    }

    /// Every layer's difference lies within what holds all of them at once; onset, taken by itself, does not.
    @Test func aMeasureAloneIsNoClaimWhereTheCurvesDoNotDiffer() throws {
        let b = (0...9).map { 0.1 * Double($0) }
        let verdict = try verdict(b.map { $0 > 0 ? min(1, $0 + 0.139) : 0 }, b, band: 0.1)
        #expect(verdict.claims == nil)
        #expect(
            verdict.findings.contains { $0.contains("more than its own interval, but the curves as a whole do not") })
    }

    @Test func withoutABandItCannotBeSaid() throws {
        let verdict = try verdict(early, late, band: nil)
        #expect(verdict.headline.hasPrefix("Whether the curves differ by more than their uncertainty cannot be said"))
        #expect(verdict.findings[0] == "Na covers 10 % of the interface 5.6 µm later in B: " + unsure)
        #expect(verdict.findings[2] == "Na coverage after 14 µm is the same in both: " + unsure)
    }

    @Test func whatOneHasAloneIsNotCompared() throws {
        let verdict = try verdict(early, late.map { 0.1 * $0 }, band: 0.001)
        #expect(verdict.findings[0] == "Na covers 10 % of the interface in A alone, after 0.7 µm.")
        let none = try verdictOfNothing()
        #expect(none.findings[1] == "Half of the final coverage is there in neither scan.")
    }

    private func verdictOfNothing() throws -> ComparisonVerdict {
        try verdict(early.map { _ in 0 }, early.map { _ in 0 }, band: nil)
    }
}
