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
    /// A page is so wide: 180 mm.
    private static let page = 180 * Drawing.unitsPerMillimetre
    private static let gap = 30.0
    /// Maps keep clear of the edges, for half of their frame lies outside them.
    private static let edge = 1.0
    /// How high maps are at most, and how wide the words above them.
    private static let highest = 440.0
    private static let words = 300.0

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
        // As wide as the page, no higher than wide; narrow ones stand as far apart as the words above them take.
        let room = Self.page - 2 * Self.edge
        let width = min((room - (count - 1) * Self.gap) / count, Self.highest * across / down)
        let height = width * down / across
        let pitch = max(width, min(Self.words, room / count)) + Self.gap
        let top = 30.0
        let below = top + height + 16
        var drawing = Drawing(
            width: Self.page, height: below + 34,
            title:
                "Coverage of the interface of \(title) after \(layers.map(String.init).joined(separator: ", ")) layers")
        for (number, layers) in layers.enumerated() {
            let point = result.curve.points[layers]
            let x = Self.edge + Double(number) * pitch
            let words = "\(lengthText(point.strippedThickness)) \(result.curve.unit): Na \(point.naShare.percentText)"
            drawing.add(.text(words, .init(x + (number == 0 ? 40 : 0), 20), .start, .plain, isUpright: false))
            let picture = try picture { () throws(SimstripError) in
                try Drawing.Picture(PNGImage(result.coverageMap(afterRemoving: layers)))
            }
            drawing.add(.picture(picture, .init(x, top), width: width, height: height, name: Self.name(ofMap: number)))
            drawing.add(.box(.init(x, top), width: width, height: height, .frame))
        }
        // Below the maps: a bar of a round length, and what the colours are.
        let length = roundLength(atMost: across / 3)
        let (bar, text) = (width * length / across, "\(short(length)) \(result.curve.unit)")
        drawing.add(.block(.init(Self.edge, below + 7), width: bar, height: 5, Colour(grey: 0), opacity: 1))
        drawing.add(.text(text, .init(Self.edge + bar + 10, below + 16), .start, .plain, isUpright: false))
        var x = Self.edge + bar + 60 + 12 * Double(text.count)
        for phase in shownPhases {
            drawing.add(.block(.init(x, below), width: 20, height: 20, phase.colour, opacity: 1))
            drawing.add(.box(.init(x, below), width: 20, height: 20, .frame))
            drawing.add(.text(phase.name, .init(x + 28, below + 16), .start, .plain, isUpright: false))
            x += 60 + 12 * Double(phase.name.count)
        }
        return drawing
    }

    /// A picture, or what stands in its place.
    private func picture(
        _ draw: () throws(SimstripError) -> Drawing.Picture
    ) throws(SimstripError) -> Drawing.Picture { drawsPictures ? try draw() : .elsewhere }

    /// The phases that the maps show.
    private var shownPhases: [Phase] {
        [.sodium, .lithium] + (result.curve.points.contains { $0.voidCoverage > 0 } ? [.void] : [])
            + (result.interface.outsideColumns > 0 ? [.outside] : [])
    }
}

/// The longest of 1, 2 and 5 times a power of ten that is no longer than a length.
func roundLength(atMost length: Double) -> Double {
    var power = 1.0
    while power * 10 <= length { power *= 10 }
    while power > length, power > 1e-9 { power /= 10 }
    return [5.0, 2, 1].map { $0 * power }.first { $0 <= length } ?? power
}
