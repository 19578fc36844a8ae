import Drawings
import Results
import Stripping
import VoxelCore

/// The part of report.html in which the slab is seen in three dimensions, before and after layers are removed.
struct SpaceExplorer {
    private let view: SlabView
    private let result: ScanResult

    init(_ result: ScanResult) {
        view = SlabView(result)
        self.result = result
    }

    /// So many pixels.
    static let (width, height) = (720, 440)

    /// The still picture of a state.
    ///
    /// - Throws: `SimstripError` of kind `failed` where it cannot be compressed.
    func picture(afterRemoving layers: Int) throws(SimstripError) -> [UInt8] {
        try view.image(afterRemoving: layers, width: Self.width, height: Self.height).encoded()
    }

    /// The still pictures, what a script draws in their place, and its data.
    ///
    /// - Throws: `SimstripError` where these cannot be compressed.
    func html(_ before: [UInt8], _ after: [UInt8]) throws(SimstripError) -> String {
        let last = result.curve.last
        let stripped = "after \(lengthText(last.strippedThickness)) \(result.curve.unit) have been removed"
        let block = "\(view.block.rows.count) × \(view.block.columns.count) columns in the middle of the map"
        let canvas = { (id: String, words: String) in
            "<figure><canvas id=\"space-\(id)\" width=\"\(Self.width)\" height=\"\(Self.height)\" tabindex=\"0\" role=\"img\""
                + " aria-label=\"The slab \(words); arrow keys turn it\"></canvas><figcaption>"
        }
        return """
            <div class="space">\(canvas("before", "before stripping"))Before</figcaption></figure>
            \(canvas("after", "after layers have been removed"))<span id="space-note"></span></figcaption></figure></div>
            <div class="still maps wide"><figure>\(embedded(before, id: ScanFigures.before, "the slab before stripping"))\
            <figcaption>Before</figcaption></figure>
            <figure>\(embedded(after, id: ScanFigures.after, "the slab \(stripped)"))<figcaption>The same \(stripped)</figcaption>\
            </figure></div>
            <p>\(block): Na white, Li a grey veil, SSE brown; the Na of the layers removed lies on the SSE. <span \
            class="turn">Drag, or use the arrow keys, to turn it; the slider above removes the layers.</span></p>
            \(try embeddedData(Payload(view), id: "space-data"))
            """
    }
}

/// What the script is given.
private struct Payload: Encodable {
    let rows, columns, layers: Int
    /// The phase of every voxel, layer by layer; packed.
    let phases: String
    /// How far the interface lies above its lowest place, in 256ths of a layer, little endian; 65535 outside; packed.
    let lifts: String
    let rowEdge, depthEdge, floor, opacity: Double
    /// In degrees.
    let azimuth, elevation: Double
    /// How bright sides are beside the top.
    let shades: [Double]
    let colours: [String: [UInt8]]

    init(_ view: SlabView) throws(SimstripError) {
        let block = view.block
        (rows, columns, layers) = (block.rows.count, block.columns.count, block.layers)
        phases = try block.phases.map(\.rawValue).packedText()
        lifts = try view.lifts.flatMap { lift -> [UInt8] in
            let steps = lift.map { UInt16(min($0 * 256, 65534)) } ?? .max
            return [UInt8(truncatingIfNeeded: steps), UInt8(truncatingIfNeeded: steps >> 8)]
        }.packedText()
        (rowEdge, depthEdge, floor, opacity) = (view.rowEdge, view.depthEdge, SlabView.floor, SlabView.opacity)
        (azimuth, elevation) = (SlabView.Direction.usual.azimuth, SlabView.Direction.usual.elevation)
        shades = [SlabView.shades.rows, SlabView.shades.columns]
        colours = [
            "electrolyte": SlabView.electrolyte, "sodium": SlabView.sodium, "lithium": SlabView.lithium,
            "void": Phase.void.colour,
        ].mapValues { [$0.red, $0.green, $0.blue] }
    }
}
