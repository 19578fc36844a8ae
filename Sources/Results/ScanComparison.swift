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
        let unit = curves.a.unit
        let line = { (name: String, curve: CoverageCurve) in
            "\(name): Na covers \(percentage(curve.last.naCoverage)) after \(short(curve.last.strippedThickness)) \(unit); "
                + CurveMeasure.summarized.map { "\($0.word ?? "") \($0.text($0.value(curve), unit: unit))" }.joined(
                    separator: ", ")
        }
        return [line("A, \(a.name)", curves.a), line("B, \(b.name)", curves.b), verdict].joined(separator: "\n")
    }

    /// In words whether the curves differ by more than their uncertainty.
    public var verdict: String {
        switch curves.differ {
        case true?:
            guard let row = curves.clearestDifference, let difference = row.difference(.naCoverage),
                let low = difference.low, let high = difference.high
            else { return "The curves differ." }
            return
                "The curves differ by more than their uncertainty, most clearly after \(short(row.strippedThickness))"
                + " \(curves.a.unit): B less A is \(points(difference.value)) points (\(points(low)) to \(points(high)))."
        case false?: return "The curves do not differ by more than their uncertainty."
        case nil:
            return "Whether the curves differ by more than their uncertainty cannot be said: one of them has no band."
        }
    }

    private func points(_ share: Double) -> String { signed(share, fixed(abs(share) * 100, 1)) }
}
