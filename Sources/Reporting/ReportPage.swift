import FoundationEssentials
import Segmentation
import Stripping
import VoxelCore

/// report.html: the result for eyes, in one file that loads nothing from elsewhere.
struct ReportPage {
    private let result: ScanResult
    private let document: ResultDocument

    init(_ result: ScanResult) {
        self.result = result
        document = result.document
    }

    /// The page.
    ///
    /// - Throws: `SimstripError` where a picture cannot be made.
    func html() throws(SimstripError) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>simstrip: \(escaped(title))</title>
        <style>\(Self.style)</style>
        </head>
        <body>
        <header>
        <p class="kind">Simulated stripping</p>
        <h1>\(escaped(title))</h1>
        \(headline)
        </header>
        \(warnings)
        <section>
        <h2>Coverage of the interface</h2>
        \(chart)
        </section>
        <section>
        <h2>Coverage maps</h2>
        \(try maps())
        \(legend([.sodium, .lithium, .void, .outside]))
        </section>
        <section>
        <h2>The slab from the side</h2>
        \(try sideView())
        </section>
        <section>
        <h2>Numbers</h2>
        \(numbers)
        </section>
        <section>
        <h2>Options as resolved</h2>
        \(table(document.parameters.sorted { $0.key < $1.key }.map { ("--" + $0.key, $0.value.description) }))
        </section>
        <footer>
        <p>simstrip \(escaped(document.version)). The numbers behind this page are in curve.csv and result.json.
        Method: simulated stripping, Yoon et al., Science 2025,
        <a href="https://doi.org/10.1126/science.adt5229">doi 10.1126/science.adt5229</a>.</p>
        </footer>
        </body>
        </html>

        """
    }

    /// The last two parts of the path: folders of slices are often named alike.
    private var title: String {
        document.input.path.split(separator: "/").suffix(2).joined(separator: "/")
    }

    private var unit: String { result.curve.hasVoxelSize ? "µm" : "voxels" }

    private var headline: String {
        let last = result.curve.last
        let charge = last.capacity.map { ", \(fixed($0, 2)) mAh cm⁻² of Li" } ?? ""
        let layers = "\(last.layersRemoved) \(last.layersRemoved == 1 ? "layer" : "layers")"
        let columns = result.stripped.insideColumns
        return """
            <p class="headline"><strong>\(percentage(last.naCoverage))</strong> of the interface is covered by Na after \
            \(layers) (\(short(last.strippedThickness)) \(unit)\(charge)).</p>
            <p>\(columns) columns; \(document.interface.outsideColumns) outside.</p>
            """
    }

    private var warnings: String {
        guard !document.warnings.isEmpty else { return "" }
        let items = document.warnings.map { "<li>\(escaped($0.message)) <code>\(escaped($0.code))</code></li>" }
        return "<section class=\"warnings\"><h2>Warnings</h2><ul>\(items.joined())</ul></section>"
    }

    private var chart: String {
        let points = result.curve.points
        let series = { (phase: Phase, value: (CoverageCurve.Point) -> Double) in
            LineChart.Series(
                name: phase.name, colour: phase.colour.css, points: points.map { ($0.strippedThickness, value($0)) })
        }
        var curves = [series(.sodium) { $0.naCoverage }, series(.lithium) { $0.liCoverage }]
        if points.contains(where: { $0.voidCoverage > 0 }) { curves.append(series(.void) { $0.voidCoverage }) }
        let perMicrometre = LithiumCapacity.areal(thickness: Length(micrometres: 1))
        return LineChart(
            x: .init(title: "stripped thickness (\(unit))", range: 0...result.curve.last.strippedThickness),
            y: .init(title: "share of the interface", range: 0...1),
            top: result.curve.hasVoxelSize ? ("areal capacity (mAh cm⁻²)", perMicrometre) : nil, series: curves
        ).svg
    }

    private func maps() throws(SimstripError) -> String {
        let layers = result.curve.points.count - 1
        var figures: [String] = []
        for count in [max(1, (layers + 2) / 3), max(1, (2 * layers + 1) / 3), layers].uniqued() {
            let point = result.curve.points[count]
            let picture = PNGImage(result.stripped.coverageMap(afterRemoving: count))
            figures.append(
                "<figure>\(try image(picture.encoded(), "coverage map after \(count) layers"))<figcaption>"
                    + "\(count) layers, \(short(point.strippedThickness)) \(unit): Na \(percentage(point.naCoverage))"
                    + "</figcaption></figure>")
        }
        return "<div class=\"maps\">\(figures.joined())</div>"
    }

    private func sideView() throws(SimstripError) -> String {
        let picture = CrossSectionPicture(result.section, interface: result.interface)
        let mapAxes = result.interface.geometry.axis.ofMap
        let row = result.section.mapRow + result.interface.region[mapAxes.rows].lowerBound
        let columns = picture.columns
        return """
            <div class="side">\(try image(picture.png(), "grey values along the stripping axis"))\
            \(picture.overlay(layers: result.curve.points.count - 1))</div>
            <p>Grey values at \(mapAxes.rows.rawValue) = \(row); \(mapAxes.columns.rawValue) from \
            \(columns.lowerBound + result.interface.region[mapAxes.columns].lowerBound) to the right, depth into the \
            electrode downwards.
            <span class="key interface">—</span> interface, <span class="key last-layer">—</span> end of the last layer,
            <span class="key sodium">▢</span> Na.</p>
            """
    }

    private var numbers: String {
        let input = document.input
        let interface = document.interface
        let optional = { (value: Double?, places: Int) in value.map { fixed($0, places) } ?? "—" }
        let voxel = input.voxelSizeMicrometres.map { $0.map(short).joined(separator: " × ") + " µm" } ?? "none"
        let roughness = interface.roughnessMicrometres.map { " (\(fixed($0, 2)) µm)" } ?? ""
        let geometry =
            "\(document.geometry.axis.rawValue), electrode on the \(document.geometry.electrode.rawValue) side"
        return table([
            ("volume (z × y × x)", input.shape.map(String.init).joined(separator: " × ") + ", \(input.dtype)"),
            ("voxel (z × y × x)", "\(voxel), from \(input.voxelSizeSource)"),
            ("files", "\(input.files.count)"),
            ("stripping axis", geometry),
            ("interface", "\(interface.method), mean height \(optional(interface.meanHeight, 2)) voxels"),
            ("tilt", "\(optional(interface.tiltDegrees, 2))°"),
            ("roughness (RMS)", "\(optional(interface.roughnessVoxels, 2)) voxels\(roughness)"),
            ("columns outside", "\(interface.outsideColumns) of \(interface.columns)"),
            ("Na threshold", "grey ≥ \(short(document.thresholds.na))"),
            ("void threshold", document.thresholds.void.map { "grey ≤ \(short($0))" } ?? "none"),
            ("Na in the slab", document.composition.naVolumeFraction.map { percentage($0) + " of the volume" } ?? "—"),
            ("Na atoms", document.composition.naAtomicFraction.map { percentage($0) + " of Na and Li" } ?? "—"),
        ])
    }

    private func table(_ rows: [(String, String)]) -> String {
        let cells = rows.map { "<tr><th>\(escaped($0))</th><td>\(escaped($1))</td></tr>" }
        return "<table>\(cells.joined(separator: "\n"))</table>"
    }

    private func legend(_ phases: [Phase]) -> String {
        let items = phases.map {
            "<span class=\"swatch\" style=\"background:\($0.colour.css)\"></span>\($0.name)"
        }
        return "<p class=\"legend\">\(items.joined(separator: " "))</p>"
    }

    private func image(_ png: [UInt8], _ description: String) -> String {
        "<img src=\"data:image/png;base64,\(Data(png).base64EncodedString())\" alt=\"\(escaped(description))\">"
    }

    private static let style = """
        :root { font: 16px/1.5 system-ui, sans-serif; color: #1d2733; background: #fff; }
        body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        .kind { color: #6b7785; margin: 0; } h1 { margin: 0 0 .5rem; } h2 { margin: 2rem 0 .5rem; font-size: 1.15rem; }
        .headline { font-size: 1.2rem; margin: .5rem 0; }
        .warnings { border-left: 4px solid #d9822b; background: #fff6ea; padding: .25rem 1rem; }
        .warnings h2 { margin-top: .5rem; }
        svg text { font: 13px system-ui, sans-serif; fill: #1d2733; } svg text.name { font-weight: 600; }
        svg .grid { stroke: #e4e8ec; } svg .axis, svg .frame { stroke: #6b7785; fill: none; }
        .maps { display: flex; flex-wrap: wrap; gap: 1rem; } figure { margin: 0; flex: 1 1 15rem; }
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

extension Sequence where Element: Hashable {
    /// The elements without repetitions, in order.
    func uniqued() -> [Element] {
        var seen = Set<Element>()
        return filter { seen.insert($0).inserted }
    }
}
