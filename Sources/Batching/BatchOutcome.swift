import Publishing
import Report
import Results
import VoxelCore

/// What became of a batch.
package struct BatchOutcome: Sendable {
    /// Every scan in the order of the manifest.
    package let scans: [(name: String, outcome: SummaryTable.Outcome)]
    /// How many comparisons were asked for.
    package var comparisons = 0
    /// Comparisons that could not be made.
    package var failedComparisons: [(name: String, error: SimstripError)] = []
    /// Why index.html could not be written; nil where it was.
    private var failedPage: SimstripError?

    init(scans: [(name: String, outcome: SummaryTable.Outcome)]) { self.scans = scans }

    /// The scans that have failed, the comparisons, and the page of all, with the reason.
    package var failures: [(name: String, error: SimstripError)] {
        scans.compactMap { name, outcome in
            if case .failed(let error) = outcome { (name, error) } else { nil }
        } + failedComparisons + (failedPage.map { [("index.html", $0)] } ?? [])
    }

    /// How many scans have failed, and what else.
    package var failureCount: String {
        let failed = scans.count { if case .failed = $0.outcome { true } else { false } }
        let comparisons = failedComparisons.count
        return "\(failed) of \(scans.count) scans" + (comparisons == 0 ? "" : " and \(comparisons) of the comparisons")
            + (failedPage == nil ? "" : " and the page of all")
    }

    /// What failed and why, a line each, the names in a column of their own; nil where nothing failed.
    ///
    /// Of many failures the first are told, and where all of them are.
    package func failureTable(in folder: BatchFolder) -> String? {
        guard !failures.isEmpty else { return nil }
        let most = ShortSummary.mostLines - 1
        let told = failures.prefix(failures.count > most ? most - 1 : most)
        let width = told.map(\.name.count).max() ?? 0
        let lines = told.map { name, error in
            "  \(name)\(String(repeating: " ", count: width - name.count))  \(error.message)"
        }
        let left = failures.count - told.count
        let rest = left > 0 ? ["  and \(left) more, all of them in '\(folder.page)' and '\(folder.summary)'"] : []
        return (lines + rest).joined(separator: "\n")
    }

    /// What became of the batch in few lines.
    package var shortSummary: ShortSummary {
        let finished = scans.compactMap { if case .finished(let numbers) = $0.outcome { numbers } else { nil } }
        let verdicts = Verdict.Status.allCases.compactMap { status -> String? in
            let count = finished.count { $0.verdict == status }
            return count > 0 ? "\(count) \(status.rawValue)" : nil
        }
        var facts = [Self.states(of: "scan", done: finished.count, failed: scans.count - finished.count)]
        if comparisons > 0 {
            let failed = failedComparisons.count
            facts.append(Self.states(of: "comparison", done: comparisons - failed, failed: failed))
        }
        if !verdicts.isEmpty { facts.append("Verdicts: \(verdicts.joined(separator: ", ")).") }
        return ShortSummary(facts: facts)
    }

    private static func states(of thing: String, done: Int, failed: Int) -> String {
        counted(done + failed, thing) + ": \(done) done" + (failed > 0 ? ", \(failed) failed." : ".")
    }

    /// Writes summary.csv and index.html, each whole or not at all. That the page cannot be written is a failure among others:
    /// the numbers are there.
    ///
    /// - Parameter comparisons: the names of those that were asked for.
    /// - Throws: `SimstripError` of kind `output` where summary.csv cannot be written.
    mutating func write(into folder: BatchFolder, comparisons: [String]) throws(SimstripError) {
        let times = ScanTimes(of: folder).all()
        var table = SummaryTable()
        for (name, outcome) in scans { table.add(name, outcome, seconds: times[name]) }
        try WholeFile.write(table.csv, to: folder.summary)
        do throws(SimstripError) {
            try WholeFile.write(page(of: folder, comparisons: comparisons), to: folder.page)
        } catch {
            failedPage = error
        }
    }

    /// The page that a failure has left and its message names; another may be of a former one.
    private func failurePage(
        of name: String, _ error: SimstripError, in folder: BatchFolder
    ) -> (html: String, path: String)? {
        let path = FailurePage.path(beside: folder.results(of: name))
        guard error.message.contains("'\(path)'"), let text = RegularFile.contents(path) else { return nil }
        return (String(decoding: text, as: UTF8.self), FailurePage.path(beside: name))
    }

    /// All scans at a glance. A result that can no longer be read is shown as failed: summary.csv has its numbers all the same.
    private func page(of folder: BatchFolder, comparisons: [String]) -> String {
        var page = BatchPage()
        for (name, outcome) in scans {
            do {
                if case .failed(let error) = outcome { throw error }
                try page.add(FinishedScan(folder: folder.results(of: name), named: name))
            } catch {
                let error = error as? SimstripError ?? SimstripError(.failed, "\(error)")
                page.add(failed: name, error, page: failurePage(of: name, error, in: folder))
            }
        }
        for name in comparisons {
            page.add(comparison: name, failed: failedComparisons.first { $0.name == name }?.error)
        }
        return page.html
    }
}
