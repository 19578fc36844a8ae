import Drawings
import Results
import Stripping
import VoxelCore

/// The part of report.html in which the interface is looked at after any number of layers: a slider, a map that a script makes of
/// the layer that first brings Na to each column, and what is known of the column under the pointer.
struct MapExplorer {
    private let data: Payload

    /// The explorer of a result, beside its chart.
    ///
    /// - Throws: `SimstripError` where its maps cannot be compressed.
    init(_ result: ScanResult, chart: LineChart) throws(SimstripError) {
        data = try Payload(result, chart: chart)
    }

    /// The explorer and its data; the script is another part of the page.
    ///
    /// - Throws: `SimstripError` of kind `failed` where a number of it is none.
    func html() throws(SimstripError) -> String {
        let modes =
            [
                ("coverage", "Coverage"), ("first", "Layer that first brings Na"),
                ("height", "Height of the interface"),
                ("residual", "Height above its mean plane"),
            ]
            + (data.ambiguous == nil ? [] : [("ambiguous", "Ambiguous columns")])
        let radios = modes.map { value, name in
            "<label><input type=\"radio\" name=\"mode\" value=\"\(value)\"\(value == "coverage" ? " checked" : "")>"
                + " \(name)</label>"
        }
        return """
            <div class="explorer">
            <div class="stage"><div class="axis-y" id="axis-y"><span class="title">\(data.axes[0]) (\(data.unit))</span></div>
            <div class="field"><canvas id="map" tabindex="0" role="img" aria-label="Map of the interface after the layers \
            removed; arrow keys read single columns" aria-describedby="state"></canvas><div class="scale" id="scale"></div></div>
            <div class="axis-x" id="axis-x"><span class="title">\(data.axes[1]) (\(data.unit))</span></div></div>
            <div class="controls">
            <p><label for="layers">Li layers removed</label>
            <input type="range" id="layers" min="0" max="\(data.map.layers)" step="1" value="\(data.map.layers)"></p>
            <p><button type="button" id="play">Play</button></p>
            <output id="state" for="layers" aria-live="off"></output>
            <fieldset><legend>Show</legend>\(radios.joined())</fieldset>
            <div id="legend">\(phaseLegend([.sodium, .lithium, .void, .outside]))</div>
            <p class="ramp" id="ramp" hidden><span id="ramp-low"></span><i id="ramp-colours"></i><span id="ramp-high"></span></p>
            <p id="ramp-note" hidden></p>
            <output id="place" aria-live="polite"></output>\(thinned)
            <p><button type="button" id="save-map">Save this map (PNG)</button></p>
            </div></div>
            \(try embeddedData(data))
            """
    }

    private var thinned: String {
        data.map.thinning == 1
            ? "" : "<p>Every \(ordinal(data.map.thinning)) column of the map is shown; numbers are of all of them.</p>"
    }

    private func ordinal(_ number: Int) -> String {
        [2: "second", 3: "third"][number] ?? "\(number)th"
    }
}

/// What the script is given.
private struct Payload: Encodable {
    let map: MapPayload
    let unit: String
    /// The volume's axes along the map's rows and columns.
    let axes: [String]
    /// The first row and column of the map in the volume.
    let origin: [Int]
    /// A voxel's edge along the stripping axis; null where lengths are in voxels.
    let depth: Double?
    /// How far the interface lies from its mean plane: 0 … 254 from `below` to `above`, 255 outside.
    let height: String
    /// In voxels.
    let below, above: Double
    /// The plane's height at the map's first row and column, and its rise from row to row and from column to column, in voxels
    /// of the volume's own index.
    let plane: [Double]
    /// The interface's lowest and highest place, there.
    let lowest, highest: Double
    /// 1 where a column is ambiguous.
    let ambiguous: String?
    /// What is said after 0, 1 … N layers, and the thickness then.
    let states, thickness: [String]
    let colours: [String: [UInt8]]
    /// The ends of the ramps of colour, in words.
    let ranges: [String: [String]]
    let chart: CursorPayload

    init(_ result: ScanResult, chart: LineChart) throws(SimstripError) {
        let curve = result.curve
        map = try MapPayload(result)
        unit = curve.unit
        let geometry = result.interface.geometry
        axes = [geometry.axis.ofMap.rows.rawValue, geometry.axis.ofMap.columns.rawValue]
        let region = result.interface.region
        origin = [geometry.axis.ofMap.rows, geometry.axis.ofMap.columns].map { region[$0].lowerBound }
        depth = result.mapEdges?[0]
        let heights = result.interfaceHeights
        let inside = heights.values.filter(\.isFinite)
        (lowest, highest) = (Double(inside.min() ?? 0), Double(inside.max() ?? 0))
        let mean = result.interface.plane
        plane = mean.map { [$0.offset, $0.rowSlope, $0.columnSlope] } ?? [0, 0, 0]
        var residuals = heights
        for row in 0..<heights.rows {
            for column in 0..<heights.columns {
                residuals[row, column] -= Float(mean?.height(row: row, column: column) ?? 0)
            }
        }
        let shown = residuals.thinned(by: map.thinning)
        let low = shown.filter(\.isFinite).min() ?? 0
        // A flat interface has no relief, whatever the rounding of its plane.
        let high = max(shown.filter(\.isFinite).max() ?? 0, low + 0.01)
        (below, above) = (Double(low), Double(high))
        height = try shown.map { $0.isFinite ? UInt8((254 * ($0 - low) / (high - low)).rounded()) : 255 }.packedText()
        let marked = result.ambiguous.flatMap { $0.values.contains { $0 > 0 } ? $0 : nil }
        ambiguous = try marked?.thinned(by: map.thinning).map { $0 > 0 ? 1 : 0 }.packedText()
        thickness = curve.points.map { lengthText($0.strippedThickness) }
        states = curve.points.map { $0.sentence(of: curve) }
        colours = PNGImage.mapColours
        let length = { (height: Double) in fixed(height * (result.mapEdges?[0] ?? 1), 1) + " " + curve.unit }
        ranges = [
            "first": ["layer 1", "layer \(map.layers)", "Pale grey: no Na in any layer. White: outside."],
            "height": [length(lowest), length(highest), "White: outside."],
            "residual": [length(below), length(above), "White: outside."],
        ]
        self.chart = CursorPayload(chart, at: curve.points.map(\.strippedThickness))
    }
}

extension CoverageCurve.Point {
    /// The state in words.
    fileprivate func sentence(of curve: CoverageCurve) -> String {
        let charge = capacity.map { ", \(fixed($0, 2)) mAh cm⁻² of dense Li" } ?? ""
        let shares = curve.shownCoverages.map { quantity, phase in
            phase == .sodium
                ? "\(phase.name) \(naShare.percentWithInterval)"
                : "\(phase.name) \(naShare.percent(self[quantity]?.value ?? 0)) %"
        }
        return "After \(counted(layersRemoved, "layer")), \(lengthText(strippedThickness)) \(curve.unit)\(charge):"
            + " \(shares.joined(separator: ", "))."
    }
}
