import Segmentation
import Stripping
import VoxelCore

/// Two finished scans side by side: the first pristine, the second cycled.
public struct ScanComparison: Sendable {
    /// The first scan.
    public let a: FinishedScan
    /// The second scan.
    public let b: FinishedScan
    /// Their curves over the thickness that both have.
    public let curves: CurveComparison
    /// The intervals of what is measured of them; nil where either has no band.
    package let intervals: MeasureIntervals?
    /// How grey values of the first go over into those of the second; nil where one shows no Li or no SSE.
    package let greyMapping: GreyMapping?
    /// What a reader of the comparison has to know: what tells the two scans apart besides their state, and the
    /// warnings of both.
    public let warnings: [Warning]

    /// A comparison of its parts.
    package init(
        a: FinishedScan, b: FinishedScan, curves: CurveComparison, greyMapping: GreyMapping?, warnings: [Warning]
    ) {
        self.a = a
        self.b = b
        self.curves = curves
        intervals = MeasureIntervals(curves)
        self.greyMapping = greyMapping
        self.warnings = warnings
    }

    /// The comparison in numbers.
    package var document: ComparisonDocument { ComparisonDocument(self) }

    /// What was found, in a few lines for a terminal.
    public var summary: String {
        let side = { (name: String, curve: CoverageCurve, interval: (CurveMeasure) -> MeasureIntervals.Interval?) in
            "\(name): Na covers \(curve.last.naShare.percentWithInterval) after"
                + " \(lengthText(curve.last.strippedThickness)) \(curve.unit); "
                + CurveMeasure.summarized.map {
                    "\($0.word ?? "") \($0.text($0.value(curve), within: interval($0), of: curve))"
                }.joined(separator: ", ")
        }
        return [
            side("A, \(a.name)", curves.a) { intervals?.a($0) }, side("B, \(b.name)", curves.b) { intervals?.b($0) },
            verdict,
        ].joined(separator: "\n")
    }

    /// In words whether the curves differ by more than their uncertainty, and in what.
    public var verdict: String {
        let words = words
        return words.line + (words.claims.map { " \($0)." } ?? "")
    }

    /// In words what tells the curves apart.
    package var words: ComparisonVerdict { ComparisonVerdict(curves, intervals) }
}
