import Analysis
import Foundation
import Phantom
import Exports
import Options
import Publishing
import Results
import TestSupport
import Testing
import VoxelCore

/// What `threshold-sweep` asks for and what it writes.
@Suite struct SweepFilesTests {
    private func settings(_ values: [String: String]) -> ScanSettings {
        var settings = ScanSettings()
        settings["threshold-sweep"] = "true"
        for (option, text) in values { settings[option] = text }
        return settings
    }

    @Test func theTableTheSensitivityAndTheFigureAreThere() throws {
        let temporary = try TemporaryFolder()
        let phantom = try OutputFolder(temporary.file("phantom"), for: .phantom)
        let recipe = PhantomRecipe(kind: .pristine, shape: VolumeShape(slices: 40, rows: 32, columns: 36))
        try Phantom(recipe).write(
            into: phantom, voxelSize: VoxelSize(cubic: Length(micrometres: 1.4)), layers: 8, threads: 2, progress: nil)
        try phantom.publish()
        let scan = try Scan(
            temporary.file("phantom/volume"),
            ScanParameters(
                settings(["segmentation": "threshold", "layers": "8", "denoise": "median"])))
        let result = try scan.strip()
        let folder = try OutputFolder(temporary.file("out"), for: ScanExports.folder)
        try ScanExports.write(result, into: folder)
        try folder.publish()

        let table = try String(contentsOfFile: temporary.file("out/threshold_sweep.csv"), encoding: .utf8)
            .split(separator: "\n")
        #expect(table[0].hasPrefix("na_threshold,na_coverage_1,na_coverage_2,"))
        #expect(table[0].split(separator: ",").count == 9)
        // The row of the threshold used, or the next above it, is the curve.
        let threshold = try #require(result.naThreshold)
        let row = try #require(
            table.dropFirst().map { $0.split(separator: ",") }
                .first { Double($0[0]).map { $0 >= threshold } ?? false })
        #expect(row.dropFirst().map(String.init) == result.curve.points.dropFirst().map { "\($0.naCoverage)" })

        let json = try JSONSerialization.jsonObject(with: Data(bytes(ofFile: temporary.file("out/result.json"))))
        let sensitivity = try #require((json as? [String: Any])?["threshold_sensitivity"] as? [String: Any])
        let points = try #require(sensitivity["points"] as? [[String: Double]])
        #expect(points.count == 9)
        for (point, curve) in zip(points, result.curve.points) {
            #expect(try #require(point["na_coverage_lower_threshold"]) >= curve.naCoverage)
            #expect(try #require(point["na_coverage_higher_threshold"]) <= curve.naCoverage)
            #expect(try #require(point["slope_per_grey_value"]) <= 0)
        }
        let page = try String(contentsOfFile: temporary.file("out/report.html"), encoding: .utf8)
        #expect(page.contains("Coverage at every threshold"))
    }

    @Test func itNeedsPlainThresholds() throws {
        let refused = #expect(throws: SimstripError.self) {
            try ScanParameters(settings([:]))
        }
        #expect(refused?.kind == .usage)
        #expect(refused?.message.contains("--segmentation threshold") == true)
    }

    @Test func itDoesNotGoWithALeastDomain() throws {
        let refused = #expect(throws: SimstripError.self) {
            try ScanParameters(settings(["segmentation": "threshold", "min-domain": "20"]))
        }
        #expect(refused?.kind == .usage)
        #expect(refused?.message.contains("--min-domain") == true)
    }
}
