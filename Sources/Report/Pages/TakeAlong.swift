import Drawings
import Results
import Stripping
import VoxelCore

/// The part of report.html from which figures and numbers are taken along: the same as lie in figures/ and curve.csv.
struct TakeAlong {
    private let figures: ScanFigures
    private let curve: CoverageCurve

    init(_ result: ScanResult, chart: LineChart, layers: [Int]) {
        figures = ScanFigures(result, chart: chart, layers: layers, drawsPictures: false)
        curve = result.curve
    }

    /// The buttons and what they save.
    ///
    /// - Throws: `SimstripError` where a picture cannot be compressed.
    func html() throws(SimstripError) -> String {
        let kinds: [(ScanFigures.Figure, String)] = [
            (.curve, "Curve, 85 mm"), (.maps, "Maps, 180 mm"), (.figure, "Curve, maps and slab, 180 mm"),
        ]
        var rows: [String] = []
        for (figure, name) in kinds {
            // The pictures are in the page already; the script finds them by their names.
            let svg = try figures.drawing(figure).svg { "picture:\($0)" }
            rows.append(
                "<p>\(name): <button type=\"button\" data-take=\"\(figure.rawValue)\" data-as=\"svg\">SVG</button> "
                    + "<button type=\"button\" data-take=\"\(figure.rawValue)\" data-as=\"png\">PNG, 600 dpi</button>"
                    + "<script type=\"image/svg+xml\" id=\"take-\(figure.rawValue)\">\(svg)</script></p>")
        }
        return """
            <div class="take">\(rows.joined(separator: "\n"))
            <p>Numbers of the curve: <button type="button" data-take="curve" data-as="csv">CSV</button>\
            <script type="text/csv" id="take-csv">\(curve.csv)</script></p></div>
            <p class="files">The same lie beside this page: figures/ and curve.csv.</p>
            """
    }
}
