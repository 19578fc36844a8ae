import Analysis
import CZlib
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

/// A phantom on disk, and what an analysis makes of it.
@Suite struct ScanTests {
    private let temporary: TemporaryFolder
    private var volume: String { temporary.file("phantom/volume") }

    init() throws {
        temporary = try TemporaryFolder()
        var recipe = PhantomRecipe(kind: .pristine, shape: VolumeShape(slices: 48, rows: 48, columns: 56))
        recipe.noise = 2
        let folder = try OutputFolder(temporary.file("phantom"), for: .phantom)
        try Phantom(recipe).write(
            into: folder, voxelSize: VoxelSize(cubic: Length(micrometres: 1.4)), layers: 15, threads: 2, progress: nil)
        try folder.publish()
    }

    /// Strips by plain thresholds, whatever the default is.
    private func strip(_ values: [String: String], volume: String? = nil) throws -> ScanResult {
        var settings = ScanSettings()
        settings["segmentation"] = "threshold"
        for (option, text) in values { settings[option] = text }
        return try Scan(volume ?? self.volume, ScanParameters(settings)).strip()
    }

    private func truth(_ name: String) throws -> GreyGrid {
        try grid(of: Volume.open(temporary.file("phantom/" + name)))
    }

    @Test func withNothingSaidACleanFlatPhantomIsWithinTwoPointsOfItsTruth() throws {
        var settings = ScanSettings()
        settings["thickness"] = "21um"
        let result = try Scan(volume, ScanParameters(settings)).strip()
        let lines = try String(contentsOfFile: temporary.file("phantom/truth_curve.csv"), encoding: .utf8)
            .split(separator: "\n").dropFirst()
        #expect(result.curve.points.count == 16)
        for (point, line) in zip(result.curve.points, lines) {
            let expected = try #require(Double(line.split(separator: ",")[1]))
            #expect(abs(point.naCoverage - expected) < 0.02)
        }
        let document = result.document
        #expect(document.geometry.axis == .z)
        #expect(document.geometry.electrode == .high)
        #expect(document.input.voxelSizeMicrometres == [1.4, 1.4, 1.4])
        #expect(document.interface.outsideColumns == 0)
        #expect(document.input.files.count == 48)
        let bias = try #require(document.coverageBias)
        #expect(bias.count == 16 && bias[0] == 0 && bias.contains { $0 != 0 })
        #expect(try strip(["layers": "3", "na-threshold": "120"]).document.coverageBias == nil)
        #expect(document.parameters["layers"] == .integer(15))
        let said = result.summary.split(separator: "\n")
        let last = result.curve.last
        #expect(
            said[0].hasPrefix("Na covers \(last.naShare.percentWithInterval) of"), "\(said[0])")
        #expect(last.naShare.percentInterval != nil)
        #expect(said[0].hasSuffix("of the interface after 15 layers (21 µm)."))
        let (onset, half) = (try #require(result.curve.onsetThickness), try #require(result.curve.halfThickness))
        #expect(
            said[1] == "Onset (Na covers 10 %) after \(fixed(onset, 1)) µm, half of the final coverage after"
                + " \(fixed(half, 1)) µm.")
        let real = fixed(try #require(last.lithiumCapacity), 2)
        #expect(said[2] == "Stripped: 4.33 mAh cm⁻² as dense Li, \(real) mAh cm⁻² of Li that was there.")
        #expect(said[3] == "Verdict: \(result.verdict.status.rawValue).")
        #expect(said.count <= 10)
    }

    @Test func ofGivenLayersHardlyMoreIsReadThanTheirRows() throws {
        let shape = VolumeShape(slices: 330, rows: 16, columns: 1_024)
        let path = temporary.file("wide.tif")
        var writer = try TIFFStackWriter(path: path, shape: shape, sampleType: .uint16, voxelSize: nil)
        var random = TestRandom(seed: 4)
        for slice in 0..<shape.slices {
            let noise = (0..<shape.rows * shape.columns).map { _ in UInt16.random(in: 0...99, using: &random) }
            let grey: UInt16 = slice < 10 ? 900 : 100
            try noise.map { $0 + grey }.withUnsafeBytes { try writer.append(slice: $0) }
        }
        try writer.finish()
        var settings = ScanSettings()
        for (option, text) in [
            ("segmentation", "threshold"), ("axis", "z"), ("electrode", "high"), ("interface", "10"), ("layers", "300"),
            ("na-threshold", "500"), ("voxel-size", "voxel"), ("roi", ":,6:10,:"), ("maps", "none"),
        ] as [(String, String)] { settings[option] = text }
        let scan = try Scan(path, ScanParameters(settings))
        let needed = 300 * 4 * 1_024 * 2
        let read = try bytesRead { _ = try scan.strip() }
        // A quarter more for the 72 slices by which the grey scale is judged; the section takes its row, a quarter of
        // what is needed, from what the layers left, and twice it would be half as much again.
        #expect(Double(read) < 1.4 * Double(needed), "\(read) of \(needed)")
    }

    @Test func aHeightMapAndAThresholdGiveTheTruthOfTheLabels() throws {
        // The labels themselves as grey values: SSE 3 is bright, Na 2, Li 1.
        let result = try strip(
            [
                "voxel-size": "voxel", "axis": "z", "electrode": "high", "layers": "15", "na-threshold": "2",
                "interface": temporary.file("phantom/truth_interface.tif"),
            ],
            volume: temporary.file("phantom/truth_labels.tif"))
        let expected = try truth("truth_first_na_layer.tif").values.map { UInt16($0) }
        #expect(result.stripped.firstNaLayer.values == expected)
    }

    @Test func aRegionIsWhatTheCutVolumeWouldBe() throws {
        let all: [String: String] = [
            "axis": "z", "electrode": "high", "interface": "20", "na-threshold": "105", "layers": "8",
        ]
        let whole = try strip(all).stripped.firstNaLayer
        let part = try strip(all.merging(["roi": "5:40,10:30,7:"]) { $1 }).stripped.firstNaLayer
        #expect(part.rows == 20)
        #expect(part.columns == 49)
        for row in 0..<20 {
            for column in 0..<49 { #expect(part[row, column] == whole[row + 10, column + 7]) }
        }
    }

    @Test func labelsAreWrittenWithTheirPlace() throws {
        let result = try strip([
            "labels": "true", "axis": "z", "electrode": "high", "interface": "20", "na-threshold": "105", "layers": "8",
            "maps": "3,8", "digest": "true",
        ])
        let folder = try OutputFolder(temporary.file("out"), for: ScanExports.folder)
        try ScanExports.write(result, into: folder)
        try folder.publish()
        let labels = try Volume.open(temporary.file("out/labels.tif"))
        #expect(labels.shape == VolumeShape(slices: 8, rows: 48, columns: 56))
        #expect(labels.voxelSize == VoxelSize(cubic: Length(micrometres: 1.4)))
        let codes = try grid(of: labels)
        let grey = try grid(of: Volume.open(volume))
        for index in codes.values.indices {
            #expect(codes.values[index] == (grey.values[20 * 48 * 56 + index] >= 105 ? 2 : 1))
        }
        #expect(
            temporary.contents().filter { $0.hasPrefix("out/maps/") }
                == [3, 8].flatMap {
                    ["out/maps/coverage_000\($0).csv", "out/maps/coverage_000\($0).pgm"]
                })
        let json = try #require(
            JSONSerialization.jsonObject(with: Data(bytes(ofFile: temporary.file("out/result.json")))) as? [String: Any]
        )
        #expect(
            Set(json.keys).isSuperset(of: [
                "version", "input", "parameters", "geometry", "interface", "thresholds", "composition", "curve",
                "warnings",
            ]))
        let input = try #require(json["input"] as? [String: Any])
        #expect((input["samples_sha256"] as? String)?.count == 64)
        #expect((json["thresholds"] as? [String: Any])?["void"] is NSNull)
        #expect(((json["labels"] as? [String: Any])?["origin"] as? [Int]) == [20, 0, 0])
        let html = try String(contentsOfFile: temporary.file("out/report.html"), encoding: .utf8)
        // Three maps, a section, the slab before and after.
        #expect(html.components(separatedBy: "src=\"data:image/png;base64,").count - 1 == 6)
        #expect(!html.contains("src=\"http"))
    }

    /// What the page's script makes its maps of is what was found, and the command that it shows is that of the run.
    @Test func theReportHoldsItsMap() throws {
        let result = try strip([
            "axis": "z", "electrode": "high", "interface": "20", "na-threshold": "105.5", "void-threshold": "40",
            "layers": "8",
        ])
        let folder = try OutputFolder(temporary.file("out"), for: ScanExports.folder)
        try ScanExports.write(result, into: folder)
        try folder.publish()
        let html = try String(contentsOfFile: temporary.file("out/report.html"), encoding: .utf8)
        let text = try #require(
            html.components(separatedBy: "id=\"map-data\">").last?.components(separatedBy: "</script>")[0])
        let data = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let shown = try #require(data["map"] as? [String: Any])
        #expect(shown["rows"] as? Int == 48 && shown["columns"] as? Int == 56 && shown["layers"] as? Int == 8)
        #expect(shown["first_bytes"] as? Int == 1 && shown["thinning"] as? Int == 1)
        func unpacked(_ key: String, count: Int) throws -> [UInt8] {
            let packed = try #require(((shown[key] ?? data[key]) as? String).flatMap { Data(base64Encoded: $0) })
            var (bytes, size) = ([UInt8](repeating: 0, count: count + 1), uLong(count + 1))
            #expect(uncompress(&bytes, &size, Array(packed), uLong(packed.count)) == Z_OK && Int(size) == count)
            return Array(bytes.prefix(count))
        }
        let first = result.firstNaLayer.values.map { UInt8(truncatingIfNeeded: $0) }
        #expect(try unpacked("first", count: 48 * 56) == first)
        let void = try unpacked("void", count: 8 * 336)
        #expect(void.contains { $0 != 0 })
        for n in 1...8 {
            let map = result.coverageMap(afterRemoving: n).values
            for (place, phase) in map.enumerated() {
                let isVoid = void[(n - 1) * 336 + place / 8] >> UInt8(place % 8) & 1 == 1
                #expect(isVoid == (phase == .void))
            }
        }
        #expect(try unpacked("height", count: 48 * 56).allSatisfy { $0 == 0 })
        #expect((data["states"] as? [String])?.count == 9)
        let command = try #require(
            html.components(separatedBy: "id=\"command\">").last?.components(separatedBy: "</code>")[0])
        #expect(
            command.hasSuffix(
                " --output simstrip-again --axis z --electrode high --interface 20 --layers 8 --segmentation threshold"
                    + " --na-threshold 105.5 --void-threshold 40"), "\(command)")
    }

    @Test func domainsAndFiltersTakeNoiseAway() throws {
        let base: [String: String] = ["axis": "z", "electrode": "high", "interface": "20", "na-threshold": "60"]
        let raw = try strip(base).curve.last.naCoverage
        let clean = try strip(base.merging(["min-domain": "5"]) { $1 }).curve.last.naCoverage
        let median = try strip(base.merging(["denoise": "median"]) { $1 }).curve.last.naCoverage
        #expect(clean < raw)
        #expect(median < raw)
        let gaussian = try strip(base.merging(["denoise": "gaussian:1"]) { $1 })
        #expect(gaussian.curve.last.naCoverage != raw)
    }

    @Test func noiseAndAThicknessBetweenLayersAreWarnedOf() throws {
        let result = try strip(["axis": "z", "electrode": "high", "interface": "20", "thickness": "15um"])
        #expect(result.curve.points.count == 12)
        #expect(result.warnings.map(\.code).contains("thickness_rounded"))
        let early = try strip(["axis": "z", "electrode": "high", "interface": "17", "na-threshold": "105"])
        #expect(early.warnings.map(\.code).contains("bright_first_layer"))
    }

    @Test func aVoxelSizeAgainstTheDatasIsWarnedOf() throws {
        let base: [String: String] = ["axis": "z", "electrode": "high", "interface": "20"]
        let other = try strip(base.merging(["voxel-size": "0.7um"]) { $1 })
        #expect(other.warnings.map(\.code).contains("voxel_size_conflict"))
        #expect(other.curve.last.strippedThickness == 7)
        let same = try strip(base.merging(["voxel-size": "1.4um"]) { $1 })
        #expect(!same.warnings.map(\.code).contains("voxel_size_conflict"))
    }

    @Test func theFolderOfADataSetMaySayItsVoxelSize() throws {
        let base: [String: String] = ["axis": "z", "electrode": "high", "interface": "20"]
        try "voxel-size: 0.5um\n".write(toFile: volume + "/simstrip.yaml", atomically: true, encoding: .utf8)
        let sized = try strip(base)
        #expect(sized.curve.last.strippedThickness == 5)
        #expect(sized.document.input.voxelSizeSource == "simstrip.yaml")
        try "voxel-size: voxel\n".write(toFile: volume + "/simstrip.yaml", atomically: true, encoding: .utf8)
        #expect(try !strip(base).curve.hasVoxelSize)
    }

    /// The rim of a circular reconstruction is in no numerator and no denominator, along any axis.
    @Test(arguments: Axis.allCases, [0.0, .nan])
    func theRimOfACircularReconstructionIsOutside(axis: Axis, fill: Double) throws {
        let shape = VolumeShape(slices: 10, rows: 40, columns: 40)
        var random = TestRandom(seed: 6)
        let isInside = { (y: Int, x: Int) in
            let (u, v) = (Double(y) - 19.5, Double(x) - 19.5)
            return u * u + v * v <= 19 * 19
        }
        let grey = GreyGrid(
            shape: shape,
            values: (0..<shape.count).map { index in
                let noise = Double(UInt8.random(in: 20...110, using: &random))
                return isInside(index / 40 % 40, index % 40) ? noise : fill
            })
        let path = temporary.file("circle.tif")
        var writer = try TIFFStackWriter(path: path, shape: shape, sampleType: .float32, voxelSize: nil)
        for slice in 0..<shape.slices {
            try grey.values[slice * 1600..<(slice + 1) * 1600].map { Float($0) }
                .withUnsafeBytes { try writer.append(slice: $0) }
        }
        try writer.finish()
        let first = axis == .z ? 2 : 12
        let result = try strip(
            [
                "voxel-size": "voxel", "axis": axis.rawValue, "electrode": "high", "interface": "\(first)",
                "layers": "6",
                "na-threshold": "100",
            ], volume: path)
        let mapAxes = axis.ofMap
        let literal = LiteralStripping(
            rows: shape[mapAxes.rows], columns: shape[mapAxes.columns], layers: 6, step: 1, naThreshold: 100,
            voidThreshold: nil,
            first: { row, column in
                let inside =
                    switch axis {
                    case .z: isInside(row, column)
                    case .y: isInside(first, column) && isInside(first + 5, column)
                    case .x: isInside(column, first) && isInside(column, first + 5)
                    }
                return inside ? first : nil
            }, grey: { grey.value(along: axis, $0, $1, $2) })
        #expect(result.stripped.firstNaLayer.values.map(Int.init) == literal.firstNa.flatMap { $0 })
        #expect(result.document.interface.outsideColumns == literal.firstNa.flatMap { $0 }.count { $0 == 65_535 })
        #expect(result.document.interface.outsideColumns > 0)
        #expect(!result.warnings.map(\.code).contains("non_finite_samples"))
    }

    /// Samples that are not of files are stripped by the same pipeline as those that are.
    @Test func aVolumeMayComeFromAnywhere() throws {
        let samples = try MemoryVolume(of: Volume.open(volume))
        let parameters = ScanParameters(amount: .thickness(.um(11.2)))
        let size = VoxelSize(cubic: .um(1.4))
        let result = try Scan(of: Volume(samples, named: "cell 7", voxelSize: size), parameters).strip()
        let filed = try Scan(volume, parameters).strip()
        #expect(result.curve == filed.curve)
        #expect(result.curve.points.count == 9)
        #expect(result.stripped.firstNaLayer == filed.stripped.firstNaLayer)
        #expect(result.document.input.path == "cell 7")
        #expect(result.document.input.files.isEmpty)
        try result.write(to: temporary.file("anywhere"))
        #expect(try FinishedScan(folder: temporary.file("anywhere")).curve == result.curve)
        let error = #expect(throws: SimstripError.self) { try Scan(of: Volume(samples)) }
        #expect(error?.description.contains("give it, for example voxelSize 1.4um") == true)
        #expect(throws: SimstripError.self) {
            try Scan(of: Volume(samples), .init(voxelSize: .voxels, amount: .layers(0)))
        }
    }

    /// One list says what a folder of results holds; whoever replaces or checks such a folder goes by it.
    @Test func everyFileIsInTheListOfTheFolder() throws {
        let result = try strip(["labels": "true", "threshold-sweep": "true", "layers": "4"])
        try result.write(to: temporary.file("all"))
        let written = temporary.contents().filter { $0.hasPrefix("all/") && $0.contains(".") }.map { $0.dropFirst(4) }
        let listed = ScanExports.folder.files(ofResultIn: temporary.file("all"))
        #expect(listed?.sorted() == written.map(String.init).sorted())
        #expect(listed?.allSatisfy(ScanExports.folder.mayHold) == true)
        // The six of figures/ among them.
        #expect(written.count == 17 + 2 * 5)
    }

    @Test func progressCanCancel() throws {
        var settings = ScanSettings()
        settings["interface"] = "20"
        let scan = try Scan(volume, ScanParameters(settings))
        #expect(throws: SimstripError(.interrupted, "stop")) {
            try scan.strip { _ in throw SimstripError(.interrupted, "stop") }
        }
    }

    @Test func theSummaryAndTheDigestAgreeWithTheSamples() throws {
        let summary = try VolumeSummary(of: Volume.open(volume))
        let grey = try grid(of: Volume.open(volume))
        #expect(summary.shape == [48, 48, 56])
        #expect(summary.min == grey.values.min())
        #expect(summary.max == grey.values.max())
        #expect(abs((summary.mean ?? 0) - grey.values.reduce(0, +) / Double(grey.values.count)) < 1e-9)
        #expect(summary.dtype == "uint8")
        #expect(summary.nanCount == 0)
        let digest = try strip(["digest": "true", "interface": "20"]).document.input.samplesSHA256
        #expect(digest == summary.samplesSHA256)
    }

    @Test func sha256IsThatOfTheStandard() throws {
        // FIPS 180-4: SHA-256 of "abc".
        let path = temporary.file("abc.tif")
        try TIFFImage.write(Map<UInt8>(rows: 1, columns: 3, values: Array("abc".utf8)), to: path, voxelSize: nil)
        let summary = try VolumeSummary(of: Volume.open(path))
        #expect(summary.samplesSHA256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
