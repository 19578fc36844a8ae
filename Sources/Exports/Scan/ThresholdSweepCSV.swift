import Publishing
import Results
import Stripping
import VoxelCore

/// threshold_sweep.csv: Na coverage after every layer (columns) at every Na threshold (rows).
struct ThresholdSweepCSV: ScanFileExport {
    static let name = "threshold_sweep.csv"
    private let sweep: ThresholdSweep
    private let threads: Int

    init?(_ result: ScanResult, _ document: ResultDocument) {
        guard let sweep = result.sweep else { return nil }
        self.sweep = sweep
        threads = result.threads
    }

    static func files(of result: FinishedFolder) -> [String] { result.isOn("threshold-sweep") ? [name] : [] }

    func write(into folder: OutputFolder) throws {
        try folder.writeInParts(to: Self.name) { write in try sweep.csv(threads: threads, write) }
    }
}

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
        let size = max(1, 100_000 / layers)
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
            let columns = naColumns(atIndices: indices)
            for (row, index) in indices.enumerated() {
                for digit in short(thresholds[index]).utf8 {
                    bytes[count] = digit
                    count += 1
                }
                for place in row * layers..<(row + 1) * layers {
                    count += texts.write(Int(columns[place]), to: bytes, at: count)
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
    private static let slots = 1 << 13

    private let insideColumns: Int
    private var columns: [Int]
    private var lengths: [Int]
    private var texts: [UInt8]

    init(insideColumns: Int) {
        self.insideColumns = insideColumns
        columns = Array(repeating: -1, count: Self.slots)
        lengths = Array(repeating: 0, count: Self.slots)
        texts = Array(repeating: UInt8(ascii: ","), count: Self.slots * Self.longest)
    }

    /// Writes a comma and the share of columns, and returns how many bytes they take; ``longest`` are written over.
    mutating func write(_ columns: Int, to bytes: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
        let slot = columns & (Self.slots - 1)
        let start = slot * Self.longest
        if self.columns[slot] != columns {
            var digits = (Double(columns) / Double(insideColumns)).description
            lengths[slot] = digits.withUTF8 { digits in
                texts.replaceSubrange(start + 1..<start + 1 + digits.count, with: digits)
                return 1 + digits.count
            }
            self.columns[slot] = columns
        }
        let place = UnsafeMutableRawBufferPointer(rebasing: bytes[offset..<offset + Self.longest])
        texts.withUnsafeBytes {
            place.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<start + Self.longest]))
        }
        return lengths[slot]
    }
}
