import Publishing
import Results
import VoxelCore

/// What became of a batch.
package struct BatchOutcome: Sendable {
    /// Every scan in the order of the manifest.
    package let scans: [(name: String, outcome: SummaryTable.Outcome)]
    /// Comparisons that could not be made.
    package var failedComparisons: [(name: String, error: SimstripError)] = []

    init(scans: [(name: String, outcome: SummaryTable.Outcome)]) { self.scans = scans }

    /// The scans that have failed, and the comparisons, with the reason.
    package var failures: [(name: String, error: SimstripError)] {
        scans.compactMap { name, outcome in
            if case .failed(let error) = outcome { (name, error) } else { nil }
        } + failedComparisons
    }

    /// What failed and why, a line each, the names in a column of their own; nil where nothing failed.
    package var failureTable: String? {
        guard !failures.isEmpty else { return nil }
        let width = failures.map(\.name.count).max() ?? 0
        return failures.map { name, error in
            "  \(name)\(String(repeating: " ", count: width - name.count))  \(error.message)"
        }
        .joined(separator: "\n")
    }

    /// Writes summary.csv, whole or not at all.
    ///
    /// - Throws: `SimstripError` of kind `output`.
    func writeSummary(into folder: BatchFolder) throws(SimstripError) {
        let times = ScanTimes(of: folder).all()
        var table = SummaryTable()
        for (name, outcome) in scans { table.add(name, outcome, seconds: times[name]) }
        try WholeFile.write(table.csv, to: folder.summary)
    }
}
