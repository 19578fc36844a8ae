import Analysis
import Foundation
import Phantom
import Exports
import Options
import Publishing
import Results
import TestSupport
import Testing
import VolumeIO
import VoxelCore

/// A folder of results is read back as it was written, or refused with what was found.
@Suite struct FinishedScanTests {
    private let temporary: TemporaryFolder
    private let result: ScanResult
    private var folder: String { temporary.file("result") }

    init() throws {
        temporary = try TemporaryFolder()
        var recipe = PhantomRecipe(kind: .cycled, shape: VolumeShape(slices: 40, rows: 30, columns: 34))
        recipe.noise = 2
        let phantom = try OutputFolder(temporary.file("phantom"), for: .phantom)
        try Phantom(recipe).write(
            into: phantom, voxelSize: VoxelSize(cubic: Length(micrometres: 1.4)), layers: 10, threads: 2, progress: nil)
        try phantom.publish()
        var settings = ScanSettings()
        settings["segmentation"] = "threshold"
        settings["interface"] = "20"
        settings["void-threshold"] = "42"
        result = try Scan(
            temporary.file("phantom/volume"), ScanParameters(settings)
        ).strip()
        let output = try OutputFolder(temporary.file("result"), for: ScanExports.folder)
        try ScanExports.write(result, into: output)
        try output.publish()
    }

    @Test func whatWasWrittenIsReadBack() throws {
        let scan = try FinishedScan(folder: folder)
        #expect(scan.name == "result")
        #expect(scan.curve == result.curve)
        #expect(scan.firstNaLayer == result.stripped.firstNaLayer)
        #expect(scan.document.anchors == result.anchors)
        #expect(try scan.document.json() == result.document.json())
        #expect(result.curve.last.voidCoverage > 0)
        for layers in 0...10 {
            #expect(try scan.coverageMap(afterRemoving: layers) == result.stripped.coverageMap(afterRemoving: layers))
        }
    }

    @Test func whereNoMapsWereAskedForVoidCountsAsLithium() throws {
        try edit { json in
            var parameters = json["parameters"] as? [String: Any] ?? [:]
            parameters["maps"] = "none"
            json["parameters"] = parameters
        }
        try FileManager.default.removeItem(atPath: folder + "/maps")
        let scan = try FinishedScan(folder: folder)
        let expected = result.stripped.coverageMap(afterRemoving: 10).map { $0 == .void ? .lithium : $0 }
        #expect(try scan.coverageMap(afterRemoving: 10) == expected)
        // The comparison's page says so.
        let output = try OutputFolder(temporary.file("comparison"), for: ComparisonExports.folder)
        try ComparisonExports.write(ScanComparison(of: scan, and: scan), into: output)
        try output.publish()
        let page = try String(contentsOfFile: temporary.file("comparison/report.html"), encoding: .utf8)
        #expect(page.contains("shown as Li: no map was written"))
    }

    /// A map that tells where there is void is never taken for one without.
    @Test func aMapOfVoidThatIsDamagedIsRefused() throws {
        let path = folder + "/maps/coverage_0010.pgm"
        let map = try bytes(ofFile: path)
        let header = map.count - result.stripped.firstNaLayer.count
        let void = try #require(map.indices.dropFirst(header).first { map[$0] == 64 })
        let sodium = try #require(map.indices.dropFirst(header).first { map[$0] == 255 })
        var (code, lost, moved) = (map, map, map)
        code[void] = 65
        lost[void] = 128
        moved[sodium] = 64
        let wider = Array("P5\n17 60\n255\n".utf8) + map.dropFirst(header)
        for (bytes, words) in [
            (code, "is damaged"), (Array(map.dropLast()), "is damaged"), ([], "is damaged"), (wider, "60 × 17 columns"),
            (lost, "do not belong together"), (moved, "do not show Na in the same columns"), (nil, "is missing"),
        ] {
            if let bytes {
                try Data(bytes).write(to: URL(filePath: path))
            } else {
                try FileManager.default.removeItem(atPath: path)
            }
            let scan = try FinishedScan(folder: folder)
            let error = #expect(throws: SimstripError.self) { try scan.coverageMap(afterRemoving: 10) }
            #expect(error?.kind == .data)
            #expect(error?.message.contains(words) == true, "\(words): \(error?.message ?? "")")
            #expect(throws: SimstripError.self) {
                let output = try OutputFolder(temporary.file("comparison"), for: ComparisonExports.folder)
                try ComparisonExports.write(ScanComparison(of: scan, and: scan), into: output)
            }
        }
    }

    /// The refusal of the folder, whose message names every word.
    private func refuse(
        _ kind: SimstripError.Kind, _ words: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let error = #expect(throws: SimstripError.self, sourceLocation: sourceLocation) {
            try FinishedScan(folder: folder)
        }
        #expect(error?.kind == kind, sourceLocation: sourceLocation)
        for word in words {
            #expect(
                error?.message.contains(word) == true, "\(word): \(error?.message ?? "")",
                sourceLocation: sourceLocation)
        }
    }

    private func edit(_ change: (inout [String: Any]) -> Void) throws {
        let path = folder + "/result.json"
        var json = try #require(
            JSONSerialization.jsonObject(with: Data(bytes(ofFile: path))) as? [String: Any])
        change(&json)
        try JSONSerialization.data(withJSONObject: json).write(to: URL(fileURLWithPath: path))
    }

    @Test func aHalfWrittenFolder() throws {
        try FileManager.default.removeItem(atPath: folder + "/result.json")
        #expect(FinishedScan.isMeant(by: folder))
        refuse(.data, ["half-written", "curve.csv", "strip the scan again"])
    }

    @Test func aFolderThatLostAFile() throws {
        try FileManager.default.removeItem(atPath: folder + "/first_na_layer.tif")
        refuse(.missingInput, ["first_na_layer.tif"])
    }

    /// Results that were written before there was a schema are read and compared all the same.
    @Test func aResultThatNamesNoSchema() throws {
        let curve = try FinishedScan(folder: folder).curve
        try edit { $0["$schema"] = nil }
        try FileManager.default.removeItem(atPath: "\(folder)/\(ResultSchema.name)")
        let scan = try FinishedScan(folder: folder)
        #expect(scan.curve == curve)
        #expect(scan.document.schema == nil)
        #expect(ScanExports.folder.files(ofResultIn: folder)?.contains(ResultSchema.name) == false)
        #expect(try ScanComparison(of: scan, and: scan).document.schema == ResultSchema.reference)
    }

    @Test func anotherVersionOfTheMethod() throws {
        try edit { $0["version"] = "0.0.1" }
        refuse(.data, ["0.0.1", Simstrip.version, "strip the scan again"])
    }

    @Test func aDocumentThatIsNotOurs() throws {
        for text in ["", "{}", "[1, 2]", "{\"version\": 3}", "\u{0}\u{1}"] {
            try text.write(toFile: folder + "/result.json", atomically: true, encoding: .utf8)
            refuse(.data, ["result.json", "not of simstrip"])
        }
    }

    @Test func aDamagedDocument() throws {
        try edit { $0["thresholds"] = nil }
        refuse(.data, ["damaged", "'thresholds' is missing"])
    }

    @Test func aDamagedCurve() throws {
        try edit { json in
            var curve = json["curve"] as? [[String: Any]] ?? []
            curve.remove(at: 3)
            json["curve"] = curve
        }
        refuse(.data, ["curve", "every n = 0, 1 … N"])
        try edit { $0["curve"] = [Any]() }
        refuse(.data, ["curve"])
    }

    @Test func aMapThatBelongsToAnotherResult() throws {
        var other = result.stripped.firstNaLayer
        for index in other.values.indices { other.values[index] = 1 }
        try TIFFImage.write(other, to: folder + "/first_na_layer.tif", voxelSize: nil)
        refuse(.data, ["first_na_layer.tif", "do not belong together"])
    }

    @Test func noFolderAndAFolderOfSomethingElse() throws {
        #expect(!FinishedScan.isMeant(by: temporary.file("phantom/volume")))
        let missing = #expect(throws: SimstripError.self) { try FinishedScan(folder: temporary.file("nowhere")) }
        #expect(missing?.kind == .missingInput)
        let other = #expect(throws: SimstripError.self) { try FinishedScan(folder: temporary.file("phantom/volume")) }
        #expect(other?.kind == .data)
        #expect(other?.message.contains("no folder of results") == true)
    }

    @Test func aComparisonIsNoScan() throws {
        let output = try OutputFolder(temporary.file("comparison"), for: ComparisonExports.folder)
        let scan = try FinishedScan(folder: folder)
        try ComparisonExports.write(ScanComparison(of: scan, and: scan), into: output)
        try output.publish()
        #expect(FinishedScan.isMeant(by: output.path))
        let error = #expect(throws: SimstripError.self) { try FinishedScan(folder: output.path) }
        #expect(error?.message.contains("holds a comparison") == true)
    }
}
