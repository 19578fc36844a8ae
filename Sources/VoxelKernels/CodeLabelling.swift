import VoxelCore

/// Which phase the codes of a label volume stand for.
package struct CodeTable: Sendable, Hashable {
    /// The codes, each once, and the code of `Phase` that stands for each.
    package let entries: [Entry]

    /// A code and what stands for it.
    package struct Entry: Sendable, Hashable {
        package let code: Double
        package let label: UInt8

        package init(code: Double, label: UInt8) {
            (self.code, self.label) = (code, label)
        }
    }

    package init(_ entries: [Entry]) { self.entries = entries }

    /// What stands for a code that is in no table: no code of `Phase`.
    package static let unnamed: UInt8 = 0x7F
}

/// How often which code has been met.
package struct CodeCounts: Sendable {
    /// Voxels of every entry of the table, in its order.
    package private(set) var named: [Int]
    /// Voxels of codes that the table does not have: of the first ``most`` that were met.
    package private(set) var unnamed: [Double: Int] = [:]
    /// Whether there were more codes than that.
    package private(set) var hasMore = false
    /// A sample that is no code: a fraction, NaN or infinite.
    package private(set) var fraction: Double?

    /// So many codes without a name are told apart.
    package static let most = 1_000

    /// Nothing met yet.
    package init(_ table: CodeTable) { named = Array(repeating: 0, count: table.entries.count) }

    /// Takes in what another thread has met.
    package mutating func merge(_ other: CodeCounts) {
        for index in named.indices { named[index] += other.named[index] }
        for (code, count) in other.unnamed { add(count, unnamed: code) }
        hasMore = hasMore || other.hasMore
        fraction = fraction ?? other.fraction
    }

    fileprivate mutating func add(_ count: Int, entry: Int) { named[entry] += count }

    fileprivate mutating func add(_ count: Int, unnamed code: Double) {
        if code.isFinite, code == code.rounded() {
            if unnamed.count < Self.most || unnamed[code] != nil {
                unnamed[code, default: 0] += count
            } else {
                hasMore = true
            }
        } else if fraction == nil {
            fraction = code
        }
    }
}

/// Puts the codes of `Phase` in place of a label volume's own, and counts these.
///
/// - Parameters:
///   - samples: codes, of any type.
///   - table: what they stand for.
///   - counts: of the same table.
///   - labels: as many codes of `Phase`, or ``CodeTable/unnamed``.
/// - Complexity: O(samples) and O(codes) a run of equal samples.
package func labelCodes(
    _ samples: RawSamples, table: CodeTable, counts: inout CodeCounts, into labels: UnsafeMutableBufferPointer<UInt8>
) {
    precondition(labels.count == samples.count && counts.named.count == table.entries.count)
    var kernel = CodeLabelling(table: table, counts: counts, labels: labels)
    kernel(samples)
    counts = kernel.counts
}

private struct CodeLabelling: SampleKernel {
    let table: CodeTable
    var counts: CodeCounts
    let labels: UnsafeMutableBufferPointer<UInt8>

    /// Labels lie together, so runs of them are looked up once. A NaN equals nothing and is a run by itself.
    mutating func run<T: Sample>(_ samples: Span<T>) {
        var labels = self.labels.mutableSpan
        var start = 0
        while start < samples.count {
            let code = samples[start]
            var end = start + 1
            while end < samples.count, samples[end] == code { end += 1 }
            let label = take(code.grey, end - start)
            for index in start..<end { labels[index] = label }
            start = end
        }
    }

    private mutating func take(_ code: Double, _ count: Int) -> UInt8 {
        for index in table.entries.indices where table.entries[index].code == code {
            counts.add(count, entry: index)
            return table.entries[index].label
        }
        counts.add(count, unnamed: code)
        return CodeTable.unnamed
    }
}
