import Foundation
import Exports
import Publishing
import Results
import TestSupport
import Testing
import VoxelCore

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
            try folder.write("{}", to: ScanFolder.seal)
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
            if text == "first" { try folder.write("old", to: "stripped/a/curve.csv") }
            try folder.write("{}", to: "comparison.json")
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
        try other.write("{}", to: "comparison.json")
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
        for text in ["first", "second"] {
            let folder = try OutputFolder(temporary.file("place"), for: .phantom)
            try folder.write(text, to: "volume/slice_0000.tif")
            try folder.write(text, to: FolderContent.phantom.seal)
            try folder.publish()
        }
        #expect(
            temporary.contents() == [
                "place", "place/curve.csv", "place/result.json", "place/truth_curve.csv", "place/volume",
                "place/volume/slice_0000.tif",
            ])
        #expect(try String(contentsOfFile: temporary.file("place/volume/slice_0000.tif"), encoding: .utf8) == "second")
    }

    /// What a removal leaves that was cut short must not pass for a result, so the seal goes first.
    @Test func theSealGoesFirst() {
        for content in [ScanExports.folder, ComparisonExports.folder, FolderContent.phantom] {
            #expect(content.names.first == content.seal)
            #expect(Set(content.names).count == content.names.count)
        }
    }
}
