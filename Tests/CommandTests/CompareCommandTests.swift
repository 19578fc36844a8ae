import Foundation
import TestSupport
import Testing

/// `simstrip compare` as scripts see it: exit status, streams, files.
@Suite struct CompareCommandTests {
    private let temporary: TemporaryFolder

    init() throws { temporary = try TemporaryFolder() }

    private func phantom(_ name: String, _ arguments: [String] = []) throws -> String {
        let command = try Command(
            ["phantom", "--output", temporary.file(name), "--shape", "48,40,40", "--noise", "3"] + arguments)
        #expect(command.status == 0, "\(command.errors)")
        return temporary.file(name + "/volume")
    }

    private func strip(_ volume: String, _ name: String, _ arguments: [String] = []) throws -> String {
        let command = try Command(["strip", volume, "--output", temporary.file(name), "--quiet"] + arguments)
        #expect(command.status == 0, "\(command.errors)")
        return temporary.file(name)
    }

    private func compare(_ a: String, _ b: String, _ arguments: [String] = []) throws -> Command {
        try Command(["compare", a, b, "--output", temporary.file("out")] + arguments)
    }

    private func expectRefusal(
        _ command: Command, _ status: Int32, _ words: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        command.expectRefusal(status, words, in: temporary, sourceLocation: sourceLocation)
    }

    @Test func twoVolumesBecomeCurvesMeasuresAndAReport() throws {
        let command = try compare(
            phantom("pristine"), phantom("cycled", ["--kind", "cycled"]), ["--thickness", "14um"])
        #expect(command.status == 0, "\(command.errors)")
        #expect(command.errors.isEmpty, "\(command.errors)")
        let lines = command.output.split(separator: "\n")
        #expect(lines[0].hasPrefix("A, pristine/volume: Na covers "))
        #expect(
            lines[1].hasPrefix("   2.89 mAh cm⁻² as dense Li, ")
                && lines[1].contains(" of Li that was there; verdict: "))
        #expect(lines[2].hasPrefix("B, cycled/volume: Na covers "))
        #expect(lines[2].contains("after 14 µm; onset "))
        #expect(lines[4].hasPrefix("The curves "))
        #expect(lines.count <= 10)
        #expect(lines.last?.hasSuffix("out/report.html") == true)
        #expect(
            temporary.contents().filter { $0.hasPrefix("out/") && !$0.dropFirst(4).contains("/") } == [
                "out/comparison.csv", "out/comparison.json", "out/figures", "out/report.html",
                "out/simstrip.schema.json",
                "out/stripped",
            ])
        #expect(
            Set(temporary.contents().filter { $0.hasPrefix("out/figures/") }.map { $0.dropFirst(12) }) == [
                "curve.svg", "curve.png", "maps.svg", "maps.png", "figure.svg", "figure.png",
            ])
        #expect(FileManager.default.fileExists(atPath: temporary.file("out/stripped/b/result.json")))
        // Results of strip and of compare are compared alike.
        let (a, b) = (temporary.file("out/stripped/a"), temporary.file("out/stripped/b"))
        let again = try Command(["compare", a, b, "--output", temporary.file("again"), "--quiet"])
        #expect(again.status == 0, "\(again.errors)")
        #expect(again.output.isEmpty)
        #expect(
            try bytes(ofFile: temporary.file("again/comparison.csv"))
                == bytes(ofFile: temporary.file("out/comparison.csv")))
    }

    @Test func whatDiffersIsWarnedOfOnStandardError() throws {
        let volume = try phantom("volume")
        let other = try phantom("other", ["--axis", "y", "--voxel-size", "0.7um"])
        let command = try compare(volume, other, ["--segmentation", "threshold"])
        #expect(command.status == 0, "\(command.errors)")
        #expect(
            command.errors.contains("simstrip: warning: the voxel of A is 1.4 × 1.4 × 1.4 µm, of B 0.7 × 0.7 × 0.7 µm"))
        #expect(command.errors.contains("A strips along z, B along y"))
        let json = try String(contentsOfFile: temporary.file("out/comparison.json"), encoding: .utf8)
        #expect(json.contains("\"voxel_size_differs\""))
        #expect(json.contains("\"axis_differs\""))
    }

    @Test func aSideThatDoesNotExist() throws {
        let volume = try phantom("volume")
        expectRefusal(try compare(volume, temporary.file("nowhere")), 66, ["nowhere"])
        expectRefusal(try compare(temporary.file("nowhere"), volume), 66, ["nowhere"])
    }

    @Test func aHalfWrittenSide() throws {
        let result = try strip(phantom("volume"), "result", ["--segmentation", "threshold"])
        try FileManager.default.removeItem(atPath: result + "/result.json")
        expectRefusal(try compare(result, result), 65, ["half-written", "curve.csv", "strip the scan again"])
    }

    @Test func aSideOfAnotherVersion() throws {
        let result = try strip(phantom("volume"), "result", ["--segmentation", "threshold"])
        let path = result + "/result.json"
        let json = try String(contentsOfFile: path, encoding: .utf8)
        let old = json.replacingOccurrences(
            of: "\"version\" : \"[^\"]*\"", with: "\"version\" : \"0.0.1\"", options: .regularExpression)
        #expect(old != json)
        try old.write(toFile: path, atomically: true, encoding: .utf8)
        expectRefusal(
            try compare(result, temporary.file("volume/volume")), 65, ["version 0.0.1", "strip the scan again"])
    }

    @Test func micrometresAgainstVoxels() throws {
        let a = try strip(phantom("volume"), "a", ["--segmentation", "threshold"])
        let b = try strip(
            temporary.file("volume/volume"), "b", ["--segmentation", "threshold", "--voxel-size", "voxel"])
        expectRefusal(try compare(a, b), 65, ["in µm", "in voxels", "--voxel-size"])
    }

    @Test func optionsForScansThatAreFinished() throws {
        let result = try strip(phantom("volume"), "result", ["--segmentation", "threshold"])
        expectRefusal(try compare(result, result, ["--layers", "4"]), 64, ["--layers", "folders of results"])
    }

    @Test func anOutputThatIsAScan() throws {
        let result = try strip(phantom("volume"), "result", ["--segmentation", "threshold"])
        let command = try Command(["compare", result, result, "--output", result])
        #expect(command.status == 73, "\(command.errors)")
        #expect(command.errors.contains("report.html"))
        #expect(FileManager.default.fileExists(atPath: result + "/result.json"))
    }

    /// A limit on the size of files fails a write as a full disk does, in the stripping of either side or in the report.
    @Test(arguments: [8, 24, 48]) func aDiskThatFillsUpLeavesNothing(blocks: Int) throws {
        let (a, b) = (try phantom("a"), try phantom("b"))
        let command = try Command.shell(
            "ulimit -f \(blocks); exec \"$0\" compare '\(a)' '\(b)' --segmentation threshold --output"
                + " '\(temporary.file("out"))'")
        expectRefusal(command, 73, ["'\(temporary.file("out"))/", "cannot be written: file too large"])
    }
}
