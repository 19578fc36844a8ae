import Analysis
import Foundation
import Phantom
import Exports
import Options
import Publishing
import Report
import Results
import Stripping
import TestSupport
import Testing
import VolumeIO
import VoxelCore

/// Two scans, from volumes or folders of results to their comparison.
@Suite struct ComparedScansTests {
    private let temporary: TemporaryFolder

    init() throws { temporary = try TemporaryFolder() }

    /// A phantom on disk; the path of its volume.
    private func phantom(
        _ name: String, _ kind: PhantomRecipe.Kind = .pristine, voxel: Double? = 1.4,
        _ change: (inout PhantomRecipe) -> Void = { _ in }
    ) throws -> String {
        var recipe = PhantomRecipe(kind: kind, shape: VolumeShape(slices: 48, rows: 40, columns: 44))
        recipe.noise = 2
        change(&recipe)
        let folder = try OutputFolder(temporary.file(name), for: .phantom)
        try Phantom(recipe).write(
            into: folder, voxelSize: voxel.map { VoxelSize(cubic: Length(micrometres: $0)) }, layers: 15, threads: 2,
            progress: nil)
        try folder.publish()
        return temporary.file(name + "/volume")
    }

    /// The second volume is missing: nothing is read of the first.
    @Test func whatIsMissingIsToldBeforeAnythingIsStripped() throws {
        let a = try phantom("a")
        let folder = try OutputFolder(temporary.file("out"), for: ComparisonExports.folder)
        let scans = try ComparedScans([a, a, temporary.file("nowhere")], settings: settings(["layers": "4"]))
        let error = #expect(throws: SimstripError.self) {
            try scans.strip(into: folder) { event in Issue.record("\(event.stage)") }
        }
        #expect(error?.kind == .missingInput)
    }

    private func settings(_ values: [String: String]) -> ScanSettings {
        var settings = ScanSettings()
        for (option, text) in values { settings[option] = text }
        return settings
    }

    /// Strips a volume into a folder; the folder's path.
    private func strip(_ volume: String, to name: String, _ values: [String: String] = [:]) throws -> String {
        try Scan(volume, ScanParameters(settings(values))).strip().write(to: temporary.file(name))
        return temporary.file(name)
    }

    private func compare(
        _ a: String, _ b: String, _ values: [String: String] = [:], to name: String = "out"
    ) throws -> ScanComparison {
        let folder = try OutputFolder(temporary.file(name), for: ComparisonExports.folder)
        let comparison = try ComparedScans([a, b], settings: settings(values)).compare(into: folder)
        try ComparisonExports.write(comparison, into: folder)
        try folder.publish()
        return comparison
    }

    private let plain: [String: String] = ["segmentation": "threshold", "layers": "12"]

    @Test(.wholeScans) func volumesAndTheirResultsCompareAlike() throws {
        let (a, b) = (try phantom("a"), try phantom("b", .cycled))
        let fromVolumes = try compare(a, b, ["layers": "12"])
        let (resultA, resultB) = (
            try strip(a, to: "resultA", ["layers": "12"]), try strip(b, to: "resultB", ["layers": "12"])
        )
        let fromResults = try ScanComparison(of: FinishedScan(folder: resultA), and: FinishedScan(folder: resultB))
        #expect(fromVolumes.curves == fromResults.curves)
        #expect(fromVolumes.greyMapping == fromResults.greyMapping)
        #expect(fromVolumes.warnings.isEmpty, "\(fromVolumes.warnings)")
        // So small maps are worth little.
        #expect(fromVolumes.curves.differ == false)
        #expect(fromVolumes.verdict == "The curves do not differ by more than their uncertainty.")
        #expect(fromResults.a.name == "resultA")
        // What was stripped on the way lies in the folder, as strip writes it.
        for (side, result) in [("a", resultA), ("b", resultB)] {
            for name in ["curve.csv", "first_na_layer.tif", "result.json", "maps/coverage_0012.pgm", "report.html"] {
                #expect(
                    try bytes(ofFile: temporary.file("out/stripped/\(side)/\(name)"))
                        == bytes(ofFile: "\(result)/\(name)"))
            }
        }
        // The page leads to both, wherever they lie.
        let page = { (name: String) in
            try String(contentsOfFile: temporary.file(name + "/report.html"), encoding: .utf8)
        }
        #expect(try page("out").contains("href=\"stripped/a/report.html\""))
        // And is a side of the next comparison.
        let again = try compare(temporary.file("out/stripped/a"), resultB, to: "again")
        #expect(again.curves == fromResults.curves)
        #expect(again.a.name == "a")
        #expect(again.b.name == "resultB")
        #expect(try page("again").contains("href=\"../out/stripped/a/report.html\""))
        try FileManager.default.removeItem(atPath: resultB + "/report.html")
        _ = try compare(resultA, resultB, to: "again")
        #expect(try page("again").contains("href=\"../resultA/report.html\""))
        #expect(try !page("again").contains("resultB/report.html"))
    }

    @Test func theFilesHoldTheNumbersOfTheComparison() throws {
        let comparison = try compare(try phantom("a"), try phantom("b", .cycled), plain)
        let lines = try String(contentsOfFile: temporary.file("out/comparison.csv"), encoding: .utf8)
            .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        #expect(lines.count == 14)
        let column = { (name: String) in lines[0].firstIndex { $0 == name } }
        let (a, b) = (try #require(column("na_coverage_a")), try #require(column("na_coverage_b")))
        let difference = try #require(column("na_coverage_difference"))
        for (n, line) in lines.dropFirst().enumerated() {
            #expect(line.count == lines[0].count)
            #expect(line[0] == "\(n)")
            #expect(Double(line[a]) == comparison.a.curve.points[n].naCoverage)
            #expect(Double(line[b]) == comparison.b.curve.points[n].naCoverage)
            #expect(Double(line[difference]) == comparison.curves.rows[n].naDifference)
        }
        // Plain thresholds have no band, and so bounds of the difference are empty.
        let low = try #require(column("na_coverage_difference_low"))
        #expect(lines.dropFirst().allSatisfy { $0[low].isEmpty && $0[low + 1].isEmpty })
        #expect(comparison.curves.differ == nil)

        let document = try JSONDecoder().decode(
            ComparisonDocument.self, from: Data(bytes(ofFile: temporary.file("out/comparison.json"))))
        let number = { (value: Double?) in value.map { JSONValue.number($0) } }
        #expect(document.b.measures["abruptness"] == number(comparison.curves.b.abruptness))
        #expect(document.b.measures["onset_thickness_um"] == number(comparison.curves.b.onsetThickness))
        #expect(document.a.measures["half_thickness_um"] == number(comparison.curves.a.halfThickness))
        #expect(document.difference["area_between_um"] == number(comparison.curves.areaBetween))
        #expect(document.greyMapping?.gain == comparison.greyMapping?.gain)
        #expect(document.version == Simstrip.version)
        #expect(document.compared["by_layer"] == .bool(true))

        let html = try String(contentsOfFile: temporary.file("out/report.html"), encoding: .utf8)
        // Three maps for each.
        #expect(html.components(separatedBy: "src=\"data:image/png;base64,").count - 1 == 6)
        #expect(!html.contains("src=\"http"))
    }

    @Test(.wholeScans) func noByteDependsOnThreads() throws {
        let (a, b) = (try phantom("a"), try phantom("b", .cycled))
        for threads in ["1", "2", "7"] { _ = try compare(a, b, ["threads": threads], to: "out" + threads) }
        for name in ["comparison.csv", "comparison.json", "report.html", "stripped/b/first_na_layer.tif"] {
            let first = try bytes(ofFile: temporary.file("out1/" + name))
            #expect(try bytes(ofFile: temporary.file("out2/" + name)) == first)
            #expect(try bytes(ofFile: temporary.file("out7/" + name)) == first)
        }
    }

    @Test func aScanOfNothingButLithiumHasNoMeasuresMadeUp() throws {
        let none = try phantom("none") { $0.naFraction = 0 }
        let comparison = try compare(none, try phantom("b", .cycled), plain.merging(["na-threshold": "120"]) { $1 })
        #expect(comparison.a.curve.last.naCoverage == 0)
        let json = try #require(
            JSONSerialization.jsonObject(with: Data(bytes(ofFile: temporary.file("out/comparison.json"))))
                as? [String: Any])
        let measures = try #require((json["a"] as? [String: Any])?["measures"] as? [String: Any])
        #expect(measures["onset_thickness_um"] is NSNull)
        #expect(measures["abruptness"] is NSNull)
        #expect((json["difference"] as? [String: Any])?["onset_thickness_um"] is NSNull)
    }

    /// The same object saved on two grey scales: a threshold on the scale of A finds the same Na in B.
    @Test(.wholeScans, arguments: ["threshold", "markov"]) func aThresholdGoesOverToTheOtherGreyScale(method: String)
        throws
    {
        let a = try phantom("a")
        let b = try phantom("b") { $0.sampleType = .float32 }
        let given: [String: String] = [
            "segmentation": method, "layers": "12", "na-threshold": "118", "interface": "20",
        ]
        let comparison = try compare(a, b, given)
        #expect(comparison.curves.rows.allSatisfy { abs($0.naDifference) < 0.01 })
        #expect(comparison.curves.a.last.naCoverage > 0.2)
        #expect(comparison.a.document.thresholds.na == 118)
        let mapping = try #require(comparison.greyMapping)
        let used = try #require(comparison.b.document.thresholds.na)
        #expect(used != 118)
        #expect(abs(used - mapping(118)) <= 1e-6 * abs(used))
        #expect(!comparison.warnings.map(\.code).contains("thresholds_differ"))
        // Without the mapping the threshold lies outside the data there, and is refused.
        let direct = #expect(throws: SimstripError.self) { try strip(b, to: "direct", given) }
        #expect(direct?.message.contains("--na-threshold is 118") == true)
    }

    @Test func aVolumeIsStrippedAsTheFinishedScanWas() throws {
        let (a, b) = (try phantom("a"), try phantom("b", .cycled) { $0.sampleType = .uint16 })
        let finished = try strip(
            a, to: "finished",
            ["segmentation": "threshold", "layers": "7", "na-threshold": "118", "denoise": "median", "min-domain": "3"])
        let comparison = try compare(finished, b)
        for option in ["segmentation", "denoise", "min-domain", "layers"] {
            #expect(
                comparison.b.document.parameters[option] == comparison.a.document.parameters[option], "\(option)")
        }
        #expect(!comparison.warnings.map(\.code).contains("parameters_differ"))
        #expect(
            abs((comparison.b.document.thresholds.na ?? .infinity) - (comparison.greyMapping?(118) ?? 0)) < 1e-6)
        // The other way round, the threshold comes from B's scale.
        let reversed = try compare(b, finished, to: "reversed")
        #expect(reversed.a.document.thresholds.na == comparison.b.document.thresholds.na)
        // What is said wins.
        let own = try compare(finished, b, ["denoise": "none"], to: "own")
        #expect(own.b.document.parameters["denoise"] == .text("none"))
        let origin = Origin(own.a.document, own.b.document)
        #expect(origin.differing.contains { $0.name == "--denoise" && $0.a == "median" && $0.b == "none" })
        #expect(origin.same.contains { $0.name == "--min-domain" && $0.a == "3" && $0.b == "3" })
        #expect(Set(origin.differing).isDisjoint(with: origin.same) && origin.differing.allSatisfy { $0.a != $0.b })
        #expect(
            own.warnings.first { $0.code == "parameters_differ" }?.message.contains("--denoise (median and none)")
                == true)
    }

    /// Thresholds of two scales cannot be put on one.
    @Test func aThresholdOfEachScaleIsRefused() throws {
        let (a, b) = (try phantom("a"), try phantom("b", .cycled))
        let finished = try strip(
            b, to: "finished", plain.merging(["na-threshold": "118", "interface": "20"]) { $1 })
        let error = #expect(throws: SimstripError.self) {
            try compare(a, finished, ["void-threshold": "10", "interface": "20"])
        }
        #expect(error?.message.contains("--void-threshold is given on the grey scale of") == true)
    }

    /// Scans that are compared come from one instrument: who is stripped beside an inverted scan is inverted, too.
    @Test func theContrastIsInheritedAndCompared() throws {
        let (a, b) = (try phantom("a"), try phantom("b", .cycled))
        let given = plain.merging([
            "contrast": "inverted", "axis": "z", "electrode": "high", "interface": "20",
        ]) { $1 }
        let inverted = try strip(a, to: "inverted", given)
        let like = try compare(inverted, b, ["axis": "z", "electrode": "high", "interface": "20"])
        #expect(like.b.document.parameters["contrast"] == .text("inverted"))
        #expect(!like.warnings.map(\.code).contains("parameters_differ"))
        let other = try strip(b, to: "other", given.merging(["contrast": "normal"]) { $1 })
        let warning = try compare(inverted, other, to: "both").warnings.first { $0.code == "parameters_differ" }
        #expect(warning?.message.contains("--contrast (inverted and normal)") == true)
        // Whether dark Li was found or said is no difference.
        let found = try strip(b, to: "found", given.filter { $0.key != "contrast" })
        #expect(!(try compare(other, found, to: "alike")).warnings.map(\.code).contains("parameters_differ"))
    }

    @Test func otherVoxelSizesAreComparedByThickness() throws {
        let (a, b) = (try phantom("a"), try phantom("b", voxel: 0.7))
        let comparison = try compare(
            a, b, plain.merging(["thickness": "7um", "layers": ""]) { $1 }.filter { !$1.isEmpty })
        #expect(comparison.warnings.map(\.code).contains("voxel_size_differs"))
        #expect(!comparison.curves.isByLayer)
        #expect(comparison.a.curve.points.count == 6)
        #expect(comparison.b.curve.points.count == 11)
        #expect(comparison.curves.thickness == 7)
        let rows = try String(contentsOfFile: temporary.file("out/comparison.csv"), encoding: .utf8).split(
            separator: "\n")
        #expect(rows.count == 12)
        #expect(rows[2].hasPrefix(",0.7,"))
        #expect(!comparison.warnings.map(\.code).contains("thickness_differs"))
        // By layers the two reach differently deep; only what both have is compared.
        let byLayers = try compare(a, b, plain, to: "layers")
        #expect(byLayers.warnings.map(\.code).contains("thickness_differs"))
        #expect(abs(byLayers.curves.thickness - 8.4) < 1e-9)
        #expect(byLayers.curves.a.points.count == 7)
    }

    @Test func oneInMicrometresAndOneInVoxelsIsRefused() throws {
        let a = try strip(phantom("a"), to: "resultA", plain)
        let b = try strip(phantom("b", voxel: nil), to: "resultB", plain.merging(["voxel-size": "voxel"]) { $1 })
        let error = #expect(throws: SimstripError.self) { try compare(a, b) }
        #expect(error?.kind == .data)
        #expect(error?.message.contains("--voxel-size") == true)
        let voxels = try compare(b, b, to: "voxels")
        #expect(voxels.curves.areaBetween == 0)
        let csv = try String(contentsOfFile: temporary.file("voxels/comparison.csv"), encoding: .utf8)
        #expect(csv.hasPrefix("layers_removed,stripped_thickness_voxel,"))
    }

    @Test func anotherAxisAndAnotherAreaAreWarnedOf() throws {
        let a = try phantom("a")
        let b = try phantom("b") {
            $0.axis = .y
            $0.electrode = .low
            $0.shape = VolumeShape(slices: 40, rows: 48, columns: 36)
        }
        let codes = try compare(a, b, plain).warnings.map(\.code)
        #expect(codes.contains("axis_differs"))
        #expect(codes.contains("area_differs"))
        let same = try compare(a, a, plain, to: "same")
        #expect(same.warnings.allSatisfy { $0.message.hasPrefix("A (") || $0.message.hasPrefix("B (") })
    }

    @Test func otherGreyScalesAndThresholdsAreWarnedOf() throws {
        let a = try strip(phantom("a"), to: "resultA", plain.merging(["na-threshold": "118"]) { $1 })
        let b = try strip(temporary.file("a/volume"), to: "resultB", plain.merging(["na-threshold": "90"]) { $1 })
        #expect(try compare(a, b).warnings.map(\.code).contains("thresholds_differ"))
        var document = try FinishedScan(folder: b).document
        document.anchors = .init(lithium: 45, electrolyte: 250)
        try Data(document.json()).write(to: URL(fileURLWithPath: b + "/result.json"))
        #expect(try compare(a, b).warnings.map(\.code).contains("grey_gain"))
        document.anchors = nil
        try Data(document.json()).write(to: URL(fileURLWithPath: b + "/result.json"))
        let unknown = try compare(a, b)
        #expect(unknown.greyMapping == nil)
        #expect(unknown.warnings.map(\.code).contains("grey_scale_unknown"))
        // A threshold on A's scale cannot go over to a scale that is not known.
        let error = #expect(throws: SimstripError.self) {
            try compare(b, temporary.file("a/volume"), ["na-threshold": "118"], to: "none")
        }
        #expect(error?.kind == .data)
        #expect(!FileManager.default.fileExists(atPath: temporary.file("none")))
    }

    @Test func optionsWithoutAVolumeToStripAreRefused() throws {
        let result = try strip(phantom("a"), to: "result", plain)
        let error = #expect(throws: SimstripError.self) { try compare(result, result, ["layers": "5"]) }
        #expect(error?.kind == .usage)
        #expect(error?.message.contains("--layers") == true)
    }

    @Test func aComparisonDoesNotReplaceItsOwnSides() throws {
        let (a, b) = (try phantom("a"), try phantom("b"))
        _ = try compare(a, b, plain)
        let side = temporary.file("out/stripped/a")
        let error = #expect(throws: SimstripError.self) { try compare(side, b, to: "x/../out") }
        #expect(error?.kind == .usage)
        #expect(FileManager.default.fileExists(atPath: side + "/result.json"))
        // The comparison itself is replaced as a whole.
        _ = try compare(b, a, plain)
        #expect(try FinishedScan(folder: side).document.input.path == b)
    }

    @Test func progressNamesTheScanAndCanCancel() throws {
        let (a, b) = (try phantom("a"), try phantom("b"))
        let folder = try OutputFolder(temporary.file("out"), for: ComparisonExports.folder)
        let pair = try ComparedScans([a, b], settings: settings(plain))
        #expect(throws: SimstripError(.interrupted, "stop")) {
            try pair.compare(into: folder) { event in
                #expect(event.stage.hasPrefix("A: ") || event.stage.hasPrefix("B: "))
                if event.stage.hasPrefix("B: ") { throw SimstripError(.interrupted, "stop") }
            }
        }
    }

    /// A wider net than the table of measures: one flat and one rough phantom of each kind, with maps of a third of the
    /// area, so that the greatest of few slopes is less true.
    @Test(.wholeScans, arguments: [PhantomRecipe.Kind.pristine, .cycled], [0.0, 0.6])
    func theMeasuresAreNearTheTruths(kind: PhantomRecipe.Kind, roughness: Double) throws {
        let volume = try phantom("p", kind) {
            $0.shape = VolumeShape(slices: 60, rows: 96, columns: 96)
            $0.noise = 10
            $0.seed = 3
            $0.roughness = roughness
        }
        let found = try FinishedScan(folder: strip(volume, to: "result", ["layers": "15"])).curve
        let lines = try String(contentsOfFile: temporary.file("p/truth_curve.csv"), encoding: .utf8)
            .split(separator: "\n").dropFirst()
        let truth = CoverageCurve(
            points: try lines.enumerated().map { n, line in
                let share = try #require(Double(line.split(separator: ",")[1]))
                return .init(
                    layersRemoved: n, strippedThickness: Double(n) * 1.4, naCoverage: Bounded(share))
            }, hasVoxelSize: true)
        let error = { (measure: (CoverageCurve) -> Double?) throws in
            abs(try #require(measure(found)) / #require(measure(truth)) - 1)
        }
        #expect(try error { $0.onsetThickness } <= 0.05)
        #expect(try error { $0.halfThickness } <= 0.05)
        #expect(try error { $0.abruptness } <= 0.08)
    }
}
