import Drawings
import VoxelCore

/// The part of a report from which figures and numbers are taken along: the same as lie in figures/ and in the table beside it.
struct TakeAlong {
    /// The figures, and what they are called.
    let figures: [(PaperFigure, String)]
    /// Draws one; the script puts in the pictures, which the page shows elsewhere, by their names.
    let drawing: (PaperFigure) throws(SimstripError) -> Drawing
    /// The table's file without its ending, what it holds, and its text.
    let table: (file: String, name: String, text: String)

    /// The buttons and what they save.
    ///
    /// - Throws: `SimstripError` where a picture cannot be compressed.
    func html() throws(SimstripError) -> String {
        var rows: [String] = []
        for (figure, name) in figures {
            let svg = try drawing(figure).svg { "picture:\($0)" }
            rows.append(
                "<p>\(name): <button type=\"button\" data-take=\"\(figure.rawValue)\" data-as=\"svg\">SVG</button> "
                    + "<button type=\"button\" data-take=\"\(figure.rawValue)\" data-as=\"png\">PNG, 600 dpi</button>"
                    + "<script type=\"image/svg+xml\" id=\"take-\(figure.rawValue)\">\(svg)</script></p>")
        }
        return """
            <div class="take">\(rows.joined(separator: "\n"))
            <p>\(table.name): <button type="button" data-take="\(table.file)" data-as="csv">CSV</button>\
            <script type="text/csv" id="take-csv">\(table.text)</script></p></div>
            <p class="files">The same lie beside this page: figures/ and \(table.file).csv.</p>
            """
    }
}
