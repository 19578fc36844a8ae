import Stripping
import VoxelCore

extension ThresholdSweep {
    /// The sweep as CSV: a row for each threshold, a column of Na coverage for each n = 1 … N.
    ///
    /// Coverages are written as in curve.csv, with as many digits as tell them apart.
    ///
    /// - Parameters:
    ///   - threads: at most this many; there may be millions of numbers.
    ///   - write: called with one part after the other, while the next ones are made.
    /// - Throws: what `write` throws.
    /// - Complexity: O(thresholds · N).
    func csv(threads: Int, _ write: @Sendable ([UInt8]) throws -> Void) throws {
        let header = ["na_threshold"] + (1...layers).map { "na_coverage_\($0)" }
        var ready = [Array((header.joined(separator: ",") + "\n").utf8)]
        let size = max(1, 50_000 / layers)
        let parts = (thresholds.count + size - 1) / size
        let atOnce = 4 * max(threads, 1)
        for first in stride(from: 0, to: parts, by: atOnce) {
            let done = ready
            let made = try concurrentMap(count: min(atOnce, parts - first) + 1, threads: threads) { task -> [UInt8] in
                if task == 0 {
                    for part in done { try write(part) }
                    return []
                }
                let part = first + task - 1
                return rows(part * size..<min((part + 1) * size, thresholds.count))
            }
            ready = Array(made.dropFirst())
        }
        for part in ready { try write(part) }
    }

    private func rows(_ indices: Range<Int>) -> [UInt8] {
        let longestRow = CoverageTexts.longest * (layers + 1) + 1
        return Array(unsafeUninitializedCapacity: indices.count * longestRow) { memory, count in
            let bytes = UnsafeMutableRawBufferPointer(memory)
            var texts = CoverageTexts(insideColumns: insideColumns)
            for index in indices {
                for digit in short(thresholds[index]).utf8 {
                    bytes[count] = digit
                    count += 1
                }
                for n in 1...layers {
                    count += texts.write(naColumns(atIndex: index, afterRemoving: n), to: bytes, at: count)
                }
                bytes[count] = UInt8(ascii: "\n")
                count += 1
            }
        }
    }
}

/// The texts of coverages, kept for when the same number of columns comes again: at neighbouring thresholds and layers it
/// mostly does, and finding a number's digits takes ten times as long as copying them.
private struct CoverageTexts {
    /// A comma and the digits of a double take no more bytes, and a threshold takes none more.
    static let longest = 32
    typealias Text = InlineArray<32, UInt8>

    private let insideColumns: Int
    private var kept: [(columns: Int, length: Int, text: Text)]

    init(insideColumns: Int) {
        self.insideColumns = insideColumns
        kept = Array(repeating: (-1, 0, Text(repeating: 0)), count: 4_096)
    }

    /// Writes a comma and the share of columns, and returns how many bytes they take; up to ``longest`` are written over.
    mutating func write(_ columns: Int, to bytes: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
        let slot = columns & (kept.count - 1)
        if kept[slot].columns != columns {
            kept[slot].columns = columns
            kept[slot].length = 1
            kept[slot].text[0] = UInt8(ascii: ",")
            for digit in (Double(columns) / Double(insideColumns)).description.utf8 {
                kept[slot].text[kept[slot].length] = digit
                kept[slot].length += 1
            }
        }
        bytes.storeBytes(of: kept[slot].text, toByteOffset: offset, as: Text.self)
        return kept[slot].length
    }
}
