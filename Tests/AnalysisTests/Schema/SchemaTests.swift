import Analysis
import Exports
import Foundation
import Options
import Phantom
import Publishing
import Results
import Stripping
import TestSupport
import Testing
import VoxelCore

/// result.json and comparison.json against the schema that lies beside them, the schema against the code, and the page that
/// explains both against the schema.
@Suite struct SchemaTests {
    private let temporary: TemporaryFolder
    private var checker: SchemaChecker

    init() throws {
        temporary = try TemporaryFolder()
        checker = try SchemaChecker()
    }

    private func phantom(
        _ name: String, _ kind: PhantomRecipe.Kind, _ change: (inout PhantomRecipe) -> Void = { _ in }
    ) throws -> String {
        var recipe = PhantomRecipe(kind: kind, shape: VolumeShape(slices: 48, rows: 36, columns: 40))
        recipe.noise = 4
        change(&recipe)
        try Phantom(recipe).write(to: temporary.file(name), voxelSize: VoxelSize(cubic: .um(1.4)), layers: 12)
        return temporary.file(name + "/volume")
    }

    private func strip(_ volume: String, to name: String, _ values: [String: String]) throws -> FinishedScan {
        var settings = ScanSettings()
        for (option, text) in values { settings[option] = text }
        try Scan(volume, ScanParameters(settings)).strip().write(to: temporary.file(name))
        return try FinishedScan(folder: temporary.file(name))
    }

    private func compare(_ a: FinishedScan, _ b: FinishedScan, to name: String) throws {
        try ScanComparison(of: a, and: b).write(to: temporary.file(name))
    }

    /// Results of several kinds are what the schema says, and nothing is in the schema that none of them has.
    @Test(.wholeScans) mutating func resultsAreWhatTheSchemaSaysAndAllThatItSays() throws {
        let plain = ["segmentation": "threshold", "layers": "6"]
        let a = try phantom("a", .lamellae) { $0.electrodePores = 0.08 }
        let b = try phantom("b", .cycled)
        let full = try strip(
            a, to: "full", ["thickness": "14um", "void-threshold": "auto", "labels": "true", "digest": "true"])
        let other = try strip(
            b, to: "other", ["layers": "8", "maps": "2,4", "roi": ":,2:34,:", "profile-box": "8:12,10:14"])
        try compare(full, other, to: "in um")
        let inVoxels = try ["a", "b"].map {
            try strip(
                temporary.file("\($0)/volume"), to: "voxels of \($0)",
                ["voxel-size": "voxel", "layers": "6", "maps": "none"])
        }
        try compare(inVoxels[0], inVoxels[1], to: "in voxels")
        let swept = try strip(b, to: "swept", plain.merging(["threshold-sweep": "true"]) { $1 })
        let given = try strip(
            b, to: "given",
            plain.merging([
                "interface": temporary.file("b/truth_interface.tif"), "na-threshold": "105.5", "void-threshold": "12",
                "axis": "z", "electrode": "high", "denoise": "gaussian:0.5", "min-domain": "2",
            ]) { $1 })
        // One of them has no band, and no Na at the depth that both have.
        try compare(swept, try strip(b, to: "one layer", plain.merging(["layers": "1"]) { $1 }), to: "short")
        let index = try strip(b, to: "index", plain.merging(["interface": "20", "band": "none"]) { $1 })
        let labels = try strip(
            temporary.file("a/truth_labels.tif"), to: "labels",
            [
                "segmentation": "labels", "codes": "li=1,na=2,sse=3,void=0,isolated=na", "layers": "6",
                "voxel-size": "1.4um", "labels": "true",
            ])
        try compare(full, labels, to: "of one volume")
        let states = try (0..<3).map { index in
            var state = CellState()
            state.domains = [(16.0, 20.0), (40.0, 40.0), (62.0, 24.0), (20.0, 66.0), (60.0, 64.0)].map {
                CellState.Domain(depth: 4, row: $0.0, column: $0.1, radius: 6)
            }
            (state.shift, state.noiseSeed) = (SIMD3(0, 1.5, 2) * Double(index), UInt64(index))
            let path = try state.write(to: temporary.file("state \(index).tif"))
            return try strip(path, to: "of state \(index)", ["layers": "8", "maps": "none"])
        }
        try compare(states[0], states[1], to: "of one place")
        let folder = try OutputFolder(temporary.file("series"), for: ComparisonExports.folder)
        try SeriesExports.write(try ScanSeries(of: states), into: folder)
        try folder.publish()
        #expect(full.curve.last.voidCoverage > 0 && given.document.interface.method == "height map")
        #expect(index.document.interface.method == "index")
        let documents = temporary.contents().filter {
            $0.hasSuffix(ScanFolder.seal) || $0.hasSuffix(ComparisonFolder.seal)
        }
        #expect(documents.count == 20)
        for name in documents {
            let faults = checker.faults(in: try JSONTree(bytes(ofFile: temporary.file(name))))
            #expect(faults.isEmpty, "\(name): \(faults)")
            // The schema that it names lies beside it.
            let beside = FilePath.folder(of: temporary.file(name)) + "/" + ResultSchema.reference
            #expect(try bytes(ofFile: beside) == ResultSchema.json)
        }
        let dead = checker.properties.map(\.place).filter { !checker.met.contains($0) }
        #expect(dead.isEmpty, "in no result: \(dead)")

        let sound = try String(contentsOfFile: temporary.file("full/result.json"), encoding: .utf8)
        for (found, broken) in [
            ("\"axis\" : \"z\"", "\"axis\" : \"w\""), ("\"li_coverage\" : 1", "\"li_coverage\" : 1.5"),
            ("\"verdict\" :", "\"opinion\" :"), ("\"bytes\" : ", "\"bytes\" : -"),
            ("\"stripped_thickness_um\" : 0", "\"stripped_thickness_voxel\" : 0"),
            ("\"na_coverage_low\" : 0,", ""), ("\"dtype\" : \"uint8\"", "\"dtype\" : \"uint12\""),
            ("\"void\" : ", "\"void\" : \"none\", \"was\" : "), ("\"labels\" : true", "\"labels\" : \"yes\""),
            ("\"$schema\" : \"./", "\"$schema\" : \"../"), ("Z\",\n", "\",\n"),
            ("\"version\" : \"", "\"version\" : \"v"),
        ] {
            let place = try #require(sound.range(of: found), "there is no \(found)")
            let text = sound.replacingCharacters(in: place, with: broken)
            #expect(!checker.faults(in: try JSONTree(text.utf8)).isEmpty, "\(broken) passes")
        }
    }

    /// Whoever adds an option, a quantity, a measure or a name of something adds it to the schema.
    @Test func theSchemaKnowsWhatTheCodeKnows() throws {
        let options = checker.definition("options")["properties"]?.members ?? []
        #expect(Set(options.map(\.key)) == Set(ScanOptions.all.filter { $0.bearing != .work }.map { $0.name }))
        for option in options {
            for text in option.value["enum"]?.texts ?? [] {
                try #require(ScanOptions.named(option.key)).check(text)
            }
        }
        let choices = { (definition: String, key: String) in
            checker.definition(definition)["properties"]?[key]?["enum"]?.texts
        }
        #expect(choices("options", "segmentation") == SegmentationMethod.allCases.map(\.rawValue))
        #expect(choices("options", "band") == BandChoice.allCases.map(\.rawValue))
        #expect(choices("options", "contrast") == ["auto"] + Contrast.allCases.map(\.rawValue))
        #expect(Set(choices("geometry", "axis") ?? []) == Set(Axis.allCases.map(\.rawValue)))
        #expect(Set(choices("geometry", "electrode") ?? []) == Set(ElectrodeSide.allCases.map(\.rawValue)))
        #expect(choices("input", "dtype").map(Set.init) == Set(SampleType.allCases.map(\.rawValue)))

        let quantities = CurveQuantity.all.flatMap { quantity in
            (quantity.boundsOf == nil ? [true, false].map { quantity.key(hasVoxelSize: $0) } : [])
                + (quantity.hasBand ? [quantity.name + "_low", quantity.name + "_high"] : [])
        }
        #expect(Set(checker.definition("point")["properties"]?.keys ?? []) == Set(quantities + ["layers_removed"]))

        let measures = checker.definition("measures")["patternProperties"]?.keys ?? []
        let difference = checker.definition("comparison")["properties"]?["difference"]?["patternProperties"]?.keys ?? []
        #expect(measures.count == CurveMeasure.all.count && difference.count == 1)
        for measure in CurveMeasure.all {
            for key in ["um", "voxel"].flatMap({ unit in ["", "_low", "_high"].map { measure.key(unit: unit) + $0 } }) {
                #expect(measures.count { SchemaChecker.fits(key, $0) } == 1, "\(key)")
                #expect(SchemaChecker.fits(key, difference[0]), "\(key)")
            }
        }
        #expect(!SchemaChecker.fits("na_coverage", difference[0]))
    }

    /// Every code of a warning is listed, and none that there is not.
    @Test func everyWarningIsListed() throws {
        let listed = { (name: String) in
            Set((checker.definition(name)["oneOf"]?.items ?? []).compactMap { $0["const"]?.string })
        }
        // Said of a batch on the terminal alone.
        let found = try codes(below: "Sources").subtracting(["no_locks"])
        #expect(found == listed("scan_code").union(listed("comparison_code")))
        let comparing = try ["Sources/Analysis/Comparison", "Sources/Registration"].map { try codes(below: $0) }
        #expect(comparing[0].union(comparing[1]) == listed("comparison_code"))
    }

    /// The codes in what makes warnings: `Warning("code", …)`, in an initialiser of warnings `self.init("code", …)`, and a name
    /// that stands for one.
    private func codes(below folder: String) throws -> Set<String> {
        let files = try FileManager.default.subpathsOfDirectory(atPath: Self.repository + "/" + folder)
        let made = try Regex(#"(?:Warning|self\.init)\(\s*"([a-z_]+)",|static let \w+ = "([a-z]+_[a-z_]+)""#)
        return try files.filter { $0.hasSuffix(".swift") }.reduce(into: []) { codes, file in
            let text = try String(contentsOfFile: "\(Self.repository)/\(folder)/\(file)", encoding: .utf8)
            guard text.contains("Warning") else { return }
            for match in text.matches(of: made) {
                if let code = match.output[1].substring ?? match.output[2].substring { codes.insert(String(code)) }
            }
        }
    }

    /// Units are in the schema, whether or not they are in names.
    @Test func everyPropertyIsExplainedAndEveryNumberHasAUnit() {
        for property in checker.properties
        where property.place.hasPrefix("#/$defs/result/properties/parameters/") == false {
            let target = property.schema["$ref"]?.string.map { checker.target(ofReference: $0) }
            let words = (property.schema["description"] ?? target?["description"])?.string
            #expect(words?.isEmpty == false, "\(property.place) is not explained")
            if holdsNumbers(property.schema) {
                #expect(words?.contains(" Unit: ") == true && words?.last == ".", "\(property.place) has no unit")
            }
        }
    }

    private func holdsNumbers(_ schema: JSONTree) -> Bool {
        let types = (schema["type"]?.items ?? []) + [schema["type"]].compactMap { $0 }
        return types.contains(.text("number")) || types.contains(.text("integer"))
            || schema["items"].map(holdsNumbers) == true || schema["anyOf"]?.items.contains(where: holdsNumbers) == true
    }

    /// With SIMSTRIP_TABLES=write the page is brought to what they say (`make tables`).
    @Test func theTablesOfThePageAreThoseOfTheSchemaAndTheCode() throws {
        let path = Self.repository + "/docs/result.md"
        let page = try String(contentsOfFile: path, encoding: .utf8)
        let tables = SchemaTables.all(checker)
        var written = page
        for (name, table) in tables {
            let begin = "<!-- \(name): made by `make tables` -->\n"
            let start = try #require(written.range(of: begin), "docs/result.md has no place for \(name)").upperBound
            let end = try #require(written.range(of: "<!-- end -->", range: start..<written.endIndex)).lowerBound
            written.replaceSubrange(start..<end, with: table + "\n")
        }
        if ProcessInfo.processInfo.environment["SIMSTRIP_TABLES"] == "write" {
            try written.write(toFile: path, atomically: true, encoding: .utf8)
        } else {
            #expect(written == page, "docs/result.md is not what the schema says: make tables")
        }
    }

    private static let repository = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL.path()
}
