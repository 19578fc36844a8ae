import Drawings
import Results
import Stripping
import VoxelCore

/// The figures of two scans as a paper prints them, after Fig. 3d and e of Yoon et al. (2025): the curve of the first above that of
/// the second, their maps at one scale, i to iii above iv to vi, and both side by side.
package struct ComparisonFigures {
    private let comparison: ScanComparison
    /// Whether the pictures are drawn; else whoever writes the drawing puts them in by their names.
    private let drawsPictures: Bool

    /// The figures of a comparison, for print.
    package init(_ comparison: ScanComparison) { self.init(comparison, drawsPictures: true) }

    init(_ comparison: ScanComparison, drawsPictures: Bool) {
        (self.comparison, self.drawsPictures) = (comparison, drawsPictures)
    }

    /// How wide curves are beside maps.
    private static let beside = 520.0
    private static let letters = 34.0

    /// A figure.
    ///
    /// - Throws: `SimstripError` where a map cannot be read, or a picture of it not be compressed.
    package func drawing(_ figure: PaperFigure) throws(SimstripError) -> Drawing {
        switch figure {
        case .curve: curves(width: 640)
        case .maps: try maps(width: PaperFigure.page)
        case .figure: try panel()
        }
    }

    /// The name of a picture in the drawings, by which a page finds its own.
    static func name(ofMap number: String) -> String { "map-\(number)" }

    private var names: String { "\(comparison.a.name) and \(comparison.b.name)" }

    private func panel() throws(SimstripError) -> Drawing {
        let curves = curves(width: Self.beside)
        let maps = try maps(width: PaperFigure.page - Self.beside - MapSheet.gap)
        var drawing = Drawing(
            width: PaperFigure.page, height: Self.letters + max(curves.height, maps.height),
            title: "Simulated stripping of \(names)")
        drawing.add(curves, at: .init(0, Self.letters))
        drawing.add(maps, at: .init(Self.beside + MapSheet.gap, Self.letters))
        for (letter, x) in [("a", 0), ("b", Self.beside + MapSheet.gap)] {
            drawing.add(.text(letter, .init(x, 20), .start, .letter, isUpright: false))
        }
        return drawing
    }

    private func curves(width: Double) -> Drawing {
        let charts = ComparisonCharts(comparison).stacked(width: width)
        let title = 24.0
        var drawing = Drawing(
            width: width, height: charts.reduce(0) { $0 + title + $1.height },
            title: "Coverage of the interface of \(names)")
        var top = 0.0
        for (words, chart) in zip(["A: \(comparison.a.name)", "B: \(comparison.b.name)"], charts) {
            drawing.add(.text(words, .init(chart.place(x: 0), top + 18), .start, .plain, isUpright: false))
            drawing.add(chart.drawing, at: .init(0, top + title))
            top += title + chart.height
        }
        return drawing
    }

    private func maps(width: Double) throws(SimstripError) -> Drawing {
        var rows: [[MapSheet.Map]] = []
        var isVoidHidden = false
        for (isFirst, scan) in [(true, comparison.a), (false, comparison.b)] {
            let marked = scan.curve.markedLayers(within: comparison.curves.thickness).uniqued()
            var maps: [MapSheet.Map] = []
            for (number, layers) in zip(ComparisonMaps.numbers(ofFirst: isFirst), marked) {
                let point = scan.curve.points[layers]
                isVoidHidden = isVoidHidden || scan.isVoidHidden(afterRemoving: layers)
                let thickness = "\(lengthText(point.strippedThickness)) \(scan.curve.unit)"
                maps.append(
                    .init(
                        words: "\(number)  \(isFirst ? "A" : "B"), \(thickness): Na \(point.naShare.percentText)",
                        extent: scan.mapExtent,
                        picture: drawsPictures
                            ? try Drawing.Picture(PNGImage(scan.coverageMap(afterRemoving: layers))) : .elsewhere,
                        name: Self.name(ofMap: number)))
            }
            rows.append(maps)
        }
        let scans = [comparison.a, comparison.b]
        return MapSheet(
            rows: rows, unit: comparison.curves.a.unit, hasVoid: scans.contains { $0.curve.hasVoid },
            hasOutside: scans.contains { $0.document.interface.outsideColumns > 0 }, width: width,
            note: isVoidHidden ? "Void is shown as Li where no map of it was written." : nil
        ).drawing(title: "Coverage of the interface of \(names)")
    }
}
