import Analysis
import Exports
import Foundation
import Options
import Publishing
import Results
import TestSupport
import Testing
import VolumeIO
import VoxelCore

/// What labels mean, and what is wrong with them, on a small volume.
@Suite struct LabelledScanTests {
    private let temporary: TemporaryFolder

    init() throws { temporary = try TemporaryFolder() }

    private static let shape = VolumeShape(slices: 12, rows: 6, columns: 7)
    private static let named = "li=1,na=2,sse=3,void=0,outside=9"

    /// SSE below slice 4, Li above, a Na voxel in the third layer of one column.
    private static var codes: [UInt8] {
        var codes = [UInt8](repeating: 1, count: shape.count)
        for place in 0..<4 * 42 { codes[place] = 3 }
        codes[voxel(6, 2, 3)] = 2
        return codes
    }

    private static func voxel(_ z: Int, _ y: Int, _ x: Int) -> Int { (z * 6 + y) * 7 + x }

    private func strip<T: Sample>(_ samples: [T], _ values: [String: String] = [:]) throws -> ScanResult {
        var settings: ScanSettings = [
            "segmentation": "labels", "codes": Self.named, "voxel-size": "voxel", "layers": "5",
        ]
        for (option, text) in values { settings[option] = text }
        let volume = Volume(MemoryVolume(shape: Self.shape, samples: samples), named: "labels")
        return try Scan(of: volume, ScanParameters(settings)).strip()
    }

    private func message<T: Sample>(
        _ samples: [T], _ values: [String: String] = [:], kind: SimstripError.Kind = .data
    ) -> String {
        let error = #expect(throws: SimstripError.self) { try strip(samples, values) }
        #expect(error?.kind == kind)
        return error?.message ?? ""
    }

    private func codes(_ result: ScanResult) -> Set<String> { Set(result.warnings.map(\.code)) }

    @Test func labelsOfAnyTypeAreTheSame() throws {
        let expected = try strip(Self.codes)
        #expect(expected.axis == .z && expected.electrode == .high)
        #expect(expected.firstNaLayer.values.count { $0 == 3 } == 1 && expected.firstNaLayer[2, 3] == 3)
        #expect(expected.curve.points[2].naCoverage == 0 && expected.curve.points[3].naCoverage == 1.0 / 42)
        #expect(expected.interfaceHeights.values.allSatisfy { $0 == 4 })
        #expect(expected.warnings.isEmpty)
        for same in [
            try strip(Self.codes.map { UInt16($0) }), try strip(Self.codes.map { Int8($0) }),
            try strip(Self.codes.map { UInt32($0) }), try strip(Self.codes.map { Int32($0) }),
            try strip(Self.codes.map { Float($0) }), try strip(Self.codes.map { Double($0) }),
            try strip(Self.codes.map { Int16($0) - 3 }, ["codes": "li=-2,na=-1,sse=0,void=-3"]),
        ] {
            #expect(same.curve == expected.curve && same.firstNaLayer == expected.firstNaLayer)
        }
    }

    /// Nothing of it claims what a label volume does not tell.
    @Test func aResultOfLabelsHasNoThresholdsNorLevelsNorBand() throws {
        let result = try strip(Self.codes)
        #expect(result.naThreshold == nil && result.voidThreshold == nil && result.greyLevels == nil)
        #expect(result.curve.points.allSatisfy { $0.naShare.low == nil && $0.naShare.high == nil })
        #expect(result.verdict.status == .check)
        #expect(result.verdict.reasons.contains { $0.contains("labels were taken as they are") })
        try result.write(to: temporary.file("out"))
        let page = try String(contentsOfFile: temporary.file("out/report.html"), encoding: .utf8)
        for word in [
            "Grey values", "grey value", "Na threshold", "bias taken off", "Markov", "outline of Na", "--contrast",
        ] {
            // The bibliography stands in every report.
            #expect(!page.components(separatedBy: "<summary>BibTeX")[0].contains(word), "\(word)")
        }
        #expect(page.contains("Phases were taken from a given label volume as they are"))
        #expect(page.contains("Labels along the stripping axis"))
        let curve = try String(contentsOfFile: temporary.file("out/curve.csv"), encoding: .utf8)
        #expect(curve.split(separator: "\n")[4].hasPrefix("3,3,,,\(1.0 / 42),\(41.0 / 42),0.0,,,"))
    }

    @Test func codesWithoutANameAreListedWithTheirCounts() {
        var codes = Self.codes
        codes[Self.voxel(11, 0, 0)] = 77
        for place in 0..<3 { codes[Self.voxel(0, 0, place)] = 8 }
        for values in [[:], ["axis": "z", "electrode": "high"]] {
            let text = message(codes, values)
            #expect(text.contains("codes that --codes does not name: 8 (3 voxels), 77 (1 voxel);"), "\(text)")
            #expect(text.contains("3 (165)"), "\(text)")
        }
    }

    @Test func greyValuesAreNoLabels() {
        var fractions = Self.codes.map { Float($0) }
        fractions[200] = 1.25
        #expect(message(fractions).contains("a sample is 1.25, and labels are whole numbers"))
        fractions[200] = .nan
        #expect(message(fractions).contains("a sample is nan"))
        #expect(message((0..<Self.shape.count).map { UInt16($0) }).contains("rather grey values"))
        let many = VolumeShape(slices: 12, rows: 30, columns: 30)
        let volume = Volume(MemoryVolume(shape: many, samples: (0..<many.count).map { Int32($0) }))
        let settings: ScanSettings = ["voxel-size": "voxel", "segmentation": "labels", "codes": "li=1,sse=3"]
        let error = #expect(throws: SimstripError.self) { try Scan(of: volume, ScanParameters(settings)).strip() }
        #expect(error?.message.contains("more than 1000 codes") == true)
    }

    @Test func isolatedElectrolyteIsAnErrorUnlessTold() throws {
        var codes = Self.codes
        codes[Self.voxel(5, 4, 1)] = 3
        codes[Self.voxel(8, 4, 1)] = 3
        let text = message(codes)
        #expect(text.contains("2 voxels in the layers of 1 column are labelled SSE"), "\(text)")
        #expect(text.contains("the first column: y = 4, x = 1"), "\(text)")
        #expect(text.contains("isolated=na"), "\(text)")
        let sodium = try strip(codes, ["codes": Self.named + ",isolated=na"])
        #expect(sodium.firstNaLayer[4, 1] == 2)
        #expect(self.codes(sodium) == ["isolated_electrolyte"])
        let lithium = try strip(codes, ["codes": Self.named + ",isolated=li"])
        #expect(lithium.firstNaLayer[4, 1] == 0)
        let void = try strip(codes, ["codes": "li=1,na=2,sse=3,isolated=void"])
        #expect(void.coverageMap(afterRemoving: 2)[4, 1] == .void)
        // Behind the last layer it has no say.
        codes = Self.codes
        codes[Self.voxel(9, 4, 1)] = 3
        #expect(try strip(codes).warnings.isEmpty)
    }

    @Test func columnsWithoutAnInterfaceAreOutsideAndCounted() throws {
        var codes = Self.codes
        codes[Self.voxel(0, 0, 0)] = 1
        for z in 0..<12 { codes[Self.voxel(z, 0, 1)] = 3 }
        let result = try strip(codes, ["axis": "z", "electrode": "high"])
        #expect(self.codes(result) == ["columns_without_interface"])
        #expect(result.warnings[0].message.hasPrefix("2 of 42 columns"), "\(result.warnings[0].message)")
        #expect(result.firstNaLayer.values.count { $0 == .max } == 2)
        #expect(result.interfaceHeights[0, 0].isNaN && result.interfaceHeights[0, 1].isNaN)
    }

    @Test func columnsWhoseLayersLeaveTheVolumeAreOutsideAndCounted() throws {
        var codes = Self.codes
        for z in 4..<9 { codes[Self.voxel(z, 5, 6)] = 3 }
        let result = try strip(codes)
        #expect(self.codes(result) == ["short_columns"])
        #expect(result.firstNaLayer[5, 6] == .max && result.firstNaLayer.values.count { $0 == .max } == 1)
        #expect(try strip(codes, ["layers": "3"]).warnings.isEmpty)
        let text = message(codes, ["layers": "9"], kind: .usage)
        #expect(text.contains("ask for at most 8 with --layers"), "\(text)")
    }

    @Test func whatIsLabelledOutsideIsNoPartOfAColumn() throws {
        var codes = Self.codes
        codes[Self.voxel(0, 1, 1)] = 9
        codes[Self.voxel(8, 3, 3)] = 9
        for z in 0..<12 { codes[Self.voxel(z, 5, 5)] = 9 }
        let result = try strip(codes)
        #expect(self.codes(result) == ["empty_columns"])
        #expect(result.firstNaLayer[1, 1] == 0 && result.interfaceHeights[1, 1] == 4)
        #expect(result.firstNaLayer[3, 3] == .max && result.interfaceHeights[3, 3].isNaN)
        #expect(result.firstNaLayer[5, 5] == .max)
        for place in 0..<42 { codes[8 * 42 + place] = 9 }
        #expect(message(codes).contains("every column is outside"))
    }

    /// The SSE's end is read off the faces, or it is an error that tells them.
    @Test func axisAndSideAreReadOffTheFaces() throws {
        let upside = Array(Self.codes.reversed())
        #expect(try strip(upside).electrode == .low)
        #expect(try strip(upside, ["axis": "z"]).electrode == .low)
        let text = message(upside, ["electrode": "high"])
        #expect(text.contains("no face of the volume is SSE") && text.contains("z low 0 %"), "\(text)")
        var sandwich = Self.codes
        for place in 0..<42 { sandwich[11 * 42 + place] = 3 }
        #expect(message(sandwich).contains("2 faces of the volume are SSE"))
        #expect(try strip(sandwich, ["electrode": "high"]).axis == .z)
        let wrong = message(Self.codes, ["axis": "z", "electrode": "low"])
        #expect(
            wrong.contains("no column has SSE at the high end along z") && wrong.contains("42 columns of 42"),
            "\(wrong)")
    }

    /// Along a plane what stands out of it into the layers is SSE, and is not isolated.
    @Test func layersMayFollowThePlane() throws {
        var codes = Self.codes
        codes[Self.voxel(4, 2, 2)] = 3
        let result = try strip(codes, ["layers-follow": "plane"])
        #expect(result.warnings.isEmpty)
        #expect(result.interfaceHeights[2, 2] == 5)
    }

    @Test func smallDomainsMayBeLeftOut() throws {
        #expect(try strip(Self.codes, ["min-domain": "2"]).curve.last.naCoverage == 0)
    }

    @Test func whatHasNoSayWithLabelsIsRefused() throws {
        for (option, text) in [
            ("na-threshold", "118"), ("void-threshold", "auto"), ("denoise", "median"), ("contrast", "normal"),
            ("interface", "4"), ("threshold-sweep", "true"),
        ] {
            let said = message(Self.codes, [option: text], kind: .usage)
            #expect(said.contains("--\(option)"), "\(said)")
        }
        // What stands at its standard says nothing.
        #expect(try strip(Self.codes, ["na-threshold": "auto", "interface": "auto"]).warnings.isEmpty)
    }

    /// Where grey values are expected, a volume of few values is asked after.
    @Test func aVolumeThatLooksLikeLabelsIsHintedAt() throws {
        let grey = { (samples: [UInt8], values: [String: String]) in
            var settings: ScanSettings = ["voxel-size": "voxel", "layers": "5", "segmentation": "threshold"]
            for (option, text) in values { settings[option] = text }
            let volume = Volume(MemoryVolume(shape: Self.shape, samples: samples), named: "labels")
            return try Scan(of: volume, ScanParameters(settings)).strip()
        }
        let given = ["axis": "z", "electrode": "high", "interface": "4", "na-threshold": "2"]
        #expect(try codes(grey(Self.codes, given)).contains("few_values"))
        var random = TestRandom(seed: 5)
        let mixed = (0..<Self.shape.count).map { _ in UInt8.random(in: 0...2, using: &random) }
        let error = #expect(throws: SimstripError.self) { try grey(mixed, [:]) }
        #expect(error?.message.contains("--segmentation labels --codes") == true, "\(error?.message ?? "")")
        // 8 bits in steps of 8 are a scan.
        let scan = Self.codes.enumerated().map { UInt8(8 * (Int($1) * 3 + ($0 * 7919) % 9)) }
        #expect(try !codes(grey(scan, given.merging(["na-threshold": "80"]) { $1 })).contains("few_values"))
    }

    // MARK: Once more, and beside another

    @Test func theSameRunFromItsResult() throws {
        let path = temporary.file("labels.tif")
        var writer = try TIFFStackWriter(
            path: path, shape: Self.shape, sampleType: .uint8, voxelSize: VoxelSize(cubic: .um(1.4)))
        for slice in 0..<12 {
            try Self.codes[slice * 42..<(slice + 1) * 42].withUnsafeBytes { try writer.append(slice: $0) }
        }
        try writer.finish()
        let settings: ScanSettings = ["segmentation": "labels", "codes": " sse=3, li=1,na=5+2", "layers": "5"]
        try Scan(path, ScanParameters(settings)).strip().write(to: temporary.file("first"))
        let first = try FinishedScan(folder: temporary.file("first"))
        #expect(first.document.parameters["codes"] == .text("li=1,na=2+5,sse=3"))
        let again = try ScanSettings(contentsOf: temporary.file("first/result.json"))
        try Scan(path, ScanParameters(again)).strip().write(to: temporary.file("again"))
        for name in ["result.json", "curve.csv", "report.html", "interface.tif"] {
            #expect(
                try bytes(ofFile: temporary.file("again/\(name)")) == bytes(ofFile: temporary.file("first/\(name)")))
        }
        // Whoever is stripped to be compared with it is stripped as labels, too.
        let folder = try OutputFolder(temporary.file("pair"), for: ComparisonExports.folder)
        let pair = try ComparedScans([temporary.file("first"), path], settings: ScanSettings()).compare(into: folder)
        #expect(pair.b.document.parameters["codes"] == .text("li=1,na=2+5,sse=3"))
        #expect(pair.curves.rows.allSatisfy { $0.naDifference == 0 })
        #expect(!pair.warnings.contains { ["grey_scale_unknown", "parameters_differ"].contains($0.code) })
        try ComparisonExports.write(pair, into: folder)
        try folder.publish()
    }
}
