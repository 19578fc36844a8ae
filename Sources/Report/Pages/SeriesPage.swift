import Drawings
import Results
import Stripping
import VoxelCore

/// report.html of a series: all curves, how Na peaks move from scan to scan as in Fig. 3b of Yoon et al. (2025), and every scan against
/// the first.
package struct SeriesPage {
    private let series: ScanSeries
    private let charts: SeriesCharts
    private let reports: [String?]

    /// The page of a series.
    ///
    /// - Parameter reports: where the reports of the scans lie, seen from this one; nil where there is none.
    package init(_ series: ScanSeries, reports: [String?]) {
        (self.series, self.reports) = (series, reports)
        charts = SeriesCharts(series)
    }

    /// The page.
    package var html: String {
        HTMLPage(
            kind: "Simulated stripping, a series",
            title: series.scans.map(\.name).joined(separator: ", "), headline: headline, warnings: series.warnings,
            sections: [
                ("Coverage of the interface", coverage), ("Na peaks from scan to scan", peaks),
                ("Every scan against A", againstFirst),
            ],
            data: "comparison.csv, comparison.json and \(ScanFolder.figures)/", isWide: true
        ).html
    }

    private var headline: String {
        let scans = series.scans.indices.map { index in
            let report = reports[index].map { " (<a href=\"\(link($0))\">report</a>)" } ?? ""
            return "<strong>\(letter(index))</strong>: \(escaped(series.scans[index].document.input.title))\(report)"
        }
        return """
            <p class="headline"><strong>\(escaped(series.peaksWords))</strong></p>
            <p>\(scans.joined(separator: ". ")).</p>
            """
    }

    private func letter(_ index: Int) -> String { ScanSeries.letter(index).uppercased() }

    // MARK: Sections

    private var coverage: String {
        let rows = series.scans.enumerated().map { index, scan -> [String] in
            [letter(index) + ", " + scan.name, scan.curve.last.naShare.percentWithInterval]
                + CurveMeasure.summarized.map { $0.text($0.value(scan.curve), of: scan.curve) }
                + [scan.document.verdict?.status.rawValue ?? ""]
        }
        let heads = ["", "Na coverage"] + CurveMeasure.summarized.map { $0.word ?? $0.title } + ["verdict"]
        return """
            <figure>\(charts.curves.svg)<figcaption>Na coverage of all scans over the thickness that all have</figcaption></figure>
            \(comparisonTable(rows, heads: heads))
            """
    }

    private var peaks: String {
        guard let chart = charts.peaks else { return "<p>\(escaped(series.peaksWords))</p>" }
        let legend = SeriesCharts.Fate.allCases.map {
            "<span><span class=\"swatch\" style=\"background:\($0.colour.css)\"></span>\($0.title)</span>"
        }
        let hidden =
            charts.hiddenPeaks > 0
            ? " Domains of \(SodiumDomain.leastOfShape) voxels and more are drawn, the largest; \(charts.hiddenPeaks) more"
                + " \(charts.hiddenPeaks == 1 ? "is" : "are") in \(ComparisonFolder.peaks)."
            : ""
        return """
            <figure>\(chart.svg)<p class="legend">\(legend.joined(separator: " "))</p>
            <figcaption>The mean distance of every Na domain to the interface of its scan. Dashed where it is less than
            \(percent(SeriesCharts.sure)) sure that it is the same one.\(hidden)</figcaption></figure>
            """
    }

    private var againstFirst: String {
        let rows = series.comparisons.enumerated().map { index, comparison -> [String] in
            let shared = comparison.placement?.shared
            let last = shared?.coverage.rows.last
            let share = { (value: Double?) in value.map(percentage) ?? "–" }
            return [
                letter(index + 1), comparison.words.headline, last?.difference.pointsText ?? "–", share(last?.both),
                share(last?.onlyInA), share(last?.onlyInB),
                shared.map {
                    signed($0.places.interfaceMoved.mean, fixed(abs($0.places.interfaceMoved.mean), 2)) + " voxels"
                } ?? "–",
            ]
        }
        let heads = [
            "", "curves", "coverage at the same places, less A", "Na in both", "in A only", "in it only",
            "interface moved into the electrode",
        ]
        let links = series.comparisons.indices.map { index in
            let folder = ScanSeries.letter(index + 1)
            return "<a href=\"\(folder)/report.html\">\(letter(index + 1)) against A</a>"
        }
        let reasons = series.comparisons.enumerated().compactMap { index, comparison in
            comparison.placement?.reason.map { "<li>\(letter(index + 1)): \(escaped($0))</li>" }
        }
        return comparisonTable(rows, heads: heads) + "<p>\(links.joined(separator: ", ")).</p>"
            + (reasons.isEmpty
                ? "" : "<p>Compared as two samples, not place by place:</p><ul>\(reasons.joined())</ul>")
    }
}
