import Analysis
import Exports
import Foundation
import Options
import Phantom
import Results
import TestSupport
import Testing
import VolumeIO
import VoxelCore

/// maps.csv of a scan.
@Suite struct MapMeasuresFileTests {
    private static let header =
        "layers_removed,phase,coverage,patches,patches_per_mm2,mean_patch_area_um2,contact_line_um_per_um2,"
        + "largest_inscribed_radius_um,mean_chord_um,correlation_length_um,dispersion"

    /// The lines of maps.csv, each in its fields, and those of curve.csv.
    private func files(_ parameters: ScanParameters, threads: Int = 2) throws -> (maps: [[String]], curve: [[String]]) {
        let temporary = try TemporaryFolder()
        var parameters = parameters
        parameters.threads = threads
        parameters.maps = .some([3])
        let shape = VolumeShape(slices: 60, rows: 62, columns: 64)
        let phantom = try Phantom(PhantomRecipe(kind: .cycled, shape: shape))
        let result = try Scan(of: Volume(phantom, named: "phantom"), parameters).strip()
        try result.write(to: temporary.file("out"))
        return try (lines(temporary.file("out/maps.csv")), lines(temporary.file("out/curve.csv")))
    }

    private func lines(_ path: String) throws -> [[String]] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    private var parameters: ScanParameters {
        ScanParameters(
            voxelSize: .size(VoxelSize(z: .um(1.4), y: .um(1.4), x: .um(0.7))), axis: .z, electrode: .high,
            amount: .layers(6), interface: .index(30), segmentation: .threshold)
    }

    /// On request S₂ and chord lengths of the maps that are written; S₂ at no distance is the coverage, and no byte depends on threads.
    @Test func distributionsAreWrittenOnRequest() throws {
        var written: [[[UInt8]]] = []
        for threads in [1, 3] {
            let temporary = try TemporaryFolder()
            var parameters = parameters
            (parameters.threads, parameters.maps, parameters.writesMapDistributions) = (threads, .some([5, 3]), true)
            let phantom = try Phantom(
                PhantomRecipe(kind: .cycled, shape: VolumeShape(slices: 60, rows: 62, columns: 64)))
            try Scan(of: Volume(phantom, named: "phantom"), parameters).strip().write(to: temporary.file("out"))
            written.append(
                try ["out/maps_s2.csv", "out/maps_chords.csv"].map { try bytes(ofFile: temporary.file($0)) })
            guard threads == 1 else { continue }
            let pairs = try lines(temporary.file("out/maps_s2.csv"))
            #expect(pairs[0] == ["layers_removed", "phase", "distance_um", "s2", "pairs"])
            let curve = try lines(temporary.file("out/curve.csv"))
            for (layers, phase, column) in [(3, "na", 4), (3, "li", 5), (5, "na", 4), (5, "li", 5)] {
                let rows = pairs.filter { $0[0] == "\(layers)" && $0[1] == phase }
                #expect(rows.first?[2] == "0" && rows.count > 20)
                let (found, coverage) = (Double(rows[0][3]) ?? .nan, Double(curve[1 + layers][column]) ?? .nan)
                #expect(abs(found - coverage) < 1e-6)
            }
            #expect(Set(pairs.dropFirst().map { $0[0] }) == ["3", "5"])
            let chords = try lines(temporary.file("out/maps_chords.csv"))
            #expect(chords[0] == ["layers_removed", "phase", "along", "chord_um", "chords", "chords_per_um"])
            // Columns are 0.7 µm apart along rows, rows 1.4 µm.
            #expect(
                chords.contains { $0[2] == "rows" && $0[3] == "0.7" }
                    && !chords.contains { $0[2] == "columns" && $0[3] == "0.7" })
        }
        #expect(written[0] == written[1])
    }

    /// Whoever wants no maps does not wait for their measures.
    @Test func withoutMapsThereIsNone() throws {
        let temporary = try TemporaryFolder()
        var parameters = parameters
        parameters.maps = .none
        let phantom = try Phantom(PhantomRecipe(kind: .cycled, shape: VolumeShape(slices: 60, rows: 12, columns: 14)))
        try Scan(of: Volume(phantom, named: "phantom"), parameters).strip().write(to: temporary.file("out"))
        #expect(temporary.contents().contains("out/curve.csv"))
        #expect(!temporary.contents().contains { $0.hasSuffix("maps.csv") })
        // Nor for domains and the profile, where plain thresholds are all that is asked for.
        #expect(!temporary.contents().contains { $0.hasSuffix("domains.csv") || $0.hasSuffix("profile.csv") })
        parameters.profileBox = MapBoxRequest(rows: 2..<4, columns: 3..<9)
        try Scan(of: Volume(phantom, named: "phantom"), parameters).strip().write(to: temporary.file("out"))
        #expect(temporary.contents().contains("out/profile.csv") && !temporary.contents().contains("out/domains.csv"))
    }

    @Test func aRowForEveryNumberOfLayersAndPhase() throws {
        let (maps, curve) = try files(parameters)
        #expect(maps[0].prefix(11).joined(separator: ",") == Self.header)
        #expect(maps.count == 1 + 2 * 7)
        #expect(maps.allSatisfy { $0.count == maps[0].count })
        for (index, row) in maps.dropFirst().enumerated() {
            #expect(row[0] == "\(index / 2)")
            #expect(row[1] == (index % 2 == 0 ? "na" : "li"))
            #expect(row[2] == curve[1 + index / 2][index % 2 == 0 ? 4 : 5])
            #expect(row.allSatisfy { !$0.contains("nan") && !$0.contains("inf") })
        }
        // The line between the phases is one.
        #expect(maps[13][6] == maps[14][6] && maps[13][6] != "")
        #expect(try files(parameters, threads: 7).maps == maps)
        #expect(try files(parameters, threads: 1).maps == maps)
    }

    @Test func lengthsAreInTheirUnit() throws {
        var voxels = parameters
        voxels.voxelSize = .voxels
        let (maps, _) = try files(voxels)
        #expect(
            maps[0].prefix(11).joined(separator: ",")
                == Self.header.replacingOccurrences(of: "mm2", with: "voxel2")
                .replacingOccurrences(of: "um", with: "voxel"))
        var cubic = parameters
        cubic.voxelSize = .um(2)
        let (lengths, _) = try files(cubic)
        for (bare, long) in zip(maps.dropFirst(), lengths.dropFirst()) {
            for (column, factor) in [(4, 1e6 / 4), (5, 4), (6, 0.5), (7, 2), (8, 2), (9, 2), (10, 1.0)] {
                let (a, b) = (Double(bare[column]), Double(long[column]))
                #expect((a == nil) == (b == nil))
                if let a, let b { #expect(abs(a * factor - b) <= 1e-6 * abs(b)) }
            }
        }
    }

    /// Along y the rows of the map are z, its columns x: their edges are those of the voxel along them.
    @Test func voidAndOtherAxes() throws {
        var along = parameters
        along.axis = .y
        along.interface = .index(30)
        along.naThreshold = .value(100)
        along.voidThreshold = .value(40)
        let (maps, curve) = try files(along)
        #expect(maps.count == 1 + 3 * 7)
        #expect(maps[1...3].map { $0[1] } == ["na", "li", "void"])
        for row in 0...6 {
            for phase in 0..<3 { #expect(maps[1 + 3 * row + phase][2] == curve[1 + row][4 + phase]) }
            #expect(maps[3 + 3 * row][6] == "")
        }
    }
}
