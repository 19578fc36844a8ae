import FoundationEssentials
import Results
import VoxelCore

/// A page for eyes: one file that loads nothing from elsewhere.
struct HTMLPage {
    /// What the page is about, above its title.
    let kind: String
    let title: String
    /// HTML below the title.
    let headline: String
    let warnings: [Warning]
    /// Titles, and HTML below each.
    let sections: [(title: String, content: String)]
    /// The files that hold the numbers of the page.
    let data: String
    /// Whether pictures stand side by side.
    var isWide = false
    /// A script, which runs when all of the page is there.
    var script = ""

    /// The page.
    var html: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="\(Self.policy)">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>simstrip: \(escaped(title))</title>
        <style>\(Self.style)</style>
        </head>
        <body\(isWide ? " class=\"wide\"" : "")>
        <main>
        <header>
        \(Self.line(ofKind: kind))
        <h1>\(escaped(title))</h1>
        \(headline)
        </header>
        \(warningList)
        \(sections.map { "<section>\n<h2>\(escaped($0.title))</h2>\n\($0.content)\n</section>" }.joined(separator: "\n"))
        <footer>
        <p>simstrip \(escaped(Simstrip.version)). The numbers behind this page are in \(escaped(data)).
        Method: simulated stripping, Yoon et al., Science 2025,
        <a href="https://doi.org/10.1126/science.adt5229">doi 10.1126/science.adt5229</a>.</p>
        </footer>
        </main>
        \(script.isEmpty ? "" : "<script>\(script)</script>")
        </body>
        </html>

        """
    }

    /// What the page is about, as it stands in the page.
    static func line(ofKind kind: String) -> String { "<p class=\"kind\">\(escaped(kind))</p>" }

    /// A script of its parts, one after the other.
    static func script(_ parts: [UInt8]...) -> String {
        parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
    }

    private var warningList: String {
        guard !warnings.isEmpty else { return "" }
        let items = warnings.map { "<li>\(escaped($0.message)) <code>\(escaped($0.code))</code></li>" }
        return "<section class=\"warnings\"><h2>Warnings</h2><ul>\(items.joined())</ul></section>"
    }

    /// Whatever is in the page, it asks for nothing from elsewhere.
    private static let policy =
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; form-action 'none'"

    private static let style = String(decoding: PackageResources.page_css, as: UTF8.self)
}

extension Verdict.Status {
    /// Its class in page.css.
    var mark: String {
        switch self {
        case .good: "good"
        case .check: "check"
        case .doNotUse: "grave"
        }
    }
}

/// A table of names and values, its texts escaped.
func table(_ rows: [(String, String)]) -> String {
    let cells = rows.map { "<tr><th>\(escaped($0))</th><td>\(escaped($1))</td></tr>" }
    return "<table>\(cells.joined(separator: "\n"))</table>"
}

/// The colours of phases.
func phaseLegend(_ phases: [Phase]) -> String {
    let items = phases.map { "<span class=\"swatch\" style=\"background:\($0.colour.css)\"></span>\($0.name)" }
    return "<p class=\"legend\">\(items.joined(separator: " "))</p>"
}

/// A picture within the page.
///
/// - Parameters:
///   - id: by which scripts find it.
///   - style: of CSS.
func embedded(_ png: [UInt8], id: String? = nil, _ description: String, style: String = "") -> String {
    "<img\(id.map { " id=\"\(escaped($0))\"" } ?? "") src=\"data:image/png;base64,\(Data(png).base64EncodedString())\""
        + " alt=\"\(escaped(description))\"" + (style.isEmpty ? ">" : " style=\"\(style)\">")
}

/// The proportions of a picture, for the stylesheet: it keeps them, and keeps tall pictures on the screen and on the sheet.
func shapeStyle(width: Double, height: Double) -> String { "--shape:\(fixed(width / height, 5))" }

/// A relative path as an address (RFC 3986).
func link(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return path.utf8.map { byte in
        let isPlain =
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "-._~/".utf8.contains(byte)
        return isPlain ? String(UnicodeScalar(byte)) : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }.joined()
}

extension Sequence where Element: Hashable {
    /// The elements without repetitions, in order.
    func uniqued() -> [Element] {
        var seen = Set<Element>()
        return filter { seen.insert($0).inserted }
    }
}
