import MapMeasures
import Publishing
import Results
import Stripping
import VoxelCore

/// maps_s2.csv: S₂(r) of every map that is written and of each of its phases.
struct PairProbabilityCSV: MapDistributionExport {
    static let name = "maps_s2.csv"
    let maps: DistributedMaps

    static func header(_ unit: String) -> String { "layers_removed,phase,distance_\(unit),s2,pairs" }

    static func rows(of map: Map<Phase>, _ phase: Phase, pixel: MapPixel) -> [[String]] {
        map.pairProbability(of: phase, pixel: pixel).points.map {
            [significant($0.distance, 7), significant($0.probability, 7), String($0.pairs)]
        }
    }
}

/// maps_chords.csv: chord lengths of every map that is written and of each of its phases.
struct ChordLengthsCSV: MapDistributionExport {
    static let name = "maps_chords.csv"
    let maps: DistributedMaps

    static func header(_ unit: String) -> String {
        "layers_removed,phase,along,chord_\(unit),chords,chords_per_\(unit)"
    }

    static func rows(of map: Map<Phase>, _ phase: Phase, pixel: MapPixel) -> [[String]] {
        let lengths = map.chordLengths(of: phase, pixel: pixel)
        return [("rows", lengths.alongRows), ("columns", lengths.alongColumns)].flatMap { along, lengths in
            lengths.bins.map { [along, significant($0.length, 7), String($0.count), significant($0.density, 7)] }
        }
    }
}

/// The maps whose distributions are written.
struct DistributedMaps: Sendable {
    let stripped: StrippedSlab
    let layers: [Int]
    let phases: [Phase]
    let pixel: MapPixel
    let unit: String
}

/// A table of distributions, a map after the other.
protocol MapDistributionExport: ScanExport {
    static var name: String { get }
    var maps: DistributedMaps { get }

    init(maps: DistributedMaps)

    /// The first line, without its end.
    static func header(_ unit: String) -> String
    /// The fields behind the number of layers and the phase.
    static func rows(of map: Map<Phase>, _ phase: Phase, pixel: MapPixel) -> [[String]]
}

extension MapDistributionExport {
    init?(_ result: ScanResult, _ document: ResultDocument) {
        guard document.parameters["map-distributions"] == .bool(true), !result.mapLayers.isEmpty else { return nil }
        self.init(
            maps: DistributedMaps(
                stripped: result.stripped, layers: result.mapLayers.sorted(),
                phases: result.stripped.findsVoid ? [.sodium, .lithium, .void] : [.sodium, .lithium],
                pixel: result.mapEdges.map { MapPixel(row: $0[1], column: $0[2]) } ?? .unit,
                unit: result.mapEdges == nil ? "voxel" : "um"))
    }

    static func mayWrite(_ path: String) -> Bool { path == name }

    static func files(of result: FinishedFolder) -> [String] {
        result.isOn("map-distributions") && !result.mapLayers.isEmpty ? [name] : []
    }

    /// A map each.
    var pieces: Int { maps.layers.count }

    func make(_ piece: Int, in folder: OutputFolder) throws -> [UInt8] {
        let layers = maps.layers[piece]
        let map = maps.stripped.coverageMap(afterRemoving: layers)
        let lines = maps.phases.flatMap { phase in
            Self.rows(of: map, phase, pixel: maps.pixel).map { row in
                ([String(layers), phase.name.lowercased()] + row).joined(separator: ",") + "\n"
            }
        }
        return Array(lines.joined().utf8)
    }

    func finish(_ made: [[UInt8]], in folder: OutputFolder) throws {
        try folder.write(Array((Self.header(maps.unit) + "\n").utf8) + made.joined(), to: Self.name)
    }
}
