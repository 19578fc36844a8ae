import Drawings
import Results
import Stripping
import VoxelCore

/// report.html of a comparison: the first scan above, the second below, each with its curve and its maps at three marked
/// thicknesses, as in Fig. 3 of Yoon et al. (2025); then what tells them apart.
package struct ComparisonPage {
    private let comparison: ScanComparison
    private let curves: CurveComparison

    package init(_ comparison: ScanComparison) {
        self.comparison = comparison
        curves = comparison.curves
    }

    /// The page.
    ///
    /// - Throws: `SimstripError` where a picture cannot be made.
    package func html() throws(SimstripError) -> String {
        HTMLPage(
            kind: "Simulated stripping, two scans", title: "\(comparison.a.name) and \(comparison.b.name)",
            headline: headline, warnings: comparison.warnings,
            sections: [
                ("Coverage of the interface", try figure()),
                ("What tells them apart", "<div class=\"pair\">\(bothCurves)\(differences)</div>\(note)"),
                ("Measures", measures),
                ("Origin", origin),
            ],
            data: "comparison.csv and comparison.json", isWide: true
        ).html
    }

    private var headline: String {
        let (a, b) = (curves.a, curves.b)
        let thickness = "\(short(curves.thickness)) \(a.unit)"
        return """
            <p class="headline">After \(thickness), Na covers <strong>\(percentage(a.last.naCoverage))</strong> of the \
            interface in A and <strong>\(percentage(b.last.naCoverage))</strong> in B.</p>
            <p class="verdict">\(escaped(comparison.verdict))</p>
            <p>A: \(escaped(comparison.a.document.input.title)). B: \(escaped(comparison.b.document.input.title)).</p>
            """
    }

    // MARK: The figure

    private func figure() throws(SimstripError) -> String {
        "<div class=\"states\">\(try state("A", comparison.a, curves.a))\(try state("B", comparison.b, curves.b))</div>"
            + phaseLegend([.sodium, .lithium, .void, .outside])
    }

    /// One scan: its curve with three marked thicknesses, and the maps there.
    private func state(
        _ letter: String, _ scan: FinishedScan, _ curve: CoverageCurve
    ) throws(SimstripError) -> String {
        let marked = marks(in: scan)
        var maps: [String] = []
        for (number, layers) in marked.enumerated() {
            let point = scan.curve.points[layers]
            let picture = try PNGImage(scan.coverageMap(afterRemoving: layers)).encoded()
            let isVoidHidden = point.voidCoverage > 0 && !scan.isVoidKnown(afterRemoving: layers)
            let void = isVoidHidden ? ", void \(percentage(point.voidCoverage)), shown as Li: no map was written" : ""
            maps.append(
                "<figure>\(embedded(picture, "\(letter): coverage map after \(counted(layers, "layer"))"))<figcaption>"
                    + "\(number + 1): \(short(point.strippedThickness)) \(curve.unit), Na \(percentage(point.naCoverage))\(void)"
                    + "</figcaption></figure>")
        }
        let names = marked.enumerated().map { (scan.curve.points[$1].strippedThickness, "\($0 + 1)") }
        return """
            <h3>\(letter): \(escaped(scan.name))</h3>
            <div class="state">\(chart(of: curve, marks: names))<div class="maps">\(maps.joined())</div></div>
            """
    }

    /// The whole layers nearest to one, two and three thirds of the common thickness.
    private func marks(in scan: FinishedScan) -> [Int] {
        let points = scan.curve.points.filter { $0.strippedThickness <= curves.thickness && $0.layersRemoved > 0 }
        return (1...3).compactMap { third in
            let wanted = curves.thickness * Double(third) / 3
            return points.min { abs($0.strippedThickness - wanted) < abs($1.strippedThickness - wanted) }?.layersRemoved
        }
        .uniqued()
    }

    private func chart(of curve: CoverageCurve, marks: [(Double, String)]) -> String {
        LineChart(
            x: thickness, y: .init(title: "share of the interface", range: 0...1), top: capacity,
            series: LineChart.Series.coverages(of: curve), marks: marks, width: 440, height: 290
        ).svg
    }

    private var thickness: LineChart.Scale {
        .init(title: "stripped thickness (\(curves.a.unit))", range: 0...curves.thickness)
    }

    private var capacity: (title: String, perX: Double)? {
        curves.a.hasVoxelSize
            ? ("areal capacity (mAh cm⁻²)", LithiumCapacity.areal(thickness: Length(micrometres: 1))) : nil
    }

    // MARK: What tells them apart

    private var bothCurves: String {
        let series = { (name: String, curve: CoverageCurve, isDashed: Bool) in
            LineChart.Series(
                .naCoverage, of: curve, name: name, colour: Phase.sodium.colour, isDashed: isDashed)
        }
        let chart = LineChart(
            x: thickness, y: .init(title: "Na coverage", range: 0...1), top: nil,
            series: [series("A", curves.a, true), series("B", curves.b, false)], width: 520,
            height: 330)
        return "<figure>\(chart.svg)<figcaption>Na coverage of both</figcaption></figure>"
    }

    private var differences: String {
        let points = curves.rows.map { (x: $0.strippedThickness, y: $0.naDifference) }
        let band = curves.rows.compactMap { row -> (x: Double, low: Double, high: Double)? in
            guard let difference = row.difference(.naCoverage), let low = difference.low, let high = difference.high
            else { return nil }
            return (row.strippedThickness, low, high)
        }
        let largest = (points.map { abs($0.y) } + band.flatMap { [abs($0.low), abs($0.high)] }).max() ?? 0
        let reach = max(0.1, (largest * 10).rounded(.up) / 10)
        let chart = LineChart(
            x: thickness, y: .init(title: "Na coverage, B less A", range: -reach...reach), top: nil,
            series: [.init(name: "B − A", colour: Colour(140, 60, 90), points: points, band: band)],
            width: 520, height: 330)
        return
            "<figure>\(chart.svg)<figcaption>Na coverage of B less that of A\(band.isEmpty ? "" : ", and where that of the electrodes lies with 95 %")</figcaption></figure>"
    }

    private var note: String {
        let unit = curves.a.unit
        let manner = curves.isByLayer ? "layer by layer" : "by thickness, interpolated between layers"
        return "<p>Compared \(manner). Area between the curves: \(fixed(curves.areaBetween, 2)) \(unit).</p>"
    }

    private var measures: String {
        let unit = curves.a.unit
        let rows = CurveMeasure.all.map { measure in
            [
                measure.text(measure.value(curves.a), within: comparison.intervals?.a(measure), unit: unit),
                measure.text(measure.value(curves.b), within: comparison.intervals?.b(measure), unit: unit),
                measure.differenceText(
                    curves.difference(measure), within: comparison.intervals?.difference(measure), unit: unit),
            ]
        }
        return comparisonTable(zip(CurveMeasure.all.map(\.title), rows).map { [$0] + $1 }, last: "B less A")
    }

    private var origin: String {
        let scans = [comparison.a, comparison.b]
        let number = { (value: Double?) in value.map { fixed($0, 2) } ?? "—" }
        let facts: [(String, (ResultDocument) -> String)] = [
            ("volume", { $0.input.path }),
            (
                "voxels (z × y × x)",
                { $0.input.shape.map(String.init).joined(separator: " × ") + ", " + $0.input.dtype }
            ),
            (
                "voxel (z × y × x)",
                { $0.input.voxelSizeMicrometres.map { $0.map(short).joined(separator: " × ") + " µm" } ?? "none" }
            ),
            ("stripping axis", { "\($0.geometry.axis.rawValue), electrode \($0.geometry.electrode.rawValue)" }),
            ("segmentation", { $0.parameters["segmentation"]?.description ?? "—" }),
            ("grey of Li, of SSE", { "\(number($0.anchors?.lithium)), \(number($0.anchors?.electrolyte))" }),
            ("Na threshold", { number($0.thresholds.na) }),
        ]
        var rows = facts.map { title, text in [title] + scans.map { text($0.document) } + [""] }
        if let mapping = comparison.greyMapping {
            rows.append([
                "grey scale of B", "", "",
                "\(fixed(mapping.gain, 4)) · grey of A \(mapping.offset < 0 ? "−" : "+") \(fixed(abs(mapping.offset), 2))",
            ])
        }
        return comparisonTable(rows, last: "")
    }

    private func comparisonTable(_ rows: [[String]], last: String) -> String {
        let head = ["", "A", "B", last].map { "<th>\(escaped($0))</th>" }.joined()
        let body = rows.map { cells in
            "<tr><th>\(escaped(cells[0]))</th>" + cells.dropFirst().map { "<td>\(escaped($0))</td>" }.joined() + "</tr>"
        }
        return "<table class=\"wide\"><tr>\(head)</tr>\(body.joined(separator: "\n"))</table>"
    }
}
