import Foundation
import Exports
import Phantom
import Publishing
import Results
import TestSupport
import Testing
import VoxelCore

/// The least that a seal of ours has.
private enum Seal {
    static func scan(
        maps: String = "[1]", labels: Bool = false, version: String = Simstrip.version, schema: String? = nil
    ) -> String {
        """
        {\(schema.map { "\"$schema\": \"\($0)\", " } ?? "")"version": "\(version)", "input": {"path": "v", "shape": [9, 8, 7], "dtype": "uint8"},
        "parameters": {"maps": \(maps), "labels": \(labels)}, "geometry": {"axis": "z", "electrode": "high"},
        "curve": [{"layers_removed": 0, "na_coverage": 0}, {"layers_removed": 1, "na_coverage": 0.5}]}
        """
    }

    static let comparison = comparison(schema: nil)

    static func comparison(schema: String?) -> String {
        """
        {\(schema.map { "\"$schema\": \"\($0)\", " } ?? "")"version": "\(Simstrip.version)", "a": {"name": "a", "input": {"path": "v"}},
        "b": {"name": "b", "input": {"path": "w"}}, "difference": {}, "compared": {}}
        """
    }
}

@Suite struct OutputFolderTests {
    @Test func nothingAppearsBeforeItIsPublished() throws {
        let temporary = try TemporaryFolder()
        let place = temporary.file("deep/er/out")
        let folder = try OutputFolder(place, for: ScanExports.folder)
        try folder.write("a", to: "curve.csv")
        try folder.write("b", to: "maps/one.csv")
        #expect(!FileManager.default.fileExists(atPath: place))
        try folder.publish()
        #expect(try String(contentsOfFile: place + "/maps/one.csv", encoding: .utf8) == "b")
        #expect(
            temporary.contents() == [
                "deep", "deep/er", "deep/er/out", "deep/er/out/curve.csv", "deep/er/out/maps",
                "deep/er/out/maps/one.csv",
            ])
    }

    @Test func whatWasNotPublishedLeavesNothing() throws {
        let temporary = try TemporaryFolder()
        do {
            let folder = try OutputFolder(temporary.file("out"), for: ScanExports.folder)
            try folder.write("a", to: "curve.csv")
        }
        #expect(temporary.contents().isEmpty)
    }

    @Test func whatCannotBeWrittenIsNamedByItsPlaceNotByWhereItIsGathered() throws {
        let temporary = try TemporaryFolder()
        let folder = try OutputFolder(temporary.file("out"), for: ScanExports.folder)
        let error = #expect(throws: SimstripError.self) {
            try folder.write(to: "interface.tif") { path in
                throw SimstripError.output("cannot write '\(path)': No space left on device")
            }
        }
        #expect(
            error?.message
                == "'\(temporary.file("out/interface.tif"))' cannot be written: no space left on device")
        // What is not about writing stays as it is.
        #expect(throws: SimstripError.data("damaged")) {
            try folder.write(to: "interface.tif") { _ in throw SimstripError.data("damaged") }
        }
    }

    @Test func aFinishedResultIsReplacedAndForeignFilesStay() throws {
        let temporary = try TemporaryFolder()
        let place = temporary.file("out")
        for text in ["first", "second"] {
            let folder = try OutputFolder(place, for: ScanExports.folder)
            try folder.write(text, to: "curve.csv")
            if text == "first" { try folder.write("old", to: "maps/coverage_0001.csv") }
            try folder.write(Seal.scan(), to: ScanFolder.seal)
            try folder.publish()
            if text == "first" { try "mine".write(toFile: place + "/notes.txt", atomically: true, encoding: .utf8) }
        }
        #expect(temporary.contents() == ["out", "out/curve.csv", "out/notes.txt", "out/result.json"])
        #expect(try String(contentsOfFile: place + "/curve.csv", encoding: .utf8) == "second")
    }

    @Test func anEmptyFolderIsFilled() throws {
        let temporary = try TemporaryFolder()
        let folder = try OutputFolder(temporary.path, for: ScanExports.folder)
        try folder.write("a", to: "curve.csv")
        try folder.publish()
        #expect(temporary.contents() == ["curve.csv"])
    }

    @Test func filesThatOnlyLookLikeResultsAreNotOverwritten() throws {
        let temporary = try TemporaryFolder()
        try "mine".write(toFile: temporary.file("curve.csv"), atomically: true, encoding: .utf8)
        let error = #expect(throws: SimstripError.self) { try OutputFolder(temporary.path, for: ScanExports.folder) }
        #expect(error?.kind == .output)
        #expect(temporary.contents() == ["curve.csv"])
    }

    @Test func aFileInThePlaceOfTheFolderIsRefused() throws {
        let temporary = try TemporaryFolder()
        try "x".write(toFile: temporary.file("out"), atomically: true, encoding: .utf8)
        #expect(
            #expect(throws: SimstripError.self) { try OutputFolder(temporary.file("out"), for: ScanExports.folder) }?
                .kind == .output)
        #expect(
            #expect(throws: SimstripError.self) {
                try OutputFolder(temporary.file("out/below"), for: ScanExports.folder)
            }?.kind == .output)
        #expect(
            #expect(throws: SimstripError.self) { try OutputFolder("/proc/simstrip-out", for: ScanExports.folder) }?
                .kind == .output)
    }

    @Test func aComparisonHasNamesAndASealOfItsOwn() throws {
        let temporary = try TemporaryFolder()
        let place = temporary.file("out")
        for text in ["first", "second"] {
            let folder = try OutputFolder(place, for: ComparisonExports.folder)
            try folder.write(text, to: "comparison.csv")
            if text == "first" {
                try folder.write("old", to: "stripped/a/curve.csv")
                try folder.write(Seal.scan(), to: "stripped/a/result.json")
            }
            try folder.write(Seal.comparison, to: "comparison.json")
            try folder.publish()
            if text == "first" { try "mine".write(toFile: place + "/curve.csv", atomically: true, encoding: .utf8) }
        }
        // What a scan would call its own is not the comparison's to remove.
        #expect(
            temporary.contents() == ["out", "out/comparison.csv", "out/comparison.json", "out/curve.csv"])
        #expect(try String(contentsOfFile: place + "/comparison.csv", encoding: .utf8) == "second")
        // Nor does a scan go where a comparison's report is.
        let other = try OutputFolder(temporary.file("other"), for: ComparisonExports.folder)
        try other.write("page", to: "report.html")
        try other.write(Seal.comparison, to: "comparison.json")
        try other.publish()
        let error = #expect(throws: SimstripError.self) {
            try OutputFolder(temporary.file("other"), for: ScanExports.folder)
        }
        #expect(error?.message.contains("report.html") == true)
    }

    /// A phantom that is made anew replaces the phantom, and nothing that is not of a phantom.
    @Test func whatIsReplacedIsWhatTheListNames() throws {
        let temporary = try TemporaryFolder()
        try temporary.write("place/result.json", "{}")
        try temporary.write("place/curve.csv", "mine")
        for slices in [30, 24] {
            let recipe = PhantomRecipe(kind: .pristine, shape: VolumeShape(slices: slices, rows: 8, columns: 8))
            try Phantom(recipe).write(to: temporary.file("place"), voxelSize: nil, layers: 3)
            try temporary.write("place/volume/notes.txt", "mine")
        }
        let inVolume = temporary.contents().filter { $0.hasPrefix("place/volume/") }
        #expect(inVolume.count == 24 + 1)
        #expect(try String(contentsOfFile: temporary.file("place/curve.csv"), encoding: .utf8) == "mine")
        #expect(try String(contentsOfFile: temporary.file("place/result.json"), encoding: .utf8) == "{}")
        // A slice that the phantom there does not have is somebody's own.
        try temporary.write("place/volume/slice_0024.tif", "mine")
        let recipe = PhantomRecipe(kind: .pristine, shape: VolumeShape(slices: 30, rows: 8, columns: 8))
        let error = #expect(throws: SimstripError.self) {
            try Phantom(recipe).write(to: temporary.file("place"), voxelSize: nil, layers: 3)
        }
        #expect(error?.message.contains("volume/slice_0024.tif") == true)
        #expect(temporary.contents().filter { $0.hasPrefix("place/volume/") }.count == 26)
    }

    /// What a user has put into a folder of ours stays; what only has a name of ours is refused.
    @Test func onlyTheFilesOfTheFormerResultAreReplaced() throws {
        for replacement in [OutputFolder.Replacement.files, .folder] {
            for (name, staysInPlace) in [
                ("maps/notes.txt", true), ("maps/coverage_0001.pgm.bak", true), ("labels.tif", false),
                ("maps/coverage_0099.csv", false), ("threshold_sweep.csv", false), ("simstrip.schema.json", false),
                ("maps.csv", false),
            ] {
                let temporary = try TemporaryFolder()
                try temporary.write("out/result.json", Seal.scan(version: "0.0.9"))
                try temporary.write("out/curve.csv", "old")
                try temporary.write("out/maps/coverage_0001.pgm", "old")
                try temporary.write("out/\(name)", "mine")
                let before = temporary.contents()
                if staysInPlace, replacement == .files {
                    let folder = try OutputFolder(
                        temporary.file("out"), for: ScanExports.folder, replacing: replacement)
                    try folder.write("new", to: "curve.csv")
                    try folder.write(Seal.scan(), to: ScanFolder.seal)
                    try folder.publish()
                    #expect(
                        temporary.contents() == before.filter { $0 != "out/maps/coverage_0001.pgm" }, "\(name)")
                } else {
                    let error = #expect(throws: SimstripError.self) {
                        try OutputFolder(temporary.file("out"), for: ScanExports.folder, replacing: replacement)
                    }
                    #expect(error?.kind == .output)
                    #expect(error?.message.contains(name) == true, "\(error?.message ?? "")")
                    #expect(temporary.contents() == before)
                }
                #expect(try String(contentsOfFile: temporary.file("out/\(name)"), encoding: .utf8) == "mine")
            }
        }
    }

    /// A schema is a result's own where the result names it, and not where it names none, or one elsewhere.
    @Test func theSchemaIsReplacedWithTheResultThatNamesIt() throws {
        for (content, seal, text) in [
            (ScanExports.folder, ScanFolder.seal, { Seal.scan(schema: $0) }),
            (ComparisonExports.folder, ComparisonFolder.seal, { Seal.comparison(schema: $0) }),
        ] as [(FolderContent, String, (String?) -> String)] {
            for schema in [nil, "../simstrip.schema.json", "./simstrip.schema.json"] {
                let temporary = try TemporaryFolder()
                try temporary.write("out/\(seal)", text(schema))
                try temporary.write("out/\(ResultSchema.name)", "former")
                guard schema == ResultSchema.reference else {
                    let error = #expect(throws: SimstripError.self) {
                        try OutputFolder(temporary.file("out"), for: content)
                    }
                    #expect(error?.message.contains(ResultSchema.name) == true)
                    continue
                }
                let folder = try OutputFolder(temporary.file("out"), for: content)
                try folder.write(text(nil), to: seal)
                try folder.publish()
                #expect(temporary.contents() == ["out", "out/\(seal)"])
            }
        }
    }

    /// What was a file and now is a link or a folder is no longer what was written.
    @Test func aListedFileThatHasBecomeSomethingElseIsRefused() throws {
        let files = FileManager.default
        let temporary = try TemporaryFolder()
        try temporary.write("own/curve.csv", "mine")
        for change in [
            { try files.createSymbolicLink(atPath: $0, withDestinationPath: temporary.file("own/curve.csv")) },
            { try files.createDirectory(atPath: $0, withIntermediateDirectories: false) },
        ] {
            try temporary.write("out/result.json", Seal.scan())
            try change(temporary.file("out/curve.csv"))
            let error = #expect(throws: SimstripError.self) {
                try OutputFolder(temporary.file("out"), for: ScanExports.folder)
            }
            #expect(error?.message.contains("curve.csv") == true)
            try files.removeItem(atPath: temporary.file("out"))
        }
        // The same of the folder of maps.
        try temporary.write("out/result.json", Seal.scan())
        try files.createSymbolicLink(atPath: temporary.file("out/maps"), withDestinationPath: temporary.file("own"))
        #expect(throws: SimstripError.self) { try OutputFolder(temporary.file("out"), for: ScanExports.folder) }
    }

    @Test(arguments: ["{}", "{\"version\": \"1.0\", \"name\": \"package\"}", "{\"version\":", "", "[]"])
    func aForeignOrDamagedSealMakesAFolderNotOurs(seal: String) throws {
        for replacement in [OutputFolder.Replacement.files, .folder] {
            for (content, name) in [
                (ScanExports.folder, "result.json"), (ComparisonExports.folder, "comparison.json"),
                (.phantom, "truth_curve.csv"),
            ] {
                let temporary = try TemporaryFolder()
                try temporary.write("out/\(name)", seal)
                let error = #expect(throws: SimstripError.self) {
                    try OutputFolder(temporary.file("out"), for: content, replacing: replacement)
                }
                #expect(error?.kind == .output)
                #expect(error?.message.contains("holds a \(name) that is no finished result") == true)
                #expect(temporary.contents() == ["out", "out/\(name)"])
                #expect(try String(contentsOfFile: temporary.file("out/\(name)"), encoding: .utf8) == seal)
            }
        }
    }

    /// A folder of a user's is no leftover, however it is called.
    @Test func onlyLeftoversOfOursAreTidiedUp() throws {
        let temporary = try TemporaryFolder()
        let leftover = ".out.simstrip-5B1C2F2E-0F7B-4C0B-9C63-0D7C5C6C1A11"
        for name in [leftover, leftover + "-replaced", ".simstrip-notes", ".my.simstrip-recipes"] {
            try temporary.write("\(name)/file", "x")
        }
        StagingFolder.removeLeftovers(in: temporary.path)
        #expect(
            temporary.contents() == [
                ".my.simstrip-recipes", ".my.simstrip-recipes/file", ".simstrip-notes", ".simstrip-notes/file",
            ])
    }

    /// Nor is what appears while the work is going on.
    @Test func whatIsPutThereInTheMeantimeIsNotReplaced() throws {
        let temporary = try TemporaryFolder()
        try temporary.makeFolder("out")
        let folder = try OutputFolder(temporary.file("out"), for: ScanExports.folder)
        try folder.write("new", to: "curve.csv")
        try temporary.write("out/curve.csv", "mine")
        #expect(throws: SimstripError.self) { try folder.publish() }
        #expect(try String(contentsOfFile: temporary.file("out/curve.csv"), encoding: .utf8) == "mine")
    }
}

/// Results do not lie among what they are made of.
@Suite struct OutputPlaceTests {
    private let temporary: TemporaryFolder

    init() throws {
        temporary = try TemporaryFolder()
        for scan in ["scans/a", "scans/b"] { try temporary.write("\(scan)/slice_0.tif", "x") }
        try temporary.write("out/labels.tif", "x")
        try temporary.write("out/own.tif", "x")
        let files = FileManager.default
        try files.createSymbolicLink(
            atPath: temporary.file("link"), withDestinationPath: temporary.file("scans/a"))
        try files.createSymbolicLink(
            atPath: temporary.file("labels_link.tif"), withDestinationPath: temporary.file("out/labels.tif"))
    }

    private func check(_ output: String, _ volume: String, pattern: String? = nil) throws {
        try OutputPlace(temporary.file(output)).check(
            apartFrom: temporary.file(volume), pattern: pattern.map(temporary.file), for: ScanExports.folder)
    }

    @Test func equalToInsideOrAboveTheSlicesIsRefused() throws {
        for (output, volume, words) in [
            ("scans/a", "scans/a", "is the folder of slices"), ("scans/a/", "scans/a", "is the folder of slices"),
            ("scans/a/out/deep", "scans/a", "lies in the folder"), ("scans", "scans/a", "holds the folder"),
            ("", "scans/a", "holds the folder"), ("link", "scans/a", "is the folder"),
            ("scans/a", "link", "is the folder"), ("link/out", "scans/a/slice_*.tif", "lies in the folder"),
            ("scans/b/../a/new", "scans/a", "lies in the folder"), ("scans/a", "scans/a/*.tif", "is the folder"),
            ("scans/a/x", "scans/*", "lies in the folder"), ("scans", "scans/*/slice_0.tif", "holds the folder"),
        ] {
            let error = #expect(throws: SimstripError.self, "\(output), \(volume)") { try check(output, volume) }
            #expect(error?.kind == .usage)
            #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
        }
        for (output, volume) in [
            ("scans_out", "scans/a"), ("scans/ab", "scans/a"), ("out", "scans/a"), ("scans/b", "scans/a"),
            ("out", "nowhere"), ("out", "out/own.tif"), ("new", "out/labels.tif"), ("new", "scans/*"),
        ] {
            #expect(throws: Never.self, "\(output), \(volume)") { try check(output, volume) }
        }
    }

    @Test func aPatternDoesNotMatchTheOutput() throws {
        #expect(throws: SimstripError.self) { try check("scans/out", "scans/a", pattern: "scans/*") }
        #expect(throws: SimstripError.self) { try check("scans/out/deep", "scans/a", pattern: "scans/*") }
        #expect(throws: SimstripError.self) { try check("link/../out", "scans/a", pattern: "scans/o*") }
        #expect(throws: Never.self) { try check("scans/out", "scans/a", pattern: "scans/[ab]") }
        #expect(throws: Never.self) { try check("results/out", "scans/a", pattern: "scans/*") }
    }

    @Test func anInputThatTheResultsWouldReplaceIsRefused() throws {
        for volume in ["out/labels.tif", "labels_link.tif", "scans/../out/labels.tif"] {
            let error = #expect(throws: SimstripError.self) { try check("out", volume) }
            #expect(error?.message.contains("would replace it") == true)
        }
    }

    @Test func anEmptyNameIsNone() throws {
        let error = #expect(throws: SimstripError.self) { try OutputPlace("") }
        #expect(error?.kind == .usage)
        #expect(error?.message.contains("--output is empty") == true)
    }
}
