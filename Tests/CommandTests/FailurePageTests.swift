import Foundation
import TestSupport
import Testing

/// What is left of a scan that is refused for what it shows.
@Suite struct FailurePageTests {
    private let temporary: TemporaryFolder
    private let page: String

    init() throws {
        temporary = try TemporaryFolder()
        page = temporary.file("out.failed.html")
        let made = try Command(["phantom", "--output", temporary.file("phantom"), "--shape", "40,48,56"])
        #expect(made.status == 0, "\(made.errors)")
        // SSE alone.
        try temporary.makeFolder("sse")
        for slice in 0..<8 {
            let name = "slice_000\(slice).tif"
            try FileManager.default.copyItem(
                atPath: temporary.file("phantom/volume/\(name)"), toPath: temporary.file("sse/\(name)"))
        }
    }

    private func strip(_ volume: String, _ options: [String] = []) throws -> Command {
        try Command(["strip", temporary.file(volume), "--output", temporary.file("out"), "--quiet"] + options)
    }

    private func text() throws -> String { try String(contentsOfFile: page, encoding: .utf8) }

    @Test func itShowsTheVolumeAndGoesWithTheNextResult() throws {
        let failed = try strip("sse", ["--layers", "3"])
        #expect(failed.status == 65)
        #expect(failed.errors.contains("what the volume looks like is in '\(page)'"), "\(failed.errors)")
        #expect(!FileManager.default.fileExists(atPath: temporary.file("out")))
        let html = try text()
        for axis in ["z", "y", "x"] { #expect(html.contains("<img id=\"cut-\(axis)\" src=\"data:image/png;base64,")) }
        #expect(html.components(separatedBy: "<svg class=\"chart\"").count - 1 == 4)
        #expect(html.contains("no step from bright SSE") && html.contains("--layers 3"))
        #expect(try strip("phantom/volume").status == 0)
        #expect(!FileManager.default.fileExists(atPath: page))
        #expect(FileManager.default.fileExists(atPath: temporary.file("out/report.html")))
    }

    @Test func anothersFileStays() throws {
        _ = try temporary.write("out.failed.html", "mine")
        let failed = try strip("sse")
        #expect(failed.status == 65 && !failed.errors.contains("failed.html"))
        #expect(try text() == "mine")
    }

    /// What is wrong with the call alone shows nothing of the volume.
    @Test func wrongUsageLeavesNone() throws {
        #expect(try strip("phantom/volume", ["--layers", "none"]).status == 64)
        #expect(try strip("nowhere").status == 66)
        #expect(!FileManager.default.fileExists(atPath: page))
    }

    /// A former result is not touched by a failure in its place.
    @Test func aFormerResultStays() throws {
        #expect(try strip("phantom/volume").status == 0)
        let before = try Data(contentsOf: URL(fileURLWithPath: temporary.file("out/result.json")))
        #expect(try strip("sse").status == 65)
        #expect(FileManager.default.fileExists(atPath: page))
        #expect(try Data(contentsOf: URL(fileURLWithPath: temporary.file("out/result.json"))) == before)
    }
}
