import Foundation
import TestSupport
import Testing

/// What is shown on a terminal, and only there.
@Suite struct TerminalTests {
    private let temporary: TemporaryFolder

    init() throws {
        temporary = try TemporaryFolder()
        for name in ["a", "b", "c"] {
            let made = try Command([
                "phantom", "--output", temporary.file(name), "--shape", "48,60,60", "--noise", "3", "--quiet",
            ])
            #expect(made.status == 0, "\(made.errors)")
        }
    }

    /// What a terminal gets to see of a command.
    private func seen(_ words: String, settings: String = "TERM=xterm", columns: Int = 70) throws -> String {
        let line = "stty cols \(columns); unset NO_COLOR; export \(settings); '\(try Command.program().path)' \(words)"
        let script = try temporary.write("line.sh", line + "\n")
        return try Command.shell("script -qec \"sh '\(script)'\" /dev/null < /dev/null").output
    }

    private var strip: String { "strip '\(temporary.file("a/volume"))' --output '\(temporary.file("out"))'" }

    /// The lines of progress one after the other, and what comes after the last of them.
    private func bars(_ seen: String) -> (bars: [String], rest: String) {
        var bars: [String] = []
        var rest = Substring(seen)
        while let start = rest.range(of: "\r["), let end = rest[start.upperBound...].range(of: "\u{1B}[K") {
            bars.append("[" + rest[start.upperBound..<end.lowerBound])
            rest = rest[end.upperBound...]
        }
        return (bars, String(rest))
    }

    private func percents(_ bars: [String]) -> [Int] {
        bars.compactMap { bar in bar.split(separator: "]").last?.split(separator: " ").first.flatMap { Int($0) } }
    }

    private func expectOneSteadyBar(
        _ seen: String, columns: Int = 70, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let (bars, rest) = bars(seen)
        let percents = percents(bars)
        #expect(bars.count >= 2, "\(seen)", sourceLocation: sourceLocation)
        #expect(percents.count == bars.count, "\(bars)", sourceLocation: sourceLocation)
        #expect(percents == percents.sorted(), "\(percents)", sourceLocation: sourceLocation)
        #expect(percents.first.map { $0 < 50 } == true, "\(percents)", sourceLocation: sourceLocation)
        #expect(percents.last == 100, "\(percents)", sourceLocation: sourceLocation)
        #expect(bars.allSatisfy { $0.count < columns }, "\(bars)", sourceLocation: sourceLocation)
        // It is cleared before anything else is said.
        #expect(rest.hasPrefix("\r\u{1B}[K"), "\(rest)", sourceLocation: sourceLocation)
        #expect(!rest.dropFirst(4).contains(" % ·"), "\(rest)", sourceLocation: sourceLocation)
    }

    @Test func aScanHasOneBarThatNeverGoesBack() throws {
        let seen = try seen(strip)
        expectOneSteadyBar(seen)
        #expect(seen.contains("trying simulated scans · 0:0"))
        #expect(bars(seen).rest.contains("Na covers "))
        #expect(bars(seen).rest.contains("out/report.html"))
    }

    @Test func aComparisonHasOneBarForBothScans() throws {
        let seen = try seen(
            "compare '\(temporary.file("a/volume"))' '\(temporary.file("b/volume"))' --output '\(temporary.file("out"))'",
            columns: 90)
        expectOneSteadyBar(seen, columns: 90)
        let (bars, _) = bars(seen)
        for (bar, percent) in zip(bars, percents(bars)) {
            #expect(bar.contains(" A: ") ? percent <= 50 : percent >= 50, "\(bar)")
        }
    }

    @Test func aBatchHasOneBarForAllScansAndALineForAFailure() throws {
        try FileManager.default.removeItem(atPath: temporary.file("b/volume/slice_0007.tif"))
        let manifest = try temporary.write(
            "m.yaml",
            "scans:\n" + ["a", "b", "c"].map { "  - { name: scan_\($0), volume: \($0)/volume }\n" }.joined())
        let seen = try seen("batch '\(manifest)' --output '\(temporary.file("out"))' --jobs 2 --threads 2")
        let lines = seen.split(whereSeparator: \.isNewline)
        #expect(lines.filter { $0.contains("scan_b \u{1B}[1;31mhas failed\u{1B}[0m: ") }.count == 1, "\(seen)")
        // What failed before anything was begun is told first; then nothing but the bar.
        let (bars, rest) = bars(seen)
        let percents = percents(bars)
        #expect(bars.count >= 2 && percents == percents.sorted() && percents.last == 100, "\(seen)")
        #expect(bars.allSatisfy { $0.contains(" of 3 scans, 1 failed · ") }, "\(bars)")
        #expect(bars.last?.contains("3 of 3 scans, 1 failed") == true)
        #expect(rest.hasPrefix("\r\u{1B}[K3 scans: 2 done, 1 failed."), "\(rest)")
    }

    @Test func elsewhereNothingIsDrawn() throws {
        let piped = try Command.shell("\"$0\" \(strip) 2>&1")
        #expect(piped.status == 0 && !piped.output.contains("\u{1B}") && !piped.output.contains(" % ·"))
        for (words, settings) in [("", "TERM=dumb"), ("--quiet", "TERM=xterm"), ("--progress json", "TERM=xterm")] {
            let seen = try seen("\(strip) --segmentation threshold \(words)", settings: settings)
            #expect(!seen.contains("\u{1B}"), "\(words) \(settings): \(seen)")
            #expect(seen.contains("{\"stage\"") == (words == "--progress json"))
        }
    }

    @Test func coloursAreSparingAndCanBeHadOff() throws {
        let check = "\(strip) --segmentation threshold --voxel-size 2um"
        let coloured = try seen(check)
        #expect(coloured.contains("simstrip: \u{1B}[1;33mwarning\u{1B}[0m: "))
        #expect(coloured.contains("Verdict: \u{1B}[1;33mcheck\u{1B}[0m."))
        #expect(try seen(check, settings: "TERM=xterm NO_COLOR=").contains("\u{1B}[1;33m"))
        let plain = try seen(check, settings: "TERM=xterm NO_COLOR=1")
        #expect(plain.contains("simstrip: warning: ") && plain.contains("Verdict: check."))
        #expect(!plain.contains("\u{1B}[1"))
        let failed = try seen("info '\(temporary.file("nowhere"))'")
        #expect(failed.contains("\u{1B}[1;31msimstrip:\u{1B}[0m "), "\(failed)")
        // Standard output that leads elsewhere has none, whatever standard error is.
        let data = try seen("\(check) 2> /dev/null | cat -v")
        #expect(data.contains("Verdict: check.") && !data.contains("^["), "\(data)")
    }

    /// A file's name is text of others: it brings no command to the terminal.
    @Test func noNameColoursAnything() throws {
        let name = temporary.file("a\u{1B}[1;31mred")
        try FileManager.default.moveItem(atPath: temporary.file("a"), toPath: name)
        let seen = try seen("strip '\(name)/volume' --output '\(name)_out' --segmentation threshold --voxel-size 2um")
        #expect(seen.contains("red_out/report.html"), "\(seen)")
        #expect(!seen.contains("\u{1B}[1;31mred"))
    }
}
