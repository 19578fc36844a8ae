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
    /// How far two segmentations of one volume agree; nil where they are not that, or were not written (`--labels`).
    public let agreement: PhaseAgreement?
    /// Where the second scan lies in the first; nil where that was not asked for.
    package let placement: ScanPlacement?
    /// What a reader of the comparison has to know: what tells the two scans apart besides their state, and the
    /// warnings of both.
    public let warnings: [Warning]

    /// A comparison of its parts.
    package init(
        a: FinishedScan, b: FinishedScan, curves: CurveComparison, greyMapping: GreyMapping?,
        agreement: PhaseAgreement? = nil, placement: ScanPlacement? = nil, warnings: [Warning]
    ) {
        self.a = a
        self.b = b
        self.curves = curves
        intervals = MeasureIntervals(curves)
        self.greyMapping = greyMapping
        self.agreement = agreement
        self.placement = placement
        self.warnings = warnings
    }

    /// The comparison in numbers.
    package var document: ComparisonDocument { ComparisonDocument(self) }

    /// What was found, in at most ten lines for a terminal.
    public var summary: String { shortSummary.text() }

    /// The same, for whoever adds where the files are.
    package var shortSummary: ShortSummary {
        let (intervalA, intervalB) = ({ self.intervals?.a($0) }, { self.intervals?.b($0) })
        let sides: [(String, FinishedScan, CoverageCurve, (CurveMeasure) -> MeasureIntervals.Interval?)] = [
            ("A", a, curves.a, intervalA), ("B", b, curves.b, intervalB),
        ]
        var summary = ShortSummary(
            facts: sides.flatMap { letter, scan, curve, interval in
                [measures("\(letter), \(scan.name)", curve, interval)] + Self.worth(of: curve, scan.document.verdict)
            } + [verdict]
                + [agreement?.words.map { "Voxel by voxel: \($0)." }, placement.map { $0.words + "." }].compactMap(
                    \.self))
        summary.reasons = sides.flatMap { letter, scan, _, _ in
            (scan.document.verdict?.reasons ?? []).map { "\(letter): \($0)" }
        }
        summary.warnings = warnings.count
        return summary
    }

    private func measures(
        _ name: String, _ curve: CoverageCurve, _ interval: (CurveMeasure) -> MeasureIntervals.Interval?
    ) -> String {
        "\(name): Na covers \(curve.last.naShare.percentWithInterval) after"
            + " \(lengthText(curve.last.strippedThickness)) \(curve.unit); "
            + CurveMeasure.summarized.map {
                "\($0.word ?? "") \($0.text($0.value(curve), within: interval($0), of: curve))"
            }.joined(separator: ", ")
    }

    /// The charge of a side, and its verdict; nothing where it has neither.
    private static func worth(of curve: CoverageCurve, _ verdict: Verdict?) -> [String] {
        let parts = [curve.capacities, verdict?.words].compactMap(\.self)
        return parts.isEmpty ? [] : ["   \(parts.joined(separator: "; "))"]
    }

    /// In words whether the curves differ by more than their uncertainty, and in what.
    public var verdict: String {
        let words = words
        return words.line + (words.claims.map { " \($0)." } ?? "")
    }

    /// In words what tells the curves apart.
    package var words: ComparisonVerdict { ComparisonVerdict(curves, intervals) }
}
