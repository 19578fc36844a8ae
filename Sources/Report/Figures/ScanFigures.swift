import Drawings
import Results
import Stripping
import VoxelCore

/// The figures of a scan as a paper prints them, after Fig. 3 of Yoon et al. (2025): its curve, its maps at the marked thicknesses, and
/// both beside the slab before and after.
package struct ScanFigures {
    /// A figure, and what its files are called.
    package enum Figure: String, CaseIterable, Sendable {
        /// Coverage against thickness, a column wide (85 mm).
        case curve
        /// The maps, a page wide (180 mm).
        case maps
        /// The panel of all, a page wide.
        case figure
    }

    private let result: ScanResult
    private let chart: LineChart
    /// After how many layers maps are shown.
    private let layers: [Int]
    /// So many pixels wide are pictures in three dimensions; 0 where they are taken from elsewhere.
    private let spacePixels: Int

    /// The figures of a result, for print.
    package init(_ result: ScanResult) {
        self.init(result, chart: LineChart(coverageOf: result.curve), layers: result.curve.markedLayers.uniqued())
    }

    init(_ result: ScanResult, chart: LineChart, layers: [Int], spacePixels: Int = 980) {
        (self.result, self.chart, self.layers, self.spacePixels) = (result, chart, layers, spacePixels)
    }

    /// A page is so wide: 180 mm.
    private static let page = 180 * Drawing.unitsPerMillimetre
    private static let gap = 30.0

    /// A figure.
    ///
    /// - Throws: `SimstripError` of kind `failed` where a picture of it cannot be compressed.
    package func drawing(_ figure: Figure) throws(SimstripError) -> Drawing {
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
        var drawing = Drawing(width: Self.page, height: height, title: "Simulated stripping of \(title)")
        let spaceWidth = Self.page - chart.width - 2 * Self.gap
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
            let image = view.image(
                afterRemoving: removed, width: spacePixels, height: Int(Double(spacePixels) * high / wide))
            let x = Double(number) * (wide + Self.gap)
            drawing.add(.text(words, .init(x + wide / 2, top + 18), .middle, .plain, isUpright: false))
            drawing.add(
                .picture(
                    try .init(image), .init(x, top + (chart.height - high) / 2), width: wide, height: high, name: name))
        }
        drawing.add(chart.drawing, at: .init(Self.page - chart.width, top))
        drawing.add(maps, at: .init(0, top + chart.height + Self.gap))
        for (letter, x, y) in [
            ("a", 0, top + 18), ("b", Self.page - chart.width, top + 18), ("c", 0, top + chart.height + Self.gap + 20),
        ] {
            drawing.add(.text(letter, .init(x, y), .start, .letter, isUpright: false))
        }
        return drawing
    }

    // MARK: Maps

    private func maps() throws(SimstripError) -> Drawing {
        let map = result.firstNaLayer
        let edges = result.voxelSize?.ofMap(across: result.axis).micrometres ?? [1, 1, 1]
        let (across, down) = (Double(map.columns) * edges[2], Double(map.rows) * edges[1])
        let count = Double(layers.count)
        // As wide as the page, no higher than wide.
        let width = min((Self.page - (count - 1) * Self.gap) / count, 440 * across / down, 440)
        let height = width * down / across
        let top = 30.0
        var drawing = Drawing(
            width: Self.page, height: top + height + 50,
            title: "Coverage of the interface of \(title) after \(layers) layers")
        for (number, layers) in layers.enumerated() {
            let point = result.curve.points[layers]
            let x = Double(number) * (width + Self.gap)
            let words = "\(lengthText(point.strippedThickness)) \(result.curve.unit): Na \(point.naShare.percentText)"
            drawing.add(.text(words, .init(x + (number == 0 ? 40 : 0), 20), .start, .plain, isUpright: false))
            let picture = try Drawing.Picture(PNGImage(result.coverageMap(afterRemoving: layers)))
            drawing.add(.picture(picture, .init(x, top), width: width, height: height, name: Self.name(ofMap: number)))
            drawing.add(.box(.init(x, top), width: width, height: height, .frame))
        }
        scaleBar(on: &drawing, .init(0, top + height), width: width, across: across)
        var x = 0.0
        for phase in shownPhases {
            let y = top + height + 16
            drawing.add(.block(.init(x, y), width: 20, height: 20, phase.colour, opacity: 1))
            drawing.add(.box(.init(x, y), width: 20, height: 20, .frame))
            drawing.add(.text(phase.name, .init(x + 28, y + 16), .start, .plain, isUpright: false))
            x += 60 + 12 * Double(phase.name.count)
        }
        return drawing
    }

    /// The phases that the maps show.
    private var shownPhases: [Phase] {
        [.sodium, .lithium] + (result.curve.points.contains { $0.voidCoverage > 0 } ? [.void] : [])
            + (result.interface.outsideColumns > 0 ? [.outside] : [])
    }

    /// A bar of a round length in the lower left corner of the first map.
    private func scaleBar(on drawing: inout Drawing, _ corner: Drawing.Point, width: Double, across: Double) {
        let length = roundLength(atMost: across / 3)
        let long = width * length / across
        let ground = max(long, 60) + 16
        drawing.add(
            .block(.init(corner.x + 8, corner.y - 46), width: ground, height: 38, Colour(grey: 0), opacity: 0.75))
        let middle = corner.x + 8 + ground / 2
        drawing.add(
            .block(.init(middle - long / 2, corner.y - 16), width: long, height: 5, Colour(grey: 255), opacity: 1))
        drawing.add(
            .text(
                "\(short(length)) \(result.curve.unit)", .init(middle, corner.y - 22), .middle, .light, isUpright: false
            ))
    }
}

/// The longest of 1, 2 and 5 times a power of ten that is no longer than a length.
func roundLength(atMost length: Double) -> Double {
    var power = 1.0
    while power * 10 <= length { power *= 10 }
    while power > length, power > 1e-9 { power /= 10 }
    return [5.0, 2, 1].map { $0 * power }.first { $0 <= length } ?? power
}
