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
    /// How grey values of the first go over into those of the second; nil where one shows no Li or no SSE.
    public let greyMapping: GreyMapping?
    /// What a reader of the comparison has to know: what tells the two scans apart besides their state, and the
    /// warnings of both.
    public let warnings: [Warning]

    /// Compares two scans.
    ///
    /// - Throws: `SimstripError` of kind `data` where the thickness of one is in µm and of the other in voxels.
    public init(of a: FinishedScan, and b: FinishedScan) throws(SimstripError) {
        self.a = a
        self.b = b
        curves = try CurveComparison(a.curve, b.curve)
        greyMapping = a.document.anchors.flatMap { a in
            b.document.anchors.flatMap { GreyMapping(from: a, to: $0) }
        }
        warnings = Warning.comparing(a, b, curves: curves, greyMapping: greyMapping)
    }

    /// The comparison in numbers.
    public var document: ComparisonDocument { ComparisonDocument(self) }

    /// Writes every file of the comparison.
    ///
    /// - Parameter folder: one for a comparison.
    /// - Throws: `SimstripError` of kind `output`.
    public func write(into folder: OutputFolder) throws {
        try folder.write(curves.csv, to: "comparison.csv")
        try folder.write(ComparisonPage(self).html(), to: "report.html")
        try folder.write(encodedJSON(document, named: "comparison.json"), to: OutputFolder.Content.comparison.seal)
    }

    /// What was found, in a few lines for a terminal.
    public var summary: String {
        let measures: [CurveMeasure] = [.onset, .half, .abruptness]
        let unit = curves.a.unit
        let line = { (name: String, curve: CoverageCurve) in
            "\(name): Na covers \(percentage(curve.last.naCoverage)) after \(short(curve.last.strippedThickness)) \(unit); "
                + measures.map { "\($0.shortTitle) \($0.text($0.value(of: curve), unit: unit))" }.joined(
                    separator: ", ")
        }
        return line("A, \(a.name)", curves.a) + "\n" + line("B, \(b.name)", curves.b)
    }
}
