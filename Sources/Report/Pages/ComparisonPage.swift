import Drawings
import Results
import Stripping
import VoxelCore

/// report.html of a comparison: what tells the two scans apart in words, the curve of the first above that of the second and the
/// maps of both at one scale, as in Fig. 3 of Yoon et al. (2025); then the difference, measures, and where both came from.
package struct ComparisonPage {
    private let comparison: ScanComparison
    private let curves: CurveComparison
    private let reports: (a: String?, b: String?)

    /// The page of a comparison.
    ///
    /// - Parameter reports: where the reports of both scans lie, seen from this one; nil where there is none.
    package init(_ comparison: ScanComparison, reports: (a: String?, b: String?)) {
        self.comparison = comparison
        self.reports = reports
        curves = comparison.curves
    }

    /// The page.
    ///
    /// - Throws: `SimstripError` where a picture cannot be made.
    package func html() throws(SimstripError) -> String {
        let drawn = ComparisonCharts(comparison)
        let charts = drawn.stacked(width: 440) + [drawn.overlay, drawn.difference]
        let maps = try ComparisonMaps(comparison, charts: charts)
        return HTMLPage(
            kind: "Simulated stripping, two scans", title: "\(comparison.a.name) and \(comparison.b.name)",
            headline: headline, warnings: comparison.warnings,
            sections: [
                ("Coverage of the interface", try figure(charts, maps)),
                ("What tells them apart", apart(charts)),
            ] + (try samePlace()) + [
                ("To take along", try takeAlong()),
                ("Measures", measures),
            ] + agreement + [
                ("Origin", Origin(comparison.a.document, comparison.b.document).html + scale)
            ],
            data: "comparison.csv and comparison.json", isWide: true,
            script: HTMLPage.script(PackageResources.map_js, PackageResources.compare_js, PackageResources.take_js)
        ).html
    }

    /// Two segmentations of one volume, where they are that.
    private var agreement: [(title: String, content: String)] {
        comparison.agreement.map {
            [
                (
                    "Agreement of the segmentations",
                    AgreementTable(agreement: $0, electrode: comparison.a.document.geometry.electrode).html
                )
            ]
        } ?? []
    }

    /// Place by place, where that was asked for.
    private func samePlace() throws(SimstripError) -> [(title: String, content: String)] {
        guard let placement = comparison.placement else { return [] }
        return [("Place by place", try SamePlaceSection(placement: placement, comparison: comparison).html())]
    }

    private var headline: String {
        let words = comparison.words
        let line = words.line == words.headline ? "" : "<p>\(escaped(words.line))</p>"
        let sentences = words.findings.map { "<li>\(escaped($0))</li>" }
        let scans = [("A", comparison.a, reports.a), ("B", comparison.b, reports.b)].map { letter, scan, report in
            let address = report.map { " (<a href=\"\(link($0))\">report of \(letter)</a>)" } ?? ""
            return "<strong>\(letter)</strong>: \(escaped(scan.document.input.title))\(address)"
        }
        return """
            <p class="headline"><strong>\(escaped(words.headline))</strong></p>
            <div class="verdict">\(line)<ul>\(sentences.joined())</ul></div>
            <p>\(scans.joined(separator: ". ")).</p>
            """
    }

    // MARK: The figure

    private func figure(_ charts: [LineChart], _ maps: ComparisonMaps) throws(SimstripError) -> String {
        """
        <div class="panel"><div class="stack"><h3>A: \(escaped(comparison.a.name))</h3>\(charts[0].svg)
        <h3>B: \(escaped(comparison.b.name))</h3>\(charts[1].svg)</div>
        \(try maps.explorer())
        \(try maps.still())</div>
        """
    }

    private func takeAlong() throws(SimstripError) -> String {
        let figures = ComparisonFigures(comparison, drawsPictures: false)
        return try TakeAlong(
            figures: [(.curve, "Curves, 85 mm"), (.maps, "Maps, 180 mm"), (.figure, "Curves and maps, 180 mm")],
            drawing: { figure throws(SimstripError) in try figures.drawing(figure) },
            table: (ComparisonFolder.table, "Numbers of both curves", curves.csv)
        ).html()
    }

    // MARK: What tells them apart

    private func apart(_ charts: [LineChart]) -> String {
        let unit = curves.a.unit
        let manner = curves.isByLayer ? "layer by layer" : "by thickness, interpolated between layers"
        let interval =
            curves.differ == nil ? "" : ", and where that of the electrodes lies with 95 %, at all layers at once"
        return """
            <div class="pair"><figure>\(charts[2].svg)<figcaption>Na coverage of both</figcaption></figure>
            <figure>\(charts[3].svg)<figcaption>Na coverage of B less that of A\(interval)</figcaption></figure></div>
            <p>Compared \(manner). Area between the curves: \(fixed(curves.areaBetween, 2)) \(unit).</p>
            """
    }

    private var measures: String {
        let rows = CurveMeasure.all.map { measure in
            [
                measure.title,
                measure.text(measure.value(curves.a), within: comparison.intervals?.a(measure), of: curves.a),
                measure.text(measure.value(curves.b), within: comparison.intervals?.b(measure), of: curves.b),
                measure.differenceText(
                    curves.difference(measure), within: comparison.intervals?.difference(measure), of: curves.a),
            ]
        }
        let note =
            comparison.intervals == nil
            ? ""
            : "<p>In brackets: where the measure of the electrodes lies with 95 %, each by itself; brackets behind"
                + " coverages above are of the areas scanned, all layers at once.</p>"
        return comparisonTable(rows, heads: ["", "A", "B", "B less A"]) + note
    }

    private var scale: String {
        guard let mapping = comparison.greyMapping else { return "" }
        let offset = "\(mapping.offset < 0 ? "−" : "+") \(greyText(abs(mapping.offset)))"
        return "<p>Grey scale of B = \(greyText(mapping.gain)) · grey of A \(offset), by the greys of Li and SSE.</p>"
    }
}

/// A table with a column a scan, its texts escaped; the first cell of a row is its name.
func comparisonTable(_ rows: [[String]], heads: [String]) -> String {
    let head = heads.map { "<th>\(escaped($0))</th>" }.joined()
    let body = rows.map { cells in
        "<tr><th>\(escaped(cells[0]))</th>" + cells.dropFirst().map { "<td>\(escaped($0))</td>" }.joined() + "</tr>"
    }
    return "<table class=\"wide\"><tr>\(head)</tr>\(body.joined(separator: "\n"))</table>"
}
