import Publishing
import Results
import Stripping
import VoxelCore

/// maps/coverage_NNNN.pgm and .csv: the interface after so many layers.
struct CoverageMaps: ScanExport {
    static let folder = ScanFolder.maps
    private let layers: [Int]
    private let stripped: StrippedSlab

    init?(_ result: ScanResult, _ document: ResultDocument) {
        guard !result.mapLayers.isEmpty else { return nil }
        layers = result.mapLayers
        stripped = result.stripped
    }

    static func mayWrite(_ path: String) -> Bool {
        path.hasPrefix("\(ScanFolder.maps)/coverage_") && (path.hasSuffix(".pgm") || path.hasSuffix(".csv"))
    }

    static func files(of result: FinishedFolder) -> [String] {
        result.mapLayers.map(ScanFolder.coverageMap).flatMap { ["\($0).pgm", "\($0).csv"] }
    }

    /// A map each.
    var pieces: Int { layers.count }

    func make(_ piece: Int, in folder: OutputFolder) throws -> [UInt8] {
        let map = stripped.coverageMap(afterRemoving: layers[piece])
        let name = ScanFolder.coverageMap(layers[piece])
        try folder.write(map.pgm, to: name + ".pgm")
        try folder.write(map.csv, to: name + ".csv")
        return []
    }
}

extension Map<Phase> {
    /// The map as a binary PGM (Netpbm P5), 8 bit: every column's `grey`.
    package var pgm: [UInt8] {
        Array("P5\n\(columns) \(rows)\n255\n".utf8) + values.map(\.grey)
    }

    /// The map as a matrix without a header: every column's code.
    package var csv: [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(2 * count)
        for (index, phase) in values.enumerated() {
            text.append(UInt8(ascii: "0") + phase.rawValue)
            text.append((index + 1) % columns == 0 ? UInt8(ascii: "\n") : UInt8(ascii: ","))
        }
        return text
    }
}
