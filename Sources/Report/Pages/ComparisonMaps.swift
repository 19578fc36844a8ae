import Drawings
import Results
import Stripping
import VoxelCore

/// The maps of two scans at one scale: still at the marked thicknesses, i to iii of the first and iv to vi of the second, and, where
/// scripts run, side by side at whichever thickness a slider says.
struct ComparisonMaps {
    private let comparison: ScanComparison
    private let data: Payload
    /// How wide and high maps are, in µm, or in voxels where there is no voxel size.
    private let extents: [MapExtent]

    /// - Parameter charts: in the order of the page, each with a cursor.
    /// - Throws: `SimstripError` where a map cannot be read or compressed.
    init(_ comparison: ScanComparison, charts: [LineChart]) throws(SimstripError) {
        self.comparison = comparison
        extents = [comparison.a.mapExtent, comparison.b.mapExtent]
        let rows = comparison.curves.rows
        data = Payload(
            sides: [
                try Payload.Side(comparison.a, at: rows.map(\.a.layersRemoved)),
                try Payload.Side(comparison.b, at: rows.map(\.b.layersRemoved)),
            ], colours: PNGImage.mapColours, states: rows.map { $0.sentence(unit: comparison.curves.a.unit) },
            charts: charts.map { CursorPayload($0, at: rows.map(\.strippedThickness)) })
    }

    /// The numbers of a scan's maps in Fig. 3 of Yoon et al. (2025).
    static func numbers(ofFirst isFirst: Bool) -> [String] { isFirst ? ["i", "ii", "iii"] : ["iv", "v", "vi"] }

    /// The width that the widest map has, of which all others and the scale bar take their share.
    private var widest: Double { extents.map(\.width).max() ?? 1 }

    /// Both maps, a slider, and what is said of where it stands.
    ///
    /// - Throws: `SimstripError` of kind `failed` where a number of it is none.
    func explorer() throws(SimstripError) -> String {
        let sides = zip(["A", "B"], extents).map { letter, extent in
            let id = letter.lowercased()
            return "<figure><canvas id=\"map-\(id)\" role=\"img\" aria-label=\"\(letter): map of the interface\""
                + " aria-describedby=\"state-\(id)\" style=\"\(style(of: extent))\"></canvas>"
                + "<figcaption id=\"state-\(id)\"></figcaption></figure>"
        }
        let last = comparison.curves.rows.count - 1
        let shape = widest / (extents.map(\.height).max() ?? 1)
        return """
            <div class="duo"><div class="to-scale" style="--shape:\(fixed(shape, 4))">\(sides.joined())\(scaleBar)</div>
            <p class="slide"><label for="thickness">Stripped thickness</label>
            <input type="range" id="thickness" min="0" max="\(last)" step="1" value="\(last)">
            <button type="button" id="play">Play</button></p>
            <output id="state" for="thickness" aria-live="off"></output>
            \(phaseLegend([.sodium, .lithium, .void, .outside]))
            \(try embeddedData(data))</div>
            """
    }

    /// Maps i to vi.
    ///
    /// - Throws: `SimstripError` where one cannot be made.
    func still() throws(SimstripError) -> String {
        let sides = [("A", comparison.a), ("B", comparison.b)]
        var figures: [String] = []
        for (place, (letter, scan)) in sides.enumerated() {
            let marked = scan.curve.markedLayers(within: comparison.curves.thickness).uniqued()
            for (number, layers) in zip(Self.numbers(ofFirst: place == 0), marked) {
                let picture = try PNGImage(scan.coverageMap(afterRemoving: layers)).encoded()
                let image = embedded(
                    picture, id: ComparisonFigures.name(ofMap: number),
                    "\(letter): coverage map after \(counted(layers, "layer"))",
                    style: style(of: extents[place]))
                let caption = scan.caption(afterRemoving: layers)
                figures.append(
                    "<figure>\(image)<figcaption><strong>\(number)</strong> \(letter): \(caption)</figcaption></figure>"
                )
            }
        }
        return """
            <div class="marked"><div class="to-scale">\(figures.joined())\(scaleBar)</div>
            \(phaseLegend([.sodium, .lithium, .void, .outside]))</div>
            """
    }

    private func style(of extent: MapExtent) -> String {
        "width:\(fixed(100 * extent.width / widest, 3))%;aspect-ratio:\(fixed(extent.width, 4))/\(fixed(extent.height, 4))"
    }

    /// A bar of a round length, as long beside all maps.
    private var scaleBar: String {
        let length = roundLength(atMost: widest / 3)
        return "<p class=\"scale-bar\"><i style=\"--share:\(fixed(length / widest, 6))\"></i>"
            + "<span>\(lengthText(length)) \(comparison.curves.a.unit), in all maps</span></p>"
    }
}

/// What the script is given.
private struct Payload: Encodable {
    /// The first scan and the second.
    let sides: [Side]
    let colours: [String: [UInt8]]
    /// What is said of every place of the slider.
    let states: [String]
    let charts: [CursorPayload]

    struct Side: Encodable {
        let map: MapPayload
        /// After how many layers the map is shown at every place of the slider, and what is said of it.
        let layers: [Int]
        let states: [String]

        init(_ scan: FinishedScan, at layers: [Int]) throws(SimstripError) {
            map = try MapPayload(scan)
            self.layers = layers
            states = layers.map { scan.caption(afterRemoving: $0) }
        }
    }
}

extension FinishedScan {
    /// Whether the map shows void as Li, for none was written.
    func isVoidHidden(afterRemoving layers: Int) -> Bool {
        curve.points[layers].voidCoverage > 0 && !isVoidKnown(afterRemoving: layers)
    }

    /// What is said of a map: layers, thickness, Na, and void that it does not show.
    fileprivate func caption(afterRemoving layers: Int) -> String {
        let point = curve.points[layers]
        let void =
            isVoidHidden(afterRemoving: layers)
            ? ", void \(point.naShare.percent(point.voidCoverage)) %, shown as Li: no map was written" : ""
        return "\(counted(layers, "layer")), \(lengthText(point.strippedThickness)) \(curve.unit): Na"
            + " \(point.naShare.percentText)\(void)"
    }
}

extension CurveComparison.Row {
    /// Both curves in words, where they are between layers, too.
    fileprivate func sentence(unit: String) -> String {
        let layers = layersRemoved.map { "\(counted($0, "layer")), " } ?? ""
        let apart = difference(.naCoverage).map { "; B less A is \($0.pointsText)" } ?? ""
        return
            "After \(layers)\(lengthText(strippedThickness)) \(unit), Na covers \(a.naShare.percentWithInterval) in A and"
            + " \(b.naShare.percentWithInterval) in B\(apart)."
    }
}
