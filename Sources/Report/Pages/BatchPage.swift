import Drawings
import Results
import Stripping
import VoxelCore

/// index.html of a batch: all scans at a glance, what failed or needs a look first.
package struct BatchPage {
    private static let kind = "Simulated stripping, many scans"
    /// What is told of a curve besides its end.
    private static let measures = CurveMeasure.summarized.filter { $0.name != "abruptness" }

    /// Whether a text is such a page.
    package static func isMade(_ text: String) -> Bool { text.contains(HTMLPage.line(ofKind: kind)) }

    private var scans: [Row] = []
    private var comparisons: [String] = []
    private var failedComparisons = 0
    private var curves: [String: [LineChart.Series]] = [:]

    /// A page without scans.
    package init() {}

    private struct Row {
        /// Failures first, then what is not to be used, then what is to be looked at.
        let rank: Int
        let name, html: String
    }

    /// Adds a scan that is finished.
    ///
    /// - Throws: `SimstripError` where its pictures cannot be made.
    package mutating func add(_ scan: FinishedScan) throws(SimstripError) {
        let (curve, verdict) = (scan.curve, scan.document.verdict)
        let last = curve.last
        let map = try PNGImage(try scan.coverageMap(afterRemoving: last.layersRemoved), largest: 96).encoded()
        let status = verdict?.status
        let numbers = Self.measures.map { measure -> String in
            let value = measure.value(curve)
            return cell(measure.text(value, of: curve), value: value.map { "\($0)" } ?? "", of: measure.word)
        }
        let reason = verdict?.reasons.first.map { "<br><small>\(escaped($0))</small>" } ?? ""
        let warnings = scan.document.warnings.count
        let more = warnings > 0 ? "<br><small>\(counted(warnings, "warning"))</small>" : ""
        let band = last.naShare.percentInterval.map { "<br><small>\($0)</small>" } ?? ""
        let html = """
            <tr><td data-value="\(escaped(scan.name))"><a href="\(link(scan.name))/report.html">\(escaped(scan.name))</a></td>\
            <td>\(embedded(map, "coverage map of \(scan.name)"))</td><td>\(spark(curve))</td>\
            <td data-value="\(last.naCoverage)"><strong>\(last.naShare.percentText)</strong>\(band)</td>\
            \(cell(counted(last.layersRemoved, "layer") + ", \(lengthText(last.strippedThickness)) \(curve.unit)", value: "\(last.strippedThickness)"))\
            \(numbers.joined())\
            <td data-value="\(rank(status))"><span class="status \(status?.mark ?? "check")">\(status?.rawValue ?? "—")</span>\(more)\(reason)</td></tr>
            """
        scans.append(Row(rank: rank(status), name: scan.name, html: html))
        let number = curves[curve.unit]?.count ?? 0
        curves[curve.unit, default: []].append(
            LineChart.Series(
                .naCoverage, of: curve, name: scan.name, colour: Self.colours[number % Self.colours.count],
                isDashed: number / Self.colours.count % 2 == 1))
    }

    /// Adds a scan that has failed.
    ///
    /// - Parameter page: the page that was left of it, and where it lies, seen from this one; nil where there is none.
    package mutating func add(failed name: String, _ error: SimstripError, page: (html: String, path: String)? = nil) {
        let picture = page.flatMap { page in
            FailurePage.picture(in: page.html).map {
                "<a href=\"\(link(page.path))\"><img src=\"\($0)\" alt=\"a slice of \(escaped(name))\"></a>"
            }
        }
        let empty = String(repeating: "<td data-value=\"\"></td>", count: 2 + Self.measures.count)
        let html = """
            <tr><td data-value="\(escaped(name))">\(escaped(name))</td><td>\(picture ?? "")</td><td></td>\(empty)\
            <td data-value="0"><span class="status grave">failed</span><br><small>\(escaped(error.message))</small></td></tr>
            """
        scans.append(Row(rank: 0, name: name, html: html))
    }

    /// Adds a comparison.
    ///
    /// - Parameter error: why there is none; nil where there is.
    package mutating func add(comparison name: String, failed error: SimstripError?) {
        failedComparisons += error == nil ? 0 : 1
        comparisons.append(
            error.map { "<li>\(escaped(name)): failed. \(escaped($0.message))</li>" }
                ?? "<li><a href=\"\(link(name))/report.html\">\(escaped(name))</a></li>")
    }

    /// The page.
    package var html: String {
        let failed = scans.count { $0.rank == 0 }
        let failures = [
            failed == 0 ? nil : counted(failed, "scan"),
            failedComparisons == 0 ? nil : counted(failedComparisons, "comparison"),
        ].compactMap(\.self)
        let headline =
            failures.isEmpty ? "None has failed." : "<strong>\(failures.joined(separator: " and "))</strong> failed."
        let rows = scans.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
        let table = (
            title: "Scans",
            content: "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Scans\">"
                + table(rows.map(\.element.html)) + "</div>"
        )
        let pairs =
            comparisons.isEmpty
            ? [] : [(title: "Comparisons", content: "<ul>\(comparisons.joined(separator: "\n"))</ul>")]
        return HTMLPage(
            kind: Self.kind, title: counted(scans.count, "scan"),
            headline: "<p class=\"headline\">\(headline)</p>", warnings: [],
            sections: failedComparisons == 0 ? overlays + [table] + pairs : pairs + overlays + [table],
            data: "summary.csv and in the folders of the scans", isWide: true,
            script: HTMLPage.script(PackageResources.batch_js)
        ).html
    }

    /// All curves in one chart; those in voxels in another than those in µm.
    private var overlays: [(title: String, content: String)] {
        curves.sorted { $0.key < $1.key }.map { unit, series in
            let most = series.flatMap { $0.points.map(\.x) }.max() ?? 1
            var chart = LineChart(
                x: .init(title: "stripped thickness (\(unit))", range: 0...most),
                y: .init(title: "Na coverage", range: 0...1), top: nil, series: series)
            // Bands and names of many curves would lie upon each other: bands are in the rows, names below.
            (chart.showsBands, chart.showsNames) = (false, false)
            let names = series.count <= 2 * Self.colours.count ? legend(of: series) : ""
            return ("Na coverage of all scans" + (curves.count > 1 ? ", in \(unit)" : ""), chart.svg + names)
        }
    }

    private func legend(of series: [LineChart.Series]) -> String {
        let items = series.map {
            "<span><span class=\"swatch\($0.isDashed ? " dashed" : "")\" style=\"background-color:\($0.colour.css)\"></span>\(escaped($0.name))</span>"
        }
        return "<p class=\"legend\">\(items.joined(separator: " "))</p>"
    }

    private func table(_ rows: [String]) -> String {
        let names =
            ["Scan", "Map", "Curve", "Na coverage", "Stripped"]
            + Self.measures.map(\.title) + ["Verdict"]
        let heads = names.map { $0 == "Map" || $0 == "Curve" ? "<th>\($0)</th>" : "<th data-sorts>\(escaped($0))</th>" }
        return
            "<table class=\"scans\"><thead><tr>\(heads.joined())</tr></thead><tbody>\(rows.joined(separator: "\n"))</tbody></table>"
    }

    /// - Parameter word: what it is where the table is too narrow for heads.
    private func cell(_ text: String, value: String, of word: String? = nil) -> String {
        let name = word.map { " data-name=\"\($0)\"" } ?? ""
        return "<td data-value=\"\(value)\"\(name)>\(escaped(text))</td>"
    }

    /// The curve with its band, a hundred pixels wide.
    private func spark(_ curve: CoverageCurve) -> String {
        let most = max(curve.last.strippedThickness, 1e-9)
        let place = { (x: Double, y: Double) in "\(fixed(100 * x / most, 1)),\(fixed(41 - 40 * y, 1))" }
        let series = LineChart.Series(.naCoverage, of: curve, name: "", colour: Phase.sodium.colour)
        let band =
            series.band.map { place($0.x, $0.high) } + series.band.reversed().map { place($0.x, $0.low) }
        let line = series.points.map { place($0.x, $0.y) }
        return "<svg class=\"spark\" viewBox=\"0 0 100 42\" role=\"img\" aria-label=\"Na coverage against thickness\">"
            + "<polygon points=\"\(band.joined(separator: " "))\"/><polyline points=\"\(line.joined(separator: " "))\"/></svg>"
    }

    private func rank(_ status: Verdict.Status?) -> Int {
        switch status {
        case .doNotUse: 1
        case .check, nil: 2
        case .good: 3
        }
    }

    /// Told apart by all eyes (Okabe & Ito 2008), without the yellow that is faint on white.
    private static let colours = [
        Colour(0, 114, 178), Colour(213, 94, 0), Colour(0, 158, 115), Colour(204, 121, 167), Colour(86, 180, 233),
        Colour(230, 159, 0), Colour(0, 0, 0),
    ]
}
