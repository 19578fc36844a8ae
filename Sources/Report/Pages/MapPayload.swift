import Drawings
import FoundationEssentials
import Results
import Stripping
import VoxelCore

/// A map as a script of the page is given it: row by row, a byte or two a column, packed; maps after any number of layers follow
/// from it.
struct MapPayload: Encodable {
    let rows, columns, layers: Int
    /// Every so manieth row and column of the map is shown.
    let thinning: Int
    /// The edges of a column along rows and columns; null where lengths are in voxels.
    let pixel: [Double?]
    /// The layer that first brings Na: 0 where none does, the largest number outside.
    let first: String
    let firstBytes: Int
    /// A bit a column of the maps after 1, 2 … N layers: whether it is void.
    let void: String?

    /// The map of a scan that was stripped just now.
    init(_ result: ScanResult) throws(SimstripError) {
        try self.init(result.firstNaLayer, of: result.curve, edges: result.mapEdges) {
            result.coverageMap(afterRemoving: $0)
        }
    }

    /// The map of a scan that was read back. Void counts as Li where no map was written that tells of it.
    init(_ scan: FinishedScan) throws(SimstripError) {
        try self.init(scan.firstNaLayer, of: scan.curve, edges: scan.mapEdges) { layers throws(SimstripError) in
            try scan.coverageMap(afterRemoving: layers)
        }
    }

    /// - Parameters:
    ///   - edges: of a voxel along the stripping axis, rows and columns, in µm; nil where lengths are in voxels.
    ///   - coverage: the map after so many layers.
    private init(
        _ map: Map<UInt16>, of curve: CoverageCurve, edges: [Double]?,
        coverage: (_ layers: Int) throws(SimstripError) -> Map<Phase>
    ) throws(SimstripError) {
        let thinning = PNGImage.thinning(rows: map.rows, columns: map.columns)
        (rows, columns) = ((map.rows + thinning - 1) / thinning, (map.columns + thinning - 1) / thinning)
        layers = curve.points.count - 1
        self.thinning = thinning
        pixel = [edges?[1], edges?[2]]
        let layerNumbers = map.thinned(by: thinning)
        firstBytes = layers < 255 ? 1 : 2
        first =
            try
            (firstBytes == 1
            ? layerNumbers.map { UInt8(truncatingIfNeeded: $0) }
            : layerNumbers.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] })
            .packedText()
        guard curve.hasVoid else {
            void = nil
            return
        }
        var bits: [UInt8] = []
        for n in 1...max(1, layers) { bits += try coverage(n).thinned(by: thinning).bits { $0 == .void } }
        void = try bits.packedText()
    }
}

extension PNGImage {
    /// The colours of maps, as a script of the page is given them: by the names of phases.
    static let mapColours = Dictionary(
        uniqueKeysWithValues: ([Phase.outside, .lithium, .sodium, .void].map { ($0.name, $0.colour) }
            + [("ambiguous", mark)]).map { ($0.0, [$0.1.red, $0.1.green, $0.1.blue]) })
}

/// A chart's cursor, as a script of the page is given it: where it stands, place by place, in the units of its view box.
struct CursorPayload: Encodable {
    let x: [Double]
    let top, bottom: Double

    /// The cursor at thicknesses along a chart.
    init(_ chart: LineChart, at thicknesses: [Double]) {
        x = thicknesses.map { (10 * chart.place(x: $0)).rounded() / 10 }
        (top, bottom) = (chart.above, chart.bottom)
    }
}

/// The data of a page for a script of its.
///
/// - Parameter id: by which the script finds them.
/// - Throws: `SimstripError` of kind `failed` where a number of them is none.
func embeddedData(_ data: some Encodable, id: String = "map-data") throws(SimstripError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.keyEncodingStrategy = .convertToSnakeCase
    // Slashes are escaped, so that no text of it ends the element.
    guard let json = try? encoder.encode(data) else {
        throw SimstripError(.failed, "\(id) of report.html hold what is no number")
    }
    return "<script type=\"application/json\" id=\"\(id)\">\(String(decoding: json, as: UTF8.self))</script>"
}

extension Array {
    /// A bit an element, eight to a byte, the first in its lowest.
    func bits(_ isSet: (Element) -> Bool) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: (count + 7) / 8)
        for (place, element) in enumerated() where isSet(element) { bytes[place / 8] |= 1 << UInt8(place % 8) }
        return bytes
    }
}
