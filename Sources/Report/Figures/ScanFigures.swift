import Drawings
import Results
import Stripping
import VoxelCore

/// The figures of a scan as a paper prints them, after Fig. 3 of Yoon et al. (2025): its curve, its maps at the marked thicknesses, and
/// both beside the slab before and after.
package struct ScanFigures {
    private let result: ScanResult
    private let chart: LineChart
    /// After how many layers maps are shown.
    private let layers: [Int]
    /// Whether the pictures are drawn; else whoever writes the drawing puts them in by their names.
    private let drawsPictures: Bool

    /// The figures of a result, for print.
    package init(_ result: ScanResult) {
        self.init(result, chart: LineChart(coverageOf: result.curve), layers: result.curve.markedLayers.uniqued())
    }

    init(_ result: ScanResult, chart: LineChart, layers: [Int], drawsPictures: Bool = true) {
        (self.result, self.chart, self.layers, self.drawsPictures) = (result, chart, layers, drawsPictures)
    }

    /// So many pixels wide are pictures in three dimensions: 600 dots per inch.
    private static let spacePixels = 980
    private static let gap = MapSheet.gap

    /// A figure.
    ///
    /// - Throws: `SimstripError` of kind `failed` where a picture of it cannot be compressed.
    package func drawing(_ figure: PaperFigure) throws(SimstripError) -> Drawing {
        switch figure {
        case .curve: chart.drawing
        case .maps: try maps()
        case .figure: try panel()
        }
    }

    /// The names of the pictures in the drawings, by which a page finds its own.
    static func name(ofMap number: Int) -> String { "map-\(number + 1)" }
    static let (before, after) = ("before", "after")

    private var title: String { result.document.input.title }

    private func panel() throws(SimstripError) -> Drawing {
        let maps = try maps()
        let top = 30.0
        let height = top + chart.height + Self.gap + maps.height
        var drawing = Drawing(width: PaperFigure.page, height: height, title: "Simulated stripping of \(title)")
        let spaceWidth = PaperFigure.page - chart.width - 2 * Self.gap
        // Side by side, as wide as there is place.
        let wide = (spaceWidth - Self.gap) / 2
        let high = wide * Double(SpaceExplorer.height) / Double(SpaceExplorer.width)
        let view = SlabView(result)
        let last = result.curve.last
        let states = [
            (0, Self.before, "before"),
            (last.layersRemoved, Self.after, "after \(lengthText(last.strippedThickness)) \(result.curve.unit)"),
        ]
        for (number, (removed, name, words)) in states.enumerated() {
            let picture = try picture { () throws(SimstripError) in
                try Drawing.Picture(
                    view.image(
                        afterRemoving: removed, width: Self.spacePixels,
                        height: Int(Double(Self.spacePixels) * high / wide)))
            }
            let x = Double(number) * (wide + Self.gap)
            drawing.add(.text(words, .init(x + wide / 2, top + 18), .middle, .plain, isUpright: false))
            drawing.add(
                .picture(
                    picture, .init(x, top + (chart.height - high) / 2), width: wide, height: high, name: name))
        }
        drawing.add(chart.drawing, at: .init(PaperFigure.page - chart.width, top))
        drawing.add(maps, at: .init(0, top + chart.height + Self.gap))
        for (letter, x, y) in [
            ("a", 0, top + 18), ("b", PaperFigure.page - chart.width, top + 18),
            ("c", 0, top + chart.height + Self.gap + 20),
        ] {
            drawing.add(.text(letter, .init(x, y), .start, .letter, isUpright: false))
        }
        return drawing
    }

    // MARK: Maps

    private func maps() throws(SimstripError) -> Drawing {
        var maps: [MapSheet.Map] = []
        for (number, layers) in layers.enumerated() {
            let point = result.curve.points[layers]
            let picture = try picture { () throws(SimstripError) in
                try Drawing.Picture(PNGImage(result.coverageMap(afterRemoving: layers)))
            }
            maps.append(
                .init(
                    words:
                        "\(lengthText(point.strippedThickness)) \(result.curve.unit): Na \(point.naShare.percentText)",
                    extent: result.mapExtent, picture: picture, name: Self.name(ofMap: number)))
        }
        return MapSheet(
            rows: [maps], unit: result.curve.unit, hasVoid: result.curve.hasVoid,
            hasOutside: result.interface.outsideColumns > 0, width: PaperFigure.page, indent: 40
        ).drawing(
            title:
                "Coverage of the interface of \(title) after \(layers.map(String.init).joined(separator: ", ")) layers")
    }

    /// A picture, or what stands in its place.
    private func picture(
        _ draw: () throws(SimstripError) -> Drawing.Picture
    ) throws(SimstripError) -> Drawing.Picture { drawsPictures ? try draw() : .elsewhere }
}
