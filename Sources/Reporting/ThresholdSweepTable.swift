import Stripping

extension ThresholdSweep {
    /// The sweep as CSV: a row for each threshold, a column of Na coverage for each n = 1 … N.
    ///
    /// Coverages are written as in curve.csv, with as many digits as tell them apart.
    ///
    /// - Complexity: O(thresholds · N).
    func csv() -> [UInt8] {
        let header = ["na_threshold"] + (1...layers).map { "na_coverage_\($0)" }
        var bytes = Array(header.joined(separator: ",").utf8)
        // Thresholds next to one another mostly have equal coverage, so that the text of a layer is kept.
        var last = Array(repeating: (columns: -1, text: ""), count: layers)
        for index in thresholds.indices {
            bytes.append(UInt8(ascii: "\n"))
            bytes += short(thresholds[index]).utf8
            for n in 1...layers {
                let columns = naColumns(atIndex: index, afterRemoving: n)
                if last[n - 1].columns != columns {
                    last[n - 1] = (columns, "\(Double(columns) / Double(insideColumns))")
                }
                bytes.append(UInt8(ascii: ","))
                bytes += last[n - 1].text.utf8
            }
        }
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }
}
