import Drawings
import Results
import Stripping
import VoxelCore

/// The part of report.html in which the segmentation is checked by eye: cuts through the slab along both directions of the map,
/// through the column that is pointed at, with what was found drawn over the grey values.
struct CutExplorer {
    private let data: Payload
    private let content: CrossSections.Content

    /// The cuts of a result.
    ///
    /// - Throws: `SimstripError` where they cannot be compressed.
    init(_ result: ScanResult) throws(SimstripError) {
        data = try Payload(result)
        content = result.sections.content
    }

    /// The cuts and their data; the script is another part of the page.
    ///
    /// - Throws: `SimstripError` of kind `failed` where a number of it is none.
    func html() throws(SimstripError) -> String {
        let overlays = content.overlays.map { value, name in
            "<label><input type=\"checkbox\" name=\"overlay\" value=\"\(value)\" checked> <span class=\"key \(value)\">\(name)</span></label>"
        }
        let figures = (data.columns == nil ? ["rows"] : ["rows", "columns"]).map { direction in
            "<figure class=\"cut\"><canvas id=\"cut-\(direction)\" role=\"img\" aria-label=\"cut along the map's \(direction)\" aria-describedby=\"cut-\(direction)-note\"></canvas>"
                + "<figcaption id=\"cut-\(direction)-note\"></figcaption></figure>"
        }
        return """
            <div class="cuts"><p>\(content.title) along the stripping axis through the column pointed at in the map; the SSE is \
            above, depth into the electrode runs downwards. Na is looked for down to the last layer, dotted where fewer are removed.</p>
            \(content.legend)
            \(figures.joined(separator: "\n"))
            <fieldset><legend>Draw over the cuts</legend>\(overlays.joined(separator: "\n"))</fieldset></div>
            \(try embeddedData(data, id: "cut-data"))
            """
    }
}

extension CrossSections.Content {
    /// What a picture shows, as a sentence begins with it.
    var title: String {
        switch self {
        case .grey: "Grey values"
        case .phases: "Labels"
        }
    }

    /// The same within a sentence.
    var name: String { title.lowercased() }

    /// What can be drawn over it: what is seen in it needs no outline.
    fileprivate var overlays: [(value: String, name: String)] {
        let lines = [("interface", "interface"), ("last-layer", "end of the layers removed")]
        return switch self {
        case .grey: [lines[0], ("sodium", "outline of Na"), ("void", "void"), lines[1]]
        case .phases: lines
        }
    }

    /// What its colours are, where they have to be said.
    var legend: String {
        switch self {
        case .grey: ""
        case .phases: phaseLegend([.electrolyte, .lithium, .sodium, .void, .outside])
        }
    }
}

/// What the script is given.
private struct Payload: Encodable {
    /// How many voxels deep the cuts are.
    let depth: Int
    /// Along rows and along columns of the map; no columns where only the layers were read.
    let rows: Lines
    let columns: Lines?
    /// The colours of the labels by code, red, green and blue; nil where grey values are shown.
    let palette: [[Int]]?

    struct Lines: Encodable {
        /// Which rows, or columns, of the map are cut through.
        let at: [Int]
        /// How many columns of the map each of them has.
        let length: Int
        /// Line after line, each from the SSE into the electrode: the phase's code in the lowest three bits of a byte, and the
        /// grey value above, 31 steps from the 0.5th to the 99.5th percentile, or the label's code; packed.
        let voxels: String
        /// How far below the upper edge the interface lies, in 64ths of a voxel, little endian; 65535 outside; packed.
        let interface: String
        /// By how many voxels the first layer begins behind the interface, as a signed byte; packed.
        let offset: String
    }

    init(_ result: ScanResult) throws(SimstripError) {
        let sections = result.sections
        depth = sections.middle.positions.count
        let level: (Float) -> UInt8
        switch sections.content {
        case .grey:
            let range = GreyWindow(of: sections.alongRows.map(\.grey))
            level = { UInt8(31 * range.share(of: $0)) }
            palette = nil
        case .phases:
            level = { UInt8($0) }
            palette = Phase.allCases.map { [$0.colour.red, $0.colour.green, $0.colour.blue].map(Int.init) }
        }
        rows = try Lines(sections.alongRows, of: result, level)
        columns = sections.alongColumns.isEmpty ? nil : try Lines(sections.alongColumns, of: result, level)
    }
}

extension Payload.Lines {
    fileprivate init(_ sections: [CrossSection], of result: ScanResult, _ level: (Float) -> UInt8) throws(SimstripError)
    {
        at = sections.map(\.line.index)
        length = sections.first?.grey.columns ?? 0
        let (slab, interface) = (result.stripped.slab, result.interface)
        let step = slab.geometry.electrode.step
        var bytes: [UInt8] = []
        var heights: [UInt8] = []
        var offsets: [UInt8] = []
        for section in sections {
            let depth = section.positions.count
            for row in 0..<depth {
                let shown = slab.geometry.electrode == .high ? row : depth - 1 - row
                for along in 0..<section.grey.columns {
                    bytes.append(level(section.grey[shown, along]) << 3 | section.phases[shown, along].rawValue)
                }
            }
            for along in 0..<section.grey.columns {
                let height = section.depth(of: interface, along).map { UInt16(min(max(64 * $0, 0), 65534)) } ?? .max
                heights += [UInt8(truncatingIfNeeded: height), UInt8(truncatingIfNeeded: height >> 8)]
                let place = section.line.place(along)
                let (layer, surface) = (
                    slab.layerStart[place.row, place.column], slab.surfaceStart[place.row, place.column]
                )
                let offset = layer == Slab.outside ? 0 : Int(layer - surface) * step
                offsets.append(UInt8(bitPattern: Int8(clamping: offset)))
            }
        }
        (voxels, self.interface, offset) = (try bytes.packedText(), try heights.packedText(), try offsets.packedText())
    }
}
