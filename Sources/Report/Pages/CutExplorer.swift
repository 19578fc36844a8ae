import Drawings
import Results
import Stripping
import VoxelCore

/// The part of report.html in which the segmentation is checked by eye: cuts through the slab along both directions of the map,
/// through the column that is pointed at, with what was found drawn over the grey values.
struct CutExplorer {
    private let data: Payload

    /// The cuts of a result.
    ///
    /// - Throws: `SimstripError` where they cannot be compressed.
    init(_ result: ScanResult) throws(SimstripError) { data = try Payload(result) }

    /// The cuts and their data; the script is another part of the page.
    ///
    /// - Throws: `SimstripError` of kind `failed` where a number of it is none.
    func html() throws(SimstripError) -> String {
        let overlays = [
            ("interface", "interface"), ("sodium", "outline of Na"), ("void", "void"),
            ("last-layer", "end of the layers removed"),
        ]
        .map { value, name in
            "<label><input type=\"checkbox\" name=\"overlay\" value=\"\(value)\" checked> <span class=\"key \(value)\">\(name)</span></label>"
        }
        let figures = (data.columns == nil ? ["rows"] : ["rows", "columns"]).map { direction in
            "<figure class=\"cut\"><canvas id=\"cut-\(direction)\" role=\"img\" aria-label=\"cut along the map's \(direction)\" aria-describedby=\"cut-\(direction)-note\"></canvas>"
                + "<figcaption id=\"cut-\(direction)-note\"></figcaption></figure>"
        }
        return """
            <div class="cuts"><p>Grey values along the stripping axis through the column pointed at in the map; the SSE is \
            above, depth into the electrode runs downwards. Na is looked for down to the last layer, dotted where fewer are removed.</p>
            \(figures.joined(separator: "\n"))
            <fieldset><legend>Draw over the cuts</legend>\(overlays.joined(separator: "\n"))</fieldset></div>
            \(try embeddedData(data, id: "cut-data"))
            """
    }
}

/// What the script is given.
private struct Payload: Encodable {
    /// How many voxels deep the cuts are.
    let depth: Int
    /// Along rows and along columns of the map; no columns where only the layers were read.
    let rows: Lines
    let columns: Lines?

    struct Lines: Encodable {
        /// Which rows, or columns, of the map are cut through.
        let at: [Int]
        /// How many columns of the map each of them has.
        let length: Int
        /// Line after line, each from the SSE into the electrode: the phase's code in the lowest three bits of a byte, and the
        /// grey value above, 31 steps from the 0.5th to the 99.5th percentile; packed.
        let voxels: String
        /// How far below the upper edge the interface lies, in 64ths of a voxel, little endian; 65535 outside; packed.
        let interface: String
        /// By how many voxels the first layer begins behind the interface, as a signed byte; packed.
        let offset: String
    }

    init(_ result: ScanResult) throws(SimstripError) {
        let sections = result.sections
        depth = sections.middle.positions.count
        let range = GreyWindow(of: sections.alongRows.map(\.grey))
        rows = try Lines(sections.alongRows, of: result, range)
        columns = sections.alongColumns.isEmpty ? nil : try Lines(sections.alongColumns, of: result, range)
    }
}

extension Payload.Lines {
    fileprivate init(_ sections: [CrossSection], of result: ScanResult, _ range: GreyWindow) throws(SimstripError) {
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
                    let level = UInt8(31 * range.share(of: section.grey[shown, along]))
                    bytes.append(level << 3 | section.phases[shown, along].rawValue)
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
