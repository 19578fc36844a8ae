import VoxelCore

/// Where a volume carries a phase: one bit a voxel, 64 voxels of a row a word, the first in the lowest bit.
struct PhaseBits: Sendable {
    let rows: Int
    let columns: Int
    let wordsPerRow: Int
    private let words: SharedBuffer<UInt64>

    /// Room for so many rows; every row has to be marked before it is read.
    init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        wordsPerRow = (columns + 63) / 64
        words = SharedBuffer(zeros: rows * wordsPerRow)
    }

    /// The words of a row.
    subscript(row: Int) -> UnsafeMutableBufferPointer<UInt64> {
        UnsafeMutableBufferPointer(rebasing: words.elements[row * wordsPerRow..<(row + 1) * wordsPerRow])
    }

    /// Marks the voxels of a row that carry the phase.
    ///
    /// - Returns: the number of runs of such voxels.
    /// - Complexity: O(columns); eight labels are compared at a time.
    func mark(row: Int, of labels: Span<UInt8>, carrying phase: Phase) -> Int {
        let first = row * columns
        let words = self[row]
        var (runs, carry) = (0, UInt64(0))
        for word in words.indices {
            let (start, end) = (64 * word, min(64 * word + 64, columns))
            var bits: UInt64 = 0
            var column = start
            while column + 8 <= end {
                let eight = labels.bytes.unsafeLoadUnaligned(fromByteOffset: first + column, as: UInt64.self)
                bits |= marks(UInt64(littleEndian: eight), phase) << UInt64(column - start)
                column += 8
            }
            while column < end {
                if labels[first + column] == phase.rawValue { bits |= 1 << UInt64(column - start) }
                column += 1
            }
            words[word] = bits
            runs += (bits & ~(bits << 1 | carry)).nonzeroBitCount
            carry = bits >> 63
        }
        return runs
    }

    /// Eight bits that tell which of eight labels carry the phase.
    ///
    /// The phase's bytes are 0 in the difference. 127 added to the lower seven bits of a byte carries into its eighth
    /// unless they are 0; the product moves the eight bits that are left into the highest byte.
    @inline(__always)
    private func marks(_ labels: UInt64, _ phase: Phase) -> UInt64 {
        let lower: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
        let difference = labels ^ (UInt64(phase.rawValue) &* 0x0101_0101_0101_0101)
        let isPhase = ~((difference & lower) &+ lower | difference | lower)
        return ((isPhase >> 7) &* 0x0102_0408_1020_4080) >> 56
    }

    /// Visits the runs of a row in ascending order.
    @inline(__always)
    func forEachRun(ofRow row: Int, _ body: (Range<Int>) -> Void) {
        let words = self[row]
        var (carry, isInside, start) = (UInt64(0), false, 0)
        for word in words.indices {
            // Where voxels differ from those before them a run starts or ends, in turn.
            var edges = words[word] ^ (words[word] << 1 | carry)
            carry = words[word] >> 63
            while edges != 0 {
                let column = 64 * word + edges.trailingZeroBitCount
                if isInside { body(start..<column) } else { start = column }
                isInside.toggle()
                edges &= edges &- 1
            }
        }
        if isInside { body(start..<columns) }
    }
}
