import Drawings
import Options
import Results
import Segmentation
import Stripping
import VoxelCore

/// report.html: the result for eyes, in one file that loads nothing from elsewhere.
package struct ReportPage {
    private let result: ScanResult
    private let document: ResultDocument

    /// The page of a result and its document.
    package init(_ result: ScanResult, _ document: ResultDocument) {
        self.result = result
        self.document = document
    }

    /// The page, given its pictures.
    ///
    /// - Throws: `SimstripError` where its maps cannot be compressed.
    package func html(_ pictures: [[UInt8]]) throws(SimstripError) -> String {
        let explorer = try MapExplorer(result, chart: chart).html()
        let space = SpaceExplorer(result)
        return HTMLPage(
            kind: "Simulated stripping", title: title, headline: headline, warnings: document.warnings,
            sections: [
                ("Coverage of the interface", curves),
                (
                    "Coverage maps",
                    explorer + "\n<div class=\"still\">" + maps(pictures) + "\n"
                        + phaseLegend([.sodium, .lithium, .void, .outside]) + "</div>"
                ),
                ("Before and after", try space.html(pictures[spacePlace], pictures[spacePlace + 1])),
            ] + sweepSection + [
                ("Can it be trusted?", try CutExplorer(result).html() + sideView(pictures) + greyFigures)
            ] + domainSection + [
                ("To take along", try takeAlong(chart)),
                ("Numbers", "<div class=\"numbers\">\(numbers)</div>"),
                ("How to repeat it", Provenance(document: document).html),
                (
                    "Options as resolved",
                    "<div class=\"options\">"
                        + table(options)
                        + "</div>"
                ),
            ],
            data: "curve.csv and result.json",
            script: HTMLPage.script(
                PackageResources.map_js, PackageResources.report_js, PackageResources.cuts_js,
                PackageResources.space_js, PackageResources.take_js)
        ).html
    }

    /// How many pictures the page shows.
    package var pictureCount: Int { spacePlace + 2 + (ambiguousShare == nil ? 0 : 1) }

    /// Where the slab before and after lies among the pictures: behind the maps and the side view.
    private var spacePlace: Int { shownLayers.count + 1 }

    /// A picture as PNG: one of the coverage maps or, behind them, the side view, the slab before and after, and the ambiguous
    /// columns where there are some.
    ///
    /// - Throws: `SimstripError` where it cannot be made.
    package func picture(_ index: Int) throws(SimstripError) -> [UInt8] {
        let layers = shownLayers
        guard index < layers.count else {
            switch index {
            case layers.count: return try side.png()
            case spacePlace: return try SpaceExplorer(result).picture(afterRemoving: 0)
            case spacePlace + 1:
                return try SpaceExplorer(result).picture(afterRemoving: result.curve.last.layersRemoved)
            default: return try result.ambiguous.map { PNGImage(marked: $0) }?.encoded() ?? []
            }
        }
        return try PNGImage(result.stripped.coverageMap(afterRemoving: layers[index])).encoded()
    }

    private var title: String { document.input.title }

    private var unit: String { result.curve.unit }

    private var headline: String {
        let last = result.curve.last
        let charge = last.capacity.map { ", \(fixed($0, 2)) mAh cm⁻² of dense Li" } ?? ""
        let layers = counted(last.layersRemoved, "layer")
        let columns = result.stripped.insideColumns
        return """
            <p class="headline"><strong>\(last.naShare.percentText)</strong>\(band) of the interface is covered by Na after \
            \(layers) (\(lengthText(last.strippedThickness)) \(unit)\(charge)).</p>
            \(verdict)
            \(facts)
            <p>\(columns) columns; \(document.interface.outsideColumns) outside.</p>
            """
    }

    /// What else is asked first: where Na begins to cover the interface, and how much Li that takes.
    private var facts: String {
        let last = result.curve.last
        var facts = CurveMeasure.all.filter { ["onset_thickness", "half_thickness"].contains($0.name) }.map {
            ($0.title, $0.text($0.value(result.curve), of: result.curve))
        }
        facts += [
            ("Layers as if of dense Li", last.capacity.map { "\(fixed($0, 2)) mAh cm⁻²" }),
            ("Li that was in them", last.lithiumCapacity.map { "\(fixed($0, 2)) mAh cm⁻²" }),
        ].compactMap { name, value in value.map { (name, $0) } }
        let items = facts.map { "<div><dt>\(escaped($0))</dt><dd>\(escaped($1))</dd></div>" }
        return "<dl class=\"facts\">\(items.joined())</dl>"
    }

    /// Between which the truth lies, of the map and of the electrode.
    private var band: String {
        let last = result.curve.last
        guard let map = last.naShare.percentInterval else { return "" }
        let electrode = last[.naCoverageOfElectrode]?.percentInterval.map { ", with another area \($0)" }
        return " (\(map)\(electrode ?? ""))"
    }

    /// How large Na domains are, where any is whole.
    private var domainSection: [(title: String, content: String)] {
        DomainFigure(result, document).map { [("Na domains", $0.html)] } ?? []
    }

    private var verdict: String {
        let verdict = result.verdict
        let reasons = verdict.reasons.map { "<li>\(escaped($0))</li>" }.joined()
        return "<p class=\"verdict \(verdict.status.mark)\">Verdict: <strong>\(verdict.status.rawValue)</strong></p>"
            + (reasons.isEmpty ? "" : "<ul class=\"reasons\">\(reasons)</ul>")
    }

    /// The share of the columns that may be Na on the SSE or SSE itself; nil where there are none, or that was not looked for.
    private var ambiguousShare: Double? {
        guard let count = document.interface.ambiguousColumns, count > 0 else { return nil }
        return Double(count) / Double(max(1, result.stripped.insideColumns))
    }

    private var chart: LineChart { LineChart(coverageOf: result.curve) }

    private var curves: String {
        chart.svg
            + (result.curve.last.naShare.low == nil
                ? "" : "<p>Shaded: in 95 of 100 scans the whole true curve of Na lies there.</p>")
    }

    private func takeAlong(_ chart: LineChart) throws(SimstripError) -> String {
        let figures = ScanFigures(result, chart: chart, layers: shownLayers, drawsPictures: false)
        return try TakeAlong(
            figures: [
                (.curve, "Curve, 85 mm"), (.maps, "Maps, 180 mm"), (.figure, "Curve, maps and slab, 180 mm"),
            ],
            drawing: { figure throws(SimstripError) in try figures.drawing(figure) },
            table: ("curve", "Numbers of the curve", result.curve.csv)
        ).html()
    }

    /// The section of the sweep, where there was one.
    private var sweepSection: [(title: String, content: String)] {
        guard let sweep = result.sweep, let threshold = result.naThreshold else { return [] }
        let figure = SweepFigure(sweep, threshold: threshold, layers: shownLayers)
        return [("Coverage at every threshold", figure.html)]
    }

    /// After how many layers the page shows the interface.
    private var shownLayers: [Int] { result.curve.markedLayers.uniqued() }

    private var side: CrossSectionPicture {
        CrossSectionPicture(result.sections.middle, of: result.sections.content, interface: result.interface)
    }

    /// What grey values say of the segmentation; nothing where the volume held labels.
    private var greyFigures: String {
        switch result.sections.content {
        case .grey: GreyFigures(result).html
        case .phases: ""
        }
    }

    /// How wide the map is for its height.
    private var mapShape: String {
        let extent = result.mapExtent
        return shapeStyle(width: extent.width, height: extent.height)
    }

    private func maps(_ pictures: [[UInt8]]) -> String {
        let figures = zip(shownLayers, pictures).enumerated().map { number, shown in
            let (layers, picture) = shown
            let point = result.curve.points[layers]
            return
                "<figure>\(embedded(picture, id: ScanFigures.name(ofMap: number), "coverage map after \(counted(layers, "layer"))", style: mapShape))<figcaption>"
                + "\(counted(layers, "layer")), \(lengthText(point.strippedThickness)) \(unit): Na \(point.naShare.percentText)"
                + "</figcaption></figure>"
        }
        let marked = ambiguousShare.map { share in
            "<figure>\(embedded(pictures[pictureCount - 1], "ambiguous columns", style: mapShape))<figcaption>Ambiguous:"
                + " <span class=\"swatch\" style=\"background:\(PNGImage.mark.css)\"></span>\(percentage(share)) may be Na on the SSE"
                + " or SSE itself</figcaption></figure>"
        }
        return "<div class=\"maps\">\(figures.joined())\(marked ?? "")</div>"
    }

    private func sideView(_ pictures: [[UInt8]]) -> String {
        let mapAxes = result.interface.geometry.axis.ofMap
        let row = result.sections.middle.line.index + result.interface.region[mapAxes.rows].lowerBound
        let columns = side.columns
        let edges = result.mapEdges ?? [1, 1, 1]
        let shape = shapeStyle(
            width: Double(columns.count) * edges[2], height: Double(result.sections.middle.positions.count) * edges[0])
        let content = result.sections.content
        let outlined = content == .grey ? ",\n<span class=\"key sodium\">outline of Na</span>" : ""
        return """
            <div class="from-the-side"><div class="side" style="\(shape)">\(embedded(pictures[shownLayers.count], "\(content.name) along the stripping axis"))\
            \(side.overlay(of: result.stripped.slab))</div>
            <p>\(content.title) at \(mapAxes.rows.rawValue) = \(row); \(mapAxes.columns.rawValue) from \
            \(columns.lowerBound + result.interface.region[mapAxes.columns].lowerBound) to the right, depth into the \
            electrode downwards.
            <span class="key interface">interface</span>, <span class="key last-layer">end of the last layer</span>\(outlined).</p>
            \(content.legend)</div>
            """
    }

    /// How much was taken off the curve, for those who want to know what samples alone say.
    private var bias: String {
        guard let taken = document.coverageBias, let most = taken.max(by: { abs($0) < abs($1) }) else { return "none" }
        return "up to \(signed(most, fixed(100 * abs(most), 1))) percentage points (coverage_bias in result.json)"
    }

    /// The options as resolved that have a say where phases are told apart as they were.
    private var options: [(String, String)] {
        let method = document.parameters[SegmentationOption.name].flatMap {
            SegmentationMethod(rawValue: $0.description)
        }
        return document.parameters.sorted { $0.key < $1.key }.filter { name, _ in
            method.flatMap { ScanOptions.named(name)?.objection(to: $0) } == nil
        }.map { ("--" + $0, $1.description) }
    }

    /// How the phases were told apart, in numbers.
    private var phases: [(String, String)] {
        guard let na = document.thresholds.na else {
            return [("codes of the labels", document.parameters[CodesOption.name]?.description ?? "—")]
        }
        // Where levels were fitted, no voxel was held against it.
        let threshold = result.greyLevels == nil ? [("Na threshold", "grey ≥ \(greyText(na))")] : []
        return threshold + [
            ("bias taken off Na coverage", bias),
            ("void threshold", document.thresholds.void.map { "grey ≤ \(greyText($0))" } ?? "none"),
        ]
    }

    private var numbers: String {
        let input = document.input
        let interface = document.interface
        let optional = { (value: Double?, places: Int) in value.map { fixed($0, places) } ?? "—" }
        let voxel = input.voxelSizeMicrometres.map { $0.map(lengthText).joined(separator: " × ") + " µm" } ?? "none"
        let roughness = interface.roughnessMicrometres.map { " (\(fixed($0, 2)) µm)" } ?? ""
        let geometry =
            "\(document.geometry.axis.rawValue), electrode on the \(document.geometry.electrode.rawValue) side"
        return table(
            [
                ("volume (z × y × x)", input.shape.map(String.init).joined(separator: " × ") + ", \(input.dtype)"),
                ("voxel (z × y × x)", "\(voxel), from \(input.voxelSizeSource)"),
                ("files", "\(input.files.count)"),
                ("stripping axis", geometry),
                ("interface", "\(interface.method), mean height \(optional(interface.meanHeight, 2)) voxels"),
                ("tilt", "\(optional(interface.tiltDegrees, 2))°"),
                ("roughness (RMS)", "\(optional(interface.roughnessVoxels, 2)) voxels\(roughness)"),
                ("columns outside", "\(interface.outsideColumns) of \(interface.columns)"),
            ] + phases + [
                (
                    "Na in the slab",
                    document.composition.naVolumeFraction.map { percentage($0) + " of the volume" } ?? "—"
                ),
                ("Na atoms", document.composition.naAtomicFraction.map { percentage($0) + " of Na and Li" } ?? "—"),
            ])
    }
}
