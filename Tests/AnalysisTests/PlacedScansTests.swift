import Analysis
import Exports
import Foundation
import Options
import Publishing
import Registration
import Results
import Stripping
import TestSupport
import Testing
import VolumeIO
import VoxelCore

/// Two scans of one place, from volumes to what became of every column.
@Suite(.serialized) struct PlacedScansTests {
    private let temporary: TemporaryFolder

    init() throws { temporary = try TemporaryFolder() }

    private let settings = {
        var settings = ScanSettings()
        settings[LayersOption.self] = "8"
        settings[MapsOption.self] = "none"
        return settings
    }()

    /// Na that stays, Na that goes and Na that comes, each at places of its own.
    private let domains = (
        stays: [(14.0, 20.0), (40.0, 64.0), (62.0, 30.0)].map {
            CellState.Domain(depth: 3, row: $0.0, column: $0.1, radius: 6)
        },
        goes: [(40.0, 20.0), (16.0, 60.0)].map { CellState.Domain(depth: 3, row: $0.0, column: $0.1, radius: 6) },
        comes: [(64.0, 62.0)].map { CellState.Domain(depth: 3, row: $0.0, column: $0.1, radius: 6) }
    )

    private func compare(_ a: String, _ b: String, to name: String, registers: Bool = true) throws -> ComparisonDocument
    {
        let folder = try OutputFolder(temporary.file(name), for: ComparisonExports.folder)
        let isStripped = [a, b].allSatisfy { FinishedScan.isMeant(by: $0) }
        let comparison = try ComparedScans([a, b], settings: isStripped ? ScanSettings() : settings).compare(
            into: folder, registers: registers)
        try ComparisonExports.write(comparison, into: folder)
        try folder.publish()
        return comparison.document
    }

    /// Shifted by parts of a voxel along every axis and turned a little: found to 0.05 voxels and 0.1°, and what stays, goes and comes
    /// is told at its places.
    @Test(.wholeScans, arguments: [Axis.z, .x]) func whatBecameOfAPlaceIsTold(_ axis: Axis) throws {
        var state = CellState()
        state.axis = axis
        state.domains = domains.stays + domains.goes
        let a = try state.write(to: temporary.file("a.tif"))
        state.domains = domains.stays + domains.comes
        state.shift = SIMD3(-1.7, 5.35, -3.2)
        state.angle = 0.6
        state.noiseSeed = 2
        let b = try state.write(to: temporary.file("b.tif"))
        let document = try compare(a, b, to: "both")
        let found = try #require(document.registration)
        #expect(found.applied && found.method == "texture" && found.reason == nil)
        // The shift is told at the middle of what was compared, which turns about the scan's middle.
        let centre = SIMD3(try #require(found.centre))
        let along = axis == .z ? centre : SIMD3(centre[2], centre[0], centre[1])
        let expected = state.inCell(along) - along
        let ordered = axis.ordered(along: expected[0], rows: expected[1], columns: expected[2])
        for (value, truth) in zip(try #require(found.shift), ordered) { #expect(abs(value - truth) < 0.05) }
        let angles = try #require(found.rotation)
        // Right-handed in x, y, z: rows turn towards columns in the cell, so columns away from rows.
        let turned = axis == .z ? [-0.6, 0, 0] : [0, 0, -0.6]
        for (value, truth) in zip(angles, turned) { #expect(abs(value - truth) < 0.1) }

        let same = try #require(document.samePlace)
        #expect(abs(same.interfaceMoved) < 0.15)
        let pgm = try bytes(ofFile: temporary.file("both/change.pgm"))
        let greys = pgm.suffix(80 * 88)
        #expect(greys.count == 80 * 88 && pgm.starts(with: Array("P5\n88 80\n255\n".utf8)))
        let grey = { (place: CellState.Domain) in greys[greys.startIndex + Int(place.row) * 88 + Int(place.column)] }
        #expect(domains.stays.allSatisfy { grey($0) == SodiumChange.same.grey })
        #expect(domains.goes.allSatisfy { grey($0) == SodiumChange.onlyInA.grey })
        #expect(domains.comes.allSatisfy { grey($0) == SodiumChange.onlyInB.grey })
        #expect(greys.last == SodiumChange.neither.grey || greys.last == SodiumChange.notShared.grey)
        // Three discs of a radius of 6 stay, two go, one comes.
        let disc = Double.pi * 36 / Double(same.columns)
        #expect(abs(same.both - 3 * disc) < 0.6 * disc && abs(same.onlyInA - 2 * disc) < 0.6 * disc)
        #expect(abs(same.onlyInB - disc) < 0.6 * disc)
        #expect(abs(same.difference - (same.onlyInB - same.onlyInA)) < 1e-12)
        let first = try TIFFImage.readFloatMap(temporary.file("both/b_in_a_first_na_layer.tif"))
        #expect(first.rows == 80 && first.values.count { $0 != 65535 } == same.columns)
        // Without it nothing of that is there, and the numbers of the curves are the same.
        let apart = try compare(
            temporary.file("both/stripped/a"), temporary.file("both/stripped/b"), to: "apart", registers: false)
        #expect(apart.registration == nil && apart.samePlace == nil && apart.difference == document.difference)
        #expect(!temporary.contents().contains("apart/change.csv"))
    }

    /// Where the middle of the map is outside, the SSE before the rest of it is looked at all the same.
    @Test(.wholeScans) func aMapWithoutItsMiddleIsLookedAt() throws {
        var state = CellState()
        (state.rows, state.columns) = (128, 128)
        var heights = Map<Float>(rows: 128, columns: 128, repeating: .nan)
        for row in 0..<128 {
            for column in 0..<128 where max(abs(row - 64), abs(column - 64)) > 32 {
                heights[row, column] = Float(state.height(row: Double(row) + 0.5, column: Double(column) + 0.5))
            }
        }
        try TIFFImage.write(heights, to: temporary.file("heights.tif"), voxelSize: nil)
        var settings = settings
        settings[SegmentationOption.self] = "threshold"
        settings[InterfaceOption.self] = temporary.file("heights.tif")
        settings[AxisOption.self] = "z"
        settings[ElectrodeOption.self] = "high"
        state.domains = (0..<6).map { CellState.Domain(depth: 3, row: 14, column: 14 + 20 * Double($0), radius: 6) }
        let scans = try (0..<2).map { index in
            state.noiseSeed = UInt64(index)
            let path = try state.write(to: temporary.file("\(index).tif"))
            try Scan(path, ScanParameters(settings)).strip().write(to: temporary.file("scan\(index)"))
            return try FinishedScan(folder: temporary.file("scan\(index)"))
        }
        let placement = try #require(try ScanComparison(of: scans[0], and: scans[1]).placement)
        let registration = try #require(placement.registration, "\(placement.words)")
        #expect(registration.isAccepted && registration.shift.length < 0.1, "\(placement.words)")
        #expect(placement.shared?.places.columns == 128 * 128 - 65 * 65)
    }

    /// Another cell is not found, a scan is itself, and of a volume that is gone nothing is guessed.
    @Test(.wholeScans) func whatIsNotOnePlaceIsTwoSamples() throws {
        var state = CellState()
        state.domains = domains.stays
        let a = try state.write(to: temporary.file("a.tif"))
        state.seed = 2
        state.noiseSeed = 2
        let other = try state.write(to: temporary.file("other.tif"))
        let apart = try compare(a, other, to: "apart")
        #expect(apart.registration?.applied == false && apart.registration?.shift == nil && apart.samePlace == nil)
        #expect(apart.registration?.reason?.contains("blocks lie within half a voxel") == true)
        #expect((apart.registration?.quality?.agreement ?? 1) < 0.6)

        let stripped = (a: temporary.file("apart/stripped/a"), b: temporary.file("apart/stripped/b"))
        let itself = try compare(a, stripped.a, to: "itself")
        #expect(itself.registration?.method == "same_volume" && itself.registration?.shift == [0, 0, 0])
        #expect(itself.samePlace?.onlyInA == 0 && itself.samePlace?.onlyInB == 0 && itself.samePlace?.shareOfA == 1)
        #expect(itself.samePlace?.interfaceMoved == 0)

        try FileManager.default.removeItem(atPath: other)
        let gone = try compare(stripped.a, stripped.b, to: "gone")
        #expect(gone.registration?.applied == false && gone.registration?.reason?.contains("other.tif") == true)
        #expect(gone.registration?.quality == nil)
    }
}
