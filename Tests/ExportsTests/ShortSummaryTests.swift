import Results
import Testing

/// What a command says at its end fits on ten lines, whatever there is to be said.
@Suite struct ShortSummaryTests {
    private func summary(reasons: Int, length: Int = 70, warnings: Int = 0) -> ShortSummary {
        var summary = ShortSummary(facts: ["Na covers 39 %.", "Onset.", "Stripped.", "Verdict: check."])
        summary.reasons = (0..<reasons).map { "reason \($0) " + String(repeating: "x", count: length - 9) }
        summary.warnings = warnings
        summary.places = ["out/report.html"]
        return summary
    }

    private func lines(_ summary: ShortSummary, columns: Int? = nil) -> [String] {
        summary.text(columns: columns).split(separator: "\n").map(String.init)
    }

    @Test func whatFitsIsSaid() {
        #expect(summary(reasons: 0).text() == "Na covers 39 %.\nOnset.\nStripped.\nVerdict: check.\nout/report.html")
        let five = lines(summary(reasons: 5))
        #expect(five.count == 10)
        #expect(five.filter { $0.hasPrefix("  reason") }.count == 5)
        #expect(!five.contains { $0.contains("more") })
    }

    @Test(arguments: [6, 7, 40]) func whatDoesNotIsCounted(reasons: Int) {
        let found = lines(summary(reasons: reasons, warnings: 3))
        #expect(found.count == 10)
        #expect(found[8] == "The report has \(reasons - 4) more reasons and 3 warnings.")
        #expect(found[4].hasPrefix("  reason 0 ") && found[7].hasPrefix("  reason 3 "))
        #expect(found[9] == "out/report.html")
    }

    @Test func aLineThatATerminalBreaksCountsAsSeveral() {
        for columns in [20, 40, 60, 80, 200] {
            for reasons in 0...9 {
                let found = lines(summary(reasons: reasons, length: 150, warnings: 1), columns: columns)
                let height = found.reduce(0) { $0 + ($1.count + columns - 1) / columns }
                #expect(height <= 10, "\(columns) columns, \(reasons) reasons: \(found)")
                #expect(found.last == "out/report.html")
            }
        }
        // Where no reason has room, they are counted all the same.
        let narrow = lines(summary(reasons: 2, length: 150), columns: 20)
        #expect(narrow[4] == "The report has 2 reasons.")
    }
}
