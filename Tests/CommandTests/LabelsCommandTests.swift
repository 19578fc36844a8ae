import Foundation
import TestSupport
import Testing

/// `--segmentation labels` as scripts see it.
@Suite struct LabelsCommandTests {
    private let temporary: TemporaryFolder

    init() throws {
        temporary = try TemporaryFolder()
        let command = try Command(
            ["phantom", "--output", temporary.file("phantom"), "--shape", "40,36,40", "--noise", "3"])
        #expect(command.status == 0, "\(command.errors)")
    }

    private var labels: String { temporary.file("phantom/truth_labels.tif") }
    private let given = ["--segmentation", "labels", "--codes", "li=1,na=2,sse=3,void=0", "--voxel-size", "1.4um"]

    private func strip(_ arguments: [String]) throws -> Command {
        try Command(["strip", labels, "--output", temporary.file("out")] + arguments)
    }

    @Test func refusalsHaveTheirStatus() throws {
        for (arguments, status, words) in [
            (["--segmentation", "labels"], Int32(64), ["--codes li=1,na=2,sse=3,void=0"]),
            (["--codes", "li=1,sse=3"], 64, ["add --segmentation labels"]),
            (["--segmentation", "labels", "--codes", "li=1,na=2"], 64, ["sse has no code"]),
            (given + ["--na-threshold", "7"], 64, ["--na-threshold", "labels"]),
            (given + ["--interface", "20"], 64, ["--interface", "where the SSE ends"]),
        ] {
            try strip(arguments).expectRefusal(status, words, in: temporary, sourceLocation: #_sourceLocation)
        }
        let unnamed = try strip(["--segmentation", "labels", "--codes", "li=1,sse=3", "--voxel-size", "1.4um"])
        unnamed.expectRefusal(
            65, ["code that --codes does not name: 2 ("], leaving: ["out.failed.html"], in: temporary,
            sourceLocation: #_sourceLocation)
        let page = try String(contentsOfFile: temporary.file("out.failed.html"), encoding: .utf8)
        #expect(page.contains("a run of voxels labelled SSE") && !page.contains("mean grey value"))
    }

    /// Nothing of the random field needs noise to be there.
    @Test func labelsThatAreNotGivenAsSuchAreHintedAt() throws {
        let command = try strip(["--layers", "8", "--band", "none"])
        #expect(command.status == 0, "\(command.errors)")
        #expect(command.errors.contains("strip them as such: --segmentation labels --codes"), "\(command.errors)")
        let json = try String(contentsOfFile: temporary.file("out/result.json"), encoding: .utf8)
        #expect(json.contains("\"contrast_to_noise\" : null"))
    }

    /// A manifest may give labels beside scans; what its defaults say of grey values has no say there.
    @Test func aBatchTakesLabelsBesideScansAndComparesThem() throws {
        let manifest = """
            defaults: { voxel-size: 1.4um, layers: 8, na-threshold: 112, band: none, labels: true }
            scans:
              - { name: grey, volume: phantom/volume }
              - { name: labels, volume: phantom/truth_labels.tif, segmentation: labels, codes: "li=1,na=2,sse=3,void=0" }
            compare:
              - [labels, grey]
            """
        try manifest.write(toFile: temporary.file("scans.yaml"), atomically: true, encoding: .utf8)
        let command = try Command(["batch", temporary.file("scans.yaml"), "--output", temporary.file("out")])
        #expect(command.status == 0, "\(command.errors)")
        for file in ["labels/result.json", "labels/report.html", "grey/result.json"] {
            #expect(FileManager.default.fileExists(atPath: temporary.file("out/\(file)")), "\(file)")
        }
        let comparison = try #require(temporary.contents().first { $0.hasSuffix("comparison.json") })
        let json = try String(contentsOfFile: temporary.file(comparison), encoding: .utf8)
        #expect(json.contains("\"agreement\" : {"))
        let again = try Command(["batch", temporary.file("scans.yaml"), "--output", temporary.file("out")])
        #expect(again.status == 0, "\(again.errors)")
        // The command itself, and the run from its result.
        let one = try Command(["strip", labels, "--layers", "8", "--output", temporary.file("one")] + given)
        #expect(one.status == 0, "\(one.errors)")
        let repeated = try Command([
            "strip", labels, "--config", temporary.file("one/result.json"), "--output", temporary.file("two"),
            "--quiet",
        ])
        #expect(repeated.status == 0, "\(repeated.errors)")
        #expect(
            try bytes(ofFile: temporary.file("one/result.json")) == bytes(ofFile: temporary.file("two/result.json")))
    }
}
