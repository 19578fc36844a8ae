import Stripping
import VoxelCore

extension ThresholdSweep {
    /// Rows of the table that one thread writes at a time.
    private static let rowsAtATime = 256

    /// The sweep as CSV: a row for each threshold, a column of Na coverage for each n = 1 … N.
    ///
    /// Coverages are written as in curve.csv, with as many digits as tell them apart.
    ///
    /// - Parameter threads: at most this many; there may be millions of numbers.
    /// - Complexity: O(thresholds · N).
    func csv(threads: Int) throws -> [UInt8] {
        let size = Self.rowsAtATime
        let parts = try concurrentAccumulate(
            taskCount: (thresholds.count + size - 1) / size, threads: threads,
            makeAccumulator: { [(Int, [UInt8])]() }
        ) { parts, task in
            parts.append((task, rows(task * size..<min((task + 1) * size, thresholds.count))))
        }
        let header = ["na_threshold"] + (1...layers).map { "na_coverage_\($0)" }
        let ordered = parts.flatMap { $0 }.sorted { $0.0 < $1.0 }
        var bytes = Array((header.joined(separator: ",") + "\n").utf8)
        bytes.reserveCapacity(ordered.reduce(bytes.count) { $0 + $1.1.count })
        for (_, rows) in ordered { bytes += rows }
        return bytes
    }

    private func rows(_ indices: Range<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(indices.count * (layers + 1) * 12)
        // Thresholds next to one another mostly have equal coverage, so that the text of a layer is kept.
        var last = Array(repeating: (columns: -1, text: [UInt8]()), count: layers)
        for index in indices {
            bytes += short(thresholds[index]).utf8
            for n in 1...layers {
                let columns = naColumns(atIndex: index, afterRemoving: n)
                if last[n - 1].columns != columns {
                    last[n - 1] = (columns, Array("\(Double(columns) / Double(insideColumns))".utf8))
                }
                bytes.append(UInt8(ascii: ","))
                bytes += last[n - 1].text
            }
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }
}
