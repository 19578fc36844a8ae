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

    /// The page.
    var html: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>simstrip: \(escaped(title))</title>
        <style>\(Self.style)</style>
        </head>
        <body\(isWide ? " class=\"wide\"" : "")>
        <header>
        <p class="kind">\(escaped(kind))</p>
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
        </body>
        </html>

        """
    }

    private var warningList: String {
        guard !warnings.isEmpty else { return "" }
        let items = warnings.map { "<li>\(escaped($0.message)) <code>\(escaped($0.code))</code></li>" }
        return "<section class=\"warnings\"><h2>Warnings</h2><ul>\(items.joined())</ul></section>"
    }

    private static let style = """
        :root { font: 16px/1.5 system-ui, sans-serif; color: #1d2733; background: #fff; }
        body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        body.wide { max-width: 76rem; }
        .kind { color: #6b7785; margin: 0; } h1 { margin: 0 0 .5rem; } h2 { margin: 2rem 0 .5rem; font-size: 1.15rem; }
        .headline { font-size: 1.2rem; margin: .5rem 0; }
        .verdict { border-left: 4px solid #6b7785; padding-left: 1rem; margin: .5rem 0; }
        .verdict.good { border-color: #2f8f5b; } .verdict.check { border-color: #d9822b; }
        .verdict.grave { border-color: #c23b3b; } ul.reasons { margin: .25rem 0 .75rem; }
        .warnings { border-left: 4px solid #d9822b; background: #fff6ea; padding: .25rem 1rem; }
        .warnings h2 { margin-top: .5rem; }
        svg text { font: 13px system-ui, sans-serif; fill: #1d2733; } svg text.name { font-weight: 600; }
        svg .grid { stroke: #e4e8ec; } svg .axis, svg .frame { stroke: #6b7785; fill: none; }
        svg .mark { stroke: #6b7785; stroke-dasharray: 3 4; }
        h3 { margin: .75rem 0 0; font-size: 1.05rem; }
        .state { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 7fr); gap: 1.5rem; align-items: center; }
        .state .maps { flex-wrap: nowrap; gap: .75rem; } .state figure { flex: 1 1 0; }
        .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
        table.wide td { padding-right: 1.5rem; overflow-wrap: anywhere; }
        .maps { display: flex; flex-wrap: wrap; gap: 1rem; } figure { margin: 0; flex: 1 1 15rem; }
        .maps figure { max-width: 19.2rem; } .state .maps figure { max-width: none; }
        figure img { width: 100%; image-rendering: pixelated; border: 1px solid #6b7785; }
        figcaption { font-size: .9rem; }
        .side { position: relative; line-height: 0; } .side img { width: 100%; image-rendering: pixelated; }
        .side svg { position: absolute; inset: 0; width: 100%; height: 100%; }
        .side polyline { fill: none; stroke-width: 2; vector-effect: non-scaling-stroke; }
        polyline.interface { stroke: #00b4d8; } polyline.last-layer { stroke: #e5508a; stroke-dasharray: 6 4; }
        .key.interface { color: #00b4d8; } .key.last-layer { color: #e5508a; } .key.sodium { color: #f0a534; }
        .swatch { display: inline-block; width: 1em; height: 1em; vertical-align: -.15em; margin: 0 .4em 0 .8em;
          border: 1px solid #6b7785; }
        table { border-collapse: collapse; } th { text-align: left; font-weight: 500; padding: .15rem 1.5rem .15rem 0; }
        td { font-variant-numeric: tabular-nums; } tr { border-bottom: 1px solid #e4e8ec; }
        footer { margin-top: 3rem; color: #6b7785; font-size: .9rem; } code { color: #6b7785; }
        """
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
func embedded(_ png: [UInt8], _ description: String) -> String {
    "<img src=\"data:image/png;base64,\(Data(png).base64EncodedString())\" alt=\"\(escaped(description))\">"
}

extension Sequence where Element: Hashable {
    /// The elements without repetitions, in order.
    func uniqued() -> [Element] {
        var seen = Set<Element>()
        return filter { seen.insert($0).inserted }
    }
}
