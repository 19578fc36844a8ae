import MapMeasures
import Publishing
import Results
import Stripping
import VoxelCore

/// maps.csv: what every map says of its phases beside how much they cover.
struct MapsCSV: ScanExport {
    static let name = ScanFolder.mapMeasures
    private let stripped: StrippedSlab
    private let phases: [Phase]
    private let pixel: MapPixel
    private let columns: [MapMeasureColumn]

    /// Nil where no maps were asked for: a map of a million columns takes some 35 ms, a hundred of them more than the bare method.
    init?(_ result: ScanResult, _ document: ResultDocument) {
        guard !result.mapLayers.isEmpty else { return nil }
        stripped = result.stripped
        phases = stripped.findsVoid ? [.sodium, .lithium, .void] : [.sodium, .lithium]
        pixel = result.mapEdges.map { MapPixel(row: $0[1], column: $0[2]) } ?? .unit
        columns = MapMeasureColumn.all(hasVoxelSize: result.mapEdges != nil)
    }

    static func mayWrite(_ path: String) -> Bool { path == name }

    static func files(of result: FinishedFolder) -> [String] {
        // Results from before there was one name no schema.
        result.namesSchema && !result.mapLayers.isEmpty ? [name] : []
    }

    /// A map each.
    var pieces: Int { stripped.slab.layers + 1 }

    func make(_ piece: Int, in folder: OutputFolder) throws -> [UInt8] {
        let measures = stripped.coverageMap(afterRemoving: piece).measures(of: phases, pixel: pixel)
        let rows = measures.map { measures in
            ([String(piece)] + columns.map { $0.text(measures) }).joined(separator: ",") + "\n"
        }
        return Array(rows.joined().utf8)
    }

    func finish(_ made: [[UInt8]], in folder: OutputFolder) throws {
        let header = (["layers_removed"] + columns.map(\.name)).joined(separator: ",") + "\n"
        try folder.write(Array(header.utf8) + made.joined(), to: Self.name)
    }
}

/// A column of maps.csv behind `layers_removed`.
private struct MapMeasureColumn: Sendable {
    let name: String
    /// The field of a phase; empty where the map cannot tell.
    let text: @Sendable (PhaseMeasures) -> String

    private init(_ name: String, text: @escaping @Sendable (PhaseMeasures) -> String) {
        (self.name, self.text) = (name, text)
    }

    private init(_ name: String, number: @escaping @Sendable (PhaseMeasures) -> Double?) {
        self.init(name) { number($0).map { significant($0, 7) } ?? "" }
    }

    /// The columns; lengths are in µm, or in edges of a voxel where there is no voxel size.
    static func all(hasVoxelSize: Bool) -> [MapMeasureColumn] {
        let unit = hasVoxelSize ? "um" : "voxel"
        // Areas are in µm², those that patches are counted on in mm².
        let (counted, perArea) = hasVoxelSize ? ("mm2", 1e6) : ("voxel2", 1)
        return [
            .init("phase") { $0.phase.name.lowercased() },
            // With the digits that the curve has.
            .init("coverage") { $0.coverage.map { "\($0)" } ?? "" },
            .init("patches") { String($0.patches) },
            .init("patches_per_\(counted)") { $0.patchDensity.map { $0 * perArea } },
            .init("mean_patch_area_\(unit)2") { $0.meanPatchArea },
            .init("contact_line_\(unit)_per_\(unit)2") { $0.contactLine },
            .init("largest_inscribed_radius_\(unit)") { $0.largestInscribedRadius },
            .init("mean_chord_\(unit)") { $0.meanChord },
            .init("correlation_length_\(unit)") { $0.correlationLength },
            .init("dispersion") { $0.dispersion },
            .init("dispersion_independent_low") { $0.dispersionOfIndependent?.lowerBound },
            .init("dispersion_independent_high") { $0.dispersionOfIndependent?.upperBound },
            .init("area_weighted_patch_area_\(unit)2") { $0.areaWeightedPatchArea },
            .init("border_area_share") { $0.borderAreaShare },
            .init("radius_touches_border") { $0.radiusTouchesBorder.map { $0 ? "true" : "false" } ?? "" },
            .init("mean_chord_along_rows_\(unit)") { $0.meanChordAlongRows },
            .init("mean_chord_along_columns_\(unit)") { $0.meanChordAlongColumns },
        ]
    }
}
