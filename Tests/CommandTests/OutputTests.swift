import Foundation
import TestSupport
import Testing

/// What is never lost: files of others, results behind a stream that is full, and the reason of a refusal.
@Suite struct OutputTests {
    private let temporary: TemporaryFolder
    private let quick = ["--segmentation", "threshold", "--layers", "4", "--quiet"]

    init() throws {
        temporary = try TemporaryFolder()
        let made = try Command([
            "phantom", "--output", temporary.file("phantom"), "--shape", "40,40,40", "--noise", "3", "--layers", "4",
            "--quiet",
        ])
        #expect(made.status == 0, "\(made.errors)")
    }

    private var volume: String { temporary.file("phantom/volume") }

    private func strip(_ volume: String, into output: String, _ arguments: [String] = []) throws -> Command {
        try Command(["strip", volume, "--output", temporary.file(output)] + quick + arguments)
    }

    @Test func aSecondRunLeavesWhatAUserPutThere() throws {
        #expect(try strip(volume, into: "out", ["--labels"]).status == 0)
        try temporary.write("out/maps/mine.txt", "mine")
        let again = try strip(volume, into: "out")
        #expect(again.status == 0, "\(again.errors)")
        #expect(temporary.contents().contains("out/maps/mine.txt"))
        #expect(!temporary.contents().contains("out/labels.tif"))
        #expect(temporary.contents().contains("out/maps/coverage_0004.pgm"))
    }

    @Test func anInputIsNotReplacedByItsResults() throws {
        #expect(try strip(volume, into: "out", ["--labels"]).status == 0)
        let before = try bytes(ofFile: temporary.file("out/labels.tif"))
        let command = try strip(temporary.file("out/labels.tif"), into: "out")
        #expect(command.status == 64, "\(command.errors)")
        #expect(command.errors.contains("would replace it"))
        #expect(try bytes(ofFile: temporary.file("out/labels.tif")) == before)
        let map = try strip(volume, into: "out", ["--interface", temporary.file("out/interface.tif")])
        #expect(map.status == 64, "\(map.errors)")
    }

    @Test func resultsDoNotGoAmongSlices() throws {
        let before = temporary.contents()
        for output in ["phantom/volume", "phantom/volume/out", "phantom"] {
            let command = try strip(volume, into: output)
            #expect(command.status == 64, "\(output): \(command.errors)")
            #expect(command.errors.contains("folder of slices"))
            let pair = try Command(["compare", volume, volume, "--output", temporary.file(output)] + quick)
            #expect(pair.status == 64, "\(output): \(pair.errors)")
        }
        #expect(temporary.contents() == before)
    }

    @Test func aBatchDoesNotGoAmongItsScans() throws {
        try FileManager.default.createDirectory(atPath: temporary.file("scans"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: volume, toPath: temporary.file("scans/a"))
        let manifest = try temporary.write(
            "m.yaml", "defaults: { segmentation: threshold, layers: 4 }\nscans:\n  - volume: scans/*\n")
        let before = temporary.contents()
        for output in ["scans", "scans/out", "scans/a/out"] {
            let command = try Command(["batch", manifest, "--output", temporary.file(output)])
            #expect(command.status == 64, "\(output): \(command.errors)")
        }
        try temporary.write("out/summary.csv", "mine")
        let command = try Command(["batch", manifest, "--output", temporary.file("out")])
        #expect(command.status == 73, "\(command.errors)")
        #expect(command.errors.contains("summary.csv' is not of a batch"))
        #expect(temporary.contents() == (before + ["out", "out/summary.csv"]).sorted())
    }

    @Test func aStreamThatCannotBeWrittenIsStatus73AndLosesNoResult() throws {
        let out = temporary.file("out")
        let words = "--segmentation threshold --layers 4"
        for (line, names) in [
            ("\"$0\" info --json '\(volume)' > /dev/full", "standard output"),
            ("\"$0\" info '\(volume)' >&-", "standard output"), ("\"$0\" --version > /dev/full", "standard output"),
            ("\"$0\" strip --help > /dev/full", "standard output"),
            ("\"$0\" strip '\(volume)' --output '\(out)' \(words) > /dev/full", "standard output"),
            ("\"$0\" strip '\(volume)' --output '\(out)' \(words) --labels >&-", "standard output"),
            ("\"$0\" strip '\(volume)' --output '\(out)' \(words) --voxel-size 2um 2> /dev/full", ""),
            ("\"$0\" strip '\(volume)' --output '\(out)' \(words) --voxel-size 2um >&- 2>&-", ""),
            ("\"$0\" strip '\(volume)' --output '\(out)' \(words) --quiet --progress json --voxel-size 2um 2>&-", ""),
        ] {
            let command = try Command.shell(line)
            #expect(command.status == 73, "\(line): \(command.errors)")
            #expect(names.isEmpty || command.errors.contains(names), "\(line): \(command.errors)")
            guard line.contains("--output") else { continue }
            #expect(try String(contentsOfFile: out + "/result.json", encoding: .utf8).hasPrefix("{"), "\(line)")
        }
        // Where there is nothing to say, nobody misses the stream.
        #expect(try Command.shell("\"$0\" strip '\(volume)' --output '\(out)' \(words) --quiet >&- 2>&-").status == 0)
    }

    @Test func aReaderThatGoesAwayEndsNoWork() throws {
        let out = temporary.file("out")
        let command = try Command.shell(
            "{ \"$0\" strip '\(volume)' --output '\(out)' --layers 4 --progress json 2>&1 > /dev/null; echo $? >&3; }"
                + " 3>'\(out).status' | head -n 1")
        #expect(command.status == 0)
        #expect(try String(contentsOfFile: out + ".status", encoding: .utf8) == "73\n")
        #expect(FileManager.default.fileExists(atPath: out + "/result.json"))
    }

    @Test func whatTheParserCannotSayIsSaid() throws {
        try temporary.write("o", "")
        let slices = try FileManager.default.contentsOfDirectory(atPath: volume).sorted().map { "\(volume)/\($0)" }
        let out = ["--output", temporary.file("out")]
        for (arguments, words) in [
            (
                ["strip"] + slices + out,
                ["strip takes 1 volume, but 40 files", "quote the pattern", "'\(volume)/*.tif'"]
            ),
            (["strip"] + out + slices, ["but 40 files", "'\(volume)'"]), (["info"] + slices, ["quote the pattern"]),
            (["compare"] + slices + out, ["40 scans", "at most 26", "quote the pattern"]),
            (["stripp"], ["is strip meant?"]),
            (["frobnicate"], ["the commands are strip, compare"]), ([volume], ["simstrip strip '"]),
            (
                ["strip", volume, "--layers", "-1"] + out,
                ["--layers is '-1'; it has to be a whole number from 1 on"]
            ),
            (["strip", volume, "--min-domain", "-1"] + out, ["whole number from 1 on"]),
            (["phantom", "--layers", "-1"] + out, ["--layers is -1; it has to be from 1"]),
            (["phantom", "--seed", "-1"] + out, ["it has to be a whole number"]),
            (["phantom", "--threads", "0"] + out, ["--threads is '0'"]), (["strip", volume], ["--output <DIR>"]),
            (["strip", volume, "--output", ""], ["--output is empty"]),
            (["phantom", "--output", ""], ["--output is empty"]),
            (["compare", volume, volume, "--output", ""], ["--output is empty"]),
        ] {
            let command = try Command(arguments)
            #expect(command.status == 64, "\(arguments.prefix(3)): \(command.errors)")
            #expect(command.errors.hasPrefix("simstrip: "), "\(command.errors)")
            #expect(!command.errors.contains("Error:"))
            #expect(command.errors.count < 1500)
            for word in words { #expect(command.errors.contains(word), "\(word): \(command.errors)") }
        }
        #expect(!temporary.contents().contains("out"))
    }

    /// Warnings are on standard error, all of them; the summary has ten lines, whatever there is to be said.
    @Test func manyWarningsLeaveTheSummaryShort() throws {
        let command = try Command(
            ["compare", volume, volume, "--output", temporary.file("out"), "--axis", "x", "--electrode", "high"] + [
                "--interface", "20", "--na-threshold", "110", "--segmentation", "threshold", "--band", "none",
                "--layers", "5", "--voxel-size", "2um",
            ])
        #expect(command.status == 0, "\(command.errors)")
        #expect(command.errors.components(separatedBy: "simstrip: warning: ").count > 4, "\(command.errors)")
        let lines = command.output.split(separator: "\n")
        #expect(lines.count == 10, "\(command.output)")
        #expect(lines[1].hasSuffix("verdict: do not use"))
        #expect(lines[8].hasPrefix("The report has ") && lines[8].contains(" more reasons and "), "\(lines[8])")
        #expect(lines[9].hasSuffix("out/report.html"))
    }

    @Test func aPhantomIsMadeAnewInItsFolder() throws {
        for slices in ["40", "30"] {
            let command = try Command([
                "phantom", "--output", temporary.file("phantom"), "--shape", "\(slices),40,40", "--layers", "4",
                "--quiet",
            ])
            #expect(command.status == 0, "\(command.errors)")
        }
        #expect(temporary.contents().count { $0.hasPrefix("phantom/volume/") } == 30)
    }

    /// Every line is an object, and the last says how it ended.
    @Test func progressInJSONIsNothingElse() throws {
        let out = temporary.file("out")
        for (arguments, status, events) in [
            (
                ["strip", volume, "--output", out, "--segmentation", "threshold", "--voxel-size", "2um"], 0,
                ["\"warning\":\"voxel_size_conflict\"", "\"state\":\"done\""]
            ),
            (["strip", volume, "--output", out, "--layers", "900"], 64, ["\"state\":\"failed\""]),
            (["strip", volume, "--output", out, "--layers"], 64, ["\"state\":\"failed\""]),
            (["info", temporary.file("nowhere")], 66, ["\"state\":\"failed\"", "\"status\":66"]),
            (["info", volume], 0, ["\"state\":\"done\",\"status\":0"]),
        ] {
            let command = try Command([arguments[0], "--progress", "json"] + arguments.dropFirst())
            #expect(command.status == status, "\(command.errors)")
            let lines = command.errors.split(separator: "\n")
            for line in lines {
                #expect(throws: Never.self, "\(line)") { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
            }
            for event in events { #expect(command.errors.contains(event), "\(command.errors)") }
            #expect(lines.last?.contains("\"state\"") == true)
        }
    }

    @Test func aDryRunKnowsWhatWillFailAndListsComparisons() throws {
        try FileManager.default.copyItem(atPath: volume, toPath: temporary.file("other"))
        let manifest = try temporary.write(
            "m.yaml",
            "defaults: { segmentation: threshold, layers: 4 }\nscans:\n  - { name: a, volume: phantom/volume }\n"
                + "  - { name: b, volume: other }\ncompare:\n  - [a, b]\n")
        let dry = ["batch", manifest, "--output", temporary.file("out"), "--dry-run"]
        let good = try Command(dry)
        #expect(good.status == 0, "\(good.errors)")
        #expect(good.output.contains("1 comparison:\na_vs_b  to do"))
        #expect(try Command(dry + ["--memory", "1M"]).status == 3)
        try FileManager.default.removeItem(atPath: temporary.file("other/slice_0003.tif"))
        let bad = try Command(dry)
        #expect(bad.status == 3)
        #expect(bad.errors.contains("1 of 2 scans will fail"))
        #expect(bad.output.contains("a_vs_b  will fail: it takes the scan 'b'"))
        try temporary.write("out/a/curve.csv", "mine")
        let taken = try Command(dry)
        #expect(taken.status == 3)
        #expect(taken.output.contains("1 whose results cannot be written"))
        #expect(try String(contentsOfFile: temporary.file("out/a/curve.csv"), encoding: .utf8) == "mine")
    }

    @Test func smoothingForTheRandomFieldIsWarnedOf() throws {
        let command = try Command([
            "strip", volume, "--output", temporary.file("out"), "--layers", "4", "--denoise", "median", "--quiet",
        ])
        #expect(command.status == 0, "\(command.errors)")
        #expect(command.errors.contains("simstrip: warning: --denoise does nothing with --segmentation markov"))
        let json = try String(contentsOfFile: temporary.file("out/result.json"), encoding: .utf8)
        #expect(json.contains("\"denoise_unused\""))
        #expect(try strip(volume, into: "plain", ["--denoise", "median"]).errors.isEmpty)
    }

    /// What cannot be named cannot be carried into another folder, so it stays where it is.
    @Test func aFileWhoseNameIsNoTextStays() throws {
        let out = temporary.file("out")
        let line =
            "\"$0\" strip '\(volume)' --output '\(out)' --quiet --layers 2 && printf mine > \"$(printf '\(out)/n\\265')\""
        #expect(try Command.shell(line).status == 0)
        #expect(try Command(["strip", volume, "--output", out, "--quiet", "--layers", "3"]).status == 0)
        #expect(try Command.shell("cat \"$(printf '\(out)/n\\265')\"").output == "mine")
    }

    /// The folder of a batch may be a link to where there is room.
    @Test func aBatchWritesThroughALink() throws {
        try temporary.makeFolder("room")
        try FileManager.default.createSymbolicLink(
            atPath: temporary.file("link"), withDestinationPath: temporary.file("room"))
        try temporary.write("m.yaml", "defaults: { layers: 2 }\nscans:\n  - { name: a, volume: '\(volume)' }\n")
        let batch = try Command(["batch", temporary.file("m.yaml"), "--output", temporary.file("link"), "--quiet"])
        #expect(batch.status == 0, "\(batch.errors)")
        #expect(FileManager.default.fileExists(atPath: temporary.file("room/summary.csv")))
    }
}
