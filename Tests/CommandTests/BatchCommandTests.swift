import Foundation
import TestSupport
import Testing

/// What scripts rely on of `simstrip batch`.
@Suite struct BatchCommandTests {
    private let temporary: TemporaryFolder
    private var manifest: String { temporary.file("manifest.yaml") }

    init() throws {
        temporary = try TemporaryFolder()
        for seed in 1...3 {
            let made = try Command([
                "phantom", "--output", temporary.file("phantom_\(seed)"), "--shape", "40,48,48", "--noise", "3",
                "--layers", "6", "--seed", "\(seed)",
            ])
            #expect(made.status == 0, "\(made.errors)")
        }
        try write("")
    }

    private func write(_ more: String) throws {
        let scans = (1...3).map { "  - { name: scan_\($0), volume: phantom_\($0)/volume }\n" }.joined()
        try "defaults: { segmentation: threshold, axis: z, layers: 6 }\nscans:\n\(scans)\(more)"
            .write(toFile: manifest, atomically: true, encoding: .utf8)
    }

    private func batch(_ arguments: [String] = [], into folder: String = "out") throws -> Command {
        try Command(["batch", manifest, "--output", temporary.file(folder)] + arguments)
    }

    private func isThere(_ name: String) -> Bool { FileManager.default.fileExists(atPath: temporary.file(name)) }

    /// Equal result folders of all scans.
    private func expectEqual(_ a: String, _ b: String) throws {
        for seed in 1...3 {
            let difference = try Command.shell(
                "diff -r '\(temporary.file("\(a)/scan_\(seed)"))' '\(temporary.file("\(b)/scan_\(seed)"))'")
            #expect(difference.status == 0, "\(difference.output)\(difference.errors)")
        }
    }

    @Test func aBatchLeavesItsScansAndTheSummaryAndNothingElse() throws {
        let command = try batch()
        #expect(command.status == 0, "\(command.errors)")
        #expect(
            command.output == "3 scans: 3 done.\nVerdicts: 3 check.\n\(temporary.file("out/index.html"))\n"
                + "\(temporary.file("out/summary.csv"))\n")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: temporary.file("out")).sorted()
                == ["index.html", "scan_1", "scan_2", "scan_3", "summary.csv", "times.csv"])
        let page = try String(contentsOfFile: temporary.file("out/index.html"), encoding: .utf8)
        #expect(page.components(separatedBy: "scan_").count > 6 && page.contains("href=\"scan_2/report.html\""))
        let summary = try String(contentsOfFile: temporary.file("out/summary.csv"), encoding: .utf8)
        // The same numbers stand in columns whose names say which thickness and which unit they mean.
        let lines = summary.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        for line in lines.dropFirst() {
            #expect(line.count == lines[0].count)
            let row = Dictionary(uniqueKeysWithValues: zip(lines[0], line))
            for (tenths, mark) in [(3, 1), (6, 2), (10, 3)] {
                #expect(row["thickness_at_\(tenths)_tenths_um"] == row["thickness_\(mark)"])
                #expect(row["na_coverage_at_\(tenths)_tenths"] == row["na_coverage_\(mark)"])
                #expect(row["na_coverage_high_at_\(tenths)_tenths"] == row["na_coverage_high_\(mark)"])
            }
            #expect(row["layers_at_10_tenths"] == row["layers"])
            #expect(row["onset_thickness_um"] == row["onset_thickness"] && row["onset_thickness_um"]?.isEmpty == false)
            #expect(row["onset_thickness_voxel"]?.isEmpty == true)
        }
        let again = try batch()
        #expect(again.status == 0)
        #expect(again.errors.isEmpty)
        #expect(try String(contentsOfFile: temporary.file("out/summary.csv"), encoding: .utf8) == summary)
    }

    @Test func someFailuresAreStatusThreeWithATableOfThem() throws {
        try FileManager.default.removeItem(atPath: temporary.file("phantom_2/volume/slice_0007.tif"))
        let command = try batch()
        #expect(command.status == 3)
        // What failed stands first, with its reason.
        let page = try String(contentsOfFile: temporary.file("out/index.html"), encoding: .utf8)
        let rows = page.components(separatedBy: "<tr")
        #expect(rows.count == 5 && rows[2].contains("scan_2") && rows[2].contains("slice number 7 is missing"))
        #expect(command.errors.contains("1 of 3 scans failed\n  scan_2  in '"))
        #expect(command.output.hasPrefix("3 scans: 2 done, 1 failed.\n"))
        #expect(command.errors.contains("slice number 7 is missing"))
        #expect(isThere("out/scan_3/result.json"))
        #expect(!isThere("out/scan_2"))
    }

    @Test func mistakesInTheManifestStopEverything() throws {
        try write("  - { name: scan_1, volume: phantom_1/volume, na-treshold: 7 }\n")
        let command = try batch()
        #expect(command.status == 64)
        #expect(command.errors.contains("line 6: 'na-treshold' is not an option; is na-threshold meant?"))
        #expect(!isThere("out"))
        try write("  - { name: more, volume: phantom_9/volume }\n")
        #expect(try batch().status == 66)
        #expect(try Command(["batch", temporary.file("none.yaml"), "--output", temporary.file("out")]).status == 66)
        try write("")
        #expect(try batch(["--jobs", "0"]).status == 64)
        #expect(try batch(["--memory", "much"]).status == 64)
    }

    @Test func aDryRunTellsAndWritesNothing() throws {
        let plan = try batch(["--dry-run", "--memory", "4G"])
        #expect(plan.status == 0)
        #expect(plan.output.contains("40 × 48 × 48"))
        #expect(plan.output.contains("3 scans: 0 done, 3 to do"))
        #expect(plan.output.contains("within 4096 MiB"))
        #expect(!isThere("out"))
        _ = try batch(["--scan", "scan_2"])
        #expect(try batch(["--dry-run"]).output.contains("3 scans: 1 done, 2 to do"))
    }

    @Test func thePrintedCommandsGiveTheSameBytesAndCountAsDone() throws {
        #expect(try batch(into: "local").status == 0)
        let printed = try batch(["--engine", "print"], into: "printed").output.split(separator: "\n")
        #expect(printed.count == 3)
        for line in printed {
            let command = try Command.shell("simstrip() { \"$0\" \"$@\"; }; " + line)
            #expect(command.status == 0, "\(command.errors)")
        }
        try expectEqual("local", "printed")
        #expect(try batch(["--dry-run"], into: "printed").output.contains("3 scans: 3 done"))
    }

    @Test func aSignalEndsWith130AndTheNextStartGoesOn() throws {
        #expect(try batch(into: "whole").status == 0)
        for signal in ["INT", "TERM"] {
            // As soon as the first scan is finished.
            let script = """
                mkfifo '\(temporary.file(signal + ".fifo"))'
                "$0" batch '\(manifest)' --output '\(temporary.file(signal))' --jobs 1 --progress json \
                    2> '\(temporary.file(signal + ".fifo"))' & batch=$!
                exec 3< '\(temporary.file(signal + ".fifo"))'
                while read -r line; do
                    case "$line" in *'"state":"done"'*) kill -\(signal) $batch; break;; esac
                done <&3
                cat <&3 > /dev/null
                wait $batch
                """
            let command = try Command.shell(script)
            #expect(command.status == 130)
            let left = try FileManager.default.contentsOfDirectory(atPath: temporary.file(signal))
            #expect(left.contains("scan_1"))
            #expect(!left.contains("scan_3"))
            #expect(!left.contains { $0.contains(".simstrip-") || $0 == ".batch-lock" })
            #expect(try batch(into: signal).status == 0)
            try expectEqual("whole", signal)
        }
    }

    @Test func aFileThatMayNotGrowFailsItsScanAndTheNextStartDoesIt() throws {
        #expect(try batch(into: "whole").status == 0)
        // 8 blocks of 512 bytes: enough for curves and maps, too little for result.json.
        let full = try Command.shell(
            "ulimit -f 8; \"$0\" batch '\(manifest)' --output '\(temporary.file("out"))' --jobs 2")
        #expect(full.status == 3, "\(full.errors)")
        #expect(!temporary.contents().contains { $0.hasPrefix("out/") && $0.contains("simstrip-") })
        #expect(!isThere("out/scan_1"))
        #expect(try batch().status == 0)
        try expectEqual("whole", "out")
    }

    @Test func aFolderThatCannotBeWrittenHalfWayFailsItsScanAlone() throws {
        #expect(try batch(into: "whole").status == 0)
        // Whoever the tests run as, nothing can be written below a file.
        try FileManager.default.createDirectory(
            atPath: temporary.file("out"), withIntermediateDirectories: true)
        try "in the way".write(toFile: temporary.file("out/scan_2"), atomically: true, encoding: .utf8)
        let command = try batch()
        #expect(command.status == 3)
        #expect(command.errors.contains("out/scan_2' is a file"))
        try FileManager.default.removeItem(atPath: temporary.file("out/scan_2"))
        #expect(try batch().status == 0)
        try expectEqual("whole", "out")
    }

    @Test func theSecondOfTwoBatchesIsRefusedNamingTheFirst() throws {
        let out = temporary.file("out")
        // The first is stopped while it holds the lock, then goes on.
        let command = try Command.shell(
            """
            mkfifo '\(out).fifo'
            "$0" batch '\(manifest)' --output '\(out)' --progress json --jobs 1 2> '\(out).fifo' & first=$!
            exec 3< '\(out).fifo'
            read -r line <&3
            kill -STOP $first
            "$0" batch '\(manifest)' --output '\(out)' --quiet
            echo "second: $?, first: process $first"
            kill -CONT $first
            cat <&3 > /dev/null
            wait $first
            """)
        #expect(command.status == 0, "\(command.errors)")
        #expect(command.output.contains("second: 73"))
        let process = command.output.split(separator: "process ").last.map { $0.prefix { $0.isNumber } } ?? "none"
        #expect(command.errors.contains("process \(process), since"), "\(command.errors)")
    }

    @Test func slurmThatIsNotThereIsAnErrorWithAdvice() throws {
        let command = try Command.shell(
            "PATH=/nowhere exec \"$0\" batch '\(manifest)' --output '\(temporary.file("out"))' --engine slurm")
        #expect(command.status == 1)
        #expect(command.errors.contains("'sbatch' cannot be run; is Slurm installed on this machine?"))
        #expect(try batch().status == 0)
    }

    @Test(arguments: [
        ["--segmentation", "markov"], ["--segmentation", "markov", "--labels", "--layers", "14"],
        ["--segmentation", "threshold"],
        ["--segmentation", "threshold", "--min-domain", "5", "--denoise", "gaussian:2"],
    ])
    func theMemoryOfThePlanIsAnUpperBound(options: [String]) throws {
        let volume = temporary.file("large/volume")
        let made = try Command([
            "phantom", "--output", temporary.file("large"), "--shape", "48,260,300", "--noise", "10", "--tilt", "0.03",
            "--dtype", "uint16", "--layers", "6",
        ])
        #expect(made.status == 0, "\(made.errors)")
        var yaml = "scans:\n  - volume: large/volume\n    name: large\n"
        var words = options[...]
        while let option = words.popFirst() {
            let isSwitch = words.first?.hasPrefix("--") ?? true
            yaml += "    \(option.dropFirst(2)): \(isSwitch ? "true" : words.removeFirst())\n"
        }
        try yaml.write(toFile: manifest, atomically: true, encoding: .utf8)
        let plan = try batch(["--dry-run", "--threads", "2"]).output
        let bound = try #require(
            plan.split(separator: "\n")[1].split(separator: "MiB")[1].split(separator: " ").last.flatMap { Int($0) })
        let peak = try Command.peakMemory(
            ["strip", volume, "--output", temporary.file("out"), "--threads", "2", "--quiet"] + options)
        #expect(peak <= bound << 20, "\(peak >> 20) MiB of \(bound)")
        // A bound that is far too high would keep cores idle.
        #expect(peak * 4 >= bound << 20, "\(peak >> 20) MiB of \(bound)")
    }

    @Test func twoJobsStayWithinTheBudget() throws {
        var yaml = "defaults: { layers: 10 }\nscans:\n"
        for seed in 1...2 {
            let made = try Command([
                "phantom", "--output", temporary.file("wide_\(seed)"), "--shape", "44,160,160", "--noise", "10",
                "--seed",
                "\(seed)",
            ])
            #expect(made.status == 0, "\(made.errors)")
            yaml += "  - { name: wide_\(seed), volume: wide_\(seed)/volume }\n"
        }
        try yaml.write(toFile: manifest, atomically: true, encoding: .utf8)
        let budget = 230
        let peak = try Command.peakMemory([
            "batch", manifest, "--output", temporary.file("out"), "--jobs", "2", "--threads", "2", "--memory",
            "\(budget)M", "--quiet",
        ])
        #expect(peak <= budget << 20, "\(peak >> 20) MiB of \(budget)")
    }
}
