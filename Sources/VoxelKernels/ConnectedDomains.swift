import VoxelCore

/// The connected domains of one phase: voxels that touch by a face, an edge or a corner (26 neighbours).
///
/// Two passes over runs of voxels along x: runs that touch a run of one of the four rows before them join its domain
/// in a union–find forest (path halving, the lower root wins), then every run learns its root. He, Chao & Suzuki
/// (2008), "A run-based two-scan labeling algorithm", doi 10.1109/TIP.2008.919369. Rows are words of bits, so that what
/// touches is found for 64 columns at a time. Two runs that a third joins anyway are left alone, as in the decision
/// tree of Wu, Otoo & Suzuki (2009), "Optimizing two-pass connected-component labeling algorithms",
/// doi 10.1007/s10044-008-0109-y.
///
/// Each thread joins the runs of a block of slices, then one joins the blocks. The root of a domain is its first run
/// whatever the order of joins, so threads do not change the result.
package struct ConnectedDomains: Sendable {
    /// The number of voxels of every domain. Domains are numbered in (z, y, x) order of their first voxels.
    package let sizes: [Int]

    private let bits: PhaseBits
    /// The domain of every run, runs in (z, y, x) order.
    private let domainOfRun: SharedBuffer<Int>

    /// Finds the domains of the voxels that carry a phase.
    ///
    /// - Parameters:
    ///   - phase: the phase whose domains are looked for.
    ///   - labels: codes of `Phase` in (z, y, x) order.
    ///   - shape: the extents; their product is the number of labels.
    ///   - threads: at most this many.
    /// - Complexity: O(voxels + runs · α(runs)) time; a bit a voxel, two words a row and a word a run of memory.
    package init(of phase: Phase, in labels: Span<UInt8>, shape: VolumeShape, threads: Int) throws {
        precondition(labels.count == shape.count)
        let rows = shape.slices * shape.rows
        let blockCount = max(1, min(threads, shape.slices))
        let blocks = (0..<blockCount).map {
            $0 * shape.slices / blockCount..<($0 + 1) * shape.slices / blockCount
        }
        let bits = PhaseBits(rows: rows, columns: shape.columns)
        let firstRun = SharedBuffer(count: rows + 1, repeating: 0)
        try concurrentForEach(taskCount: blockCount, threads: threads) { block in
            for row in blocks[block].lowerBound * shape.rows..<blocks[block].upperBound * shape.rows {
                firstRun.elements[row + 1] = bits.mark(row: row, of: labels, carrying: phase)
            }
        }
        for row in 0..<rows { firstRun.elements[row + 1] += firstRun.elements[row] }

        let forest = RunForest(bits: bits, firstRun: firstRun, shape: shape)
        try concurrentForEach(taskCount: blockCount, threads: threads) { forest.plant(slices: blocks[$0]) }
        for block in blocks.dropFirst() { forest.join(slice: block.lowerBound, toSliceBefore: true) }
        self.bits = bits
        (domainOfRun, sizes) = forest.domains()
    }

    /// Visits the runs of the phase's voxels along x, in (z, y, x) order.
    ///
    /// - Parameter body: is told the row, slices and rows counted together, the columns, and the domain.
    package func forEachRun(_ body: (_ row: Int, _ columns: Range<Int>, _ domain: Int) -> Void) {
        var run = 0
        for row in 0..<bits.rows {
            bits.forEachRun(ofRow: row) { columns in
                body(row, columns, domainOfRun.elements[run])
                run += 1
            }
        }
    }
}

/// Runs and which of them have been joined: every run points at itself or at one before it in its domain.
private struct RunForest: Sendable {
    let bits: PhaseBits
    /// The first run of every row, and behind them the number of runs.
    let firstRun: SharedBuffer<Int>
    let shape: VolumeShape
    private let parent: SharedBuffer<Int>

    /// A forest without trees.
    init(bits: PhaseBits, firstRun: SharedBuffer<Int>, shape: VolumeShape) {
        self.bits = bits
        self.firstRun = firstRun
        self.shape = shape
        parent = SharedBuffer(zeros: firstRun.elements[shape.slices * shape.rows])
    }

    /// Plants the runs of a block of slices and joins those that touch.
    func plant(slices: Range<Int>) {
        for run in firstRun.elements[slices.lowerBound * shape.rows]..<firstRun.elements[slices.upperBound * shape.rows]
        {
            parent.elements[run] = run
        }
        for slice in slices { join(slice: slice, toSliceBefore: slice > slices.lowerBound) }
    }

    /// Joins the runs of a slice to those they touch in the rows before them.
    func join(slice: Int, toSliceBefore joinsSlices: Bool) {
        for row in 0..<shape.rows {
            let index = slice * shape.rows + row
            guard firstRun.elements[index] < firstRun.elements[index + 1] else { continue }
            let below = index - shape.rows
            var own = reader(index, true)
            var before = reader(index - 1, row > 0)
            var under = reader(below, joinsSlices)
            var underBefore = reader(below - 1, joinsSlices && row > 0)
            var underBehind = reader(below + 1, joinsSlices && row + 1 < shape.rows)
            for word in 0..<bits.wordsPerRow {
                own.read(word)
                before.read(word)
                under.read(word)
                underBefore.read(word)
                underBehind.read(word)
                // A voxel of the row under this one touches all that lies between them.
                join(own, under, unless: 0)
                join(own, before, unless: under.reach)
                join(own, underBefore, unless: under.reach | before.reach)
                join(own, underBehind, unless: under.reach)
            }
        }
    }

    private func reader(_ row: Int, _ exists: Bool) -> RowReader {
        exists
            ? RowReader(words: bits[row].baseAddress, lastRun: firstRun.elements[row] - 1)
            : RowReader(words: nil, lastRun: 0)
    }

    @inline(__always)
    private func join(_ a: RowReader, _ b: RowReader, unless joined: UInt64) {
        var touching = a.touching(b) & ~joined
        while touching != 0 {
            let upToLowest = touching ^ (touching &- 1)
            join(a.run(upToLowest), b.run(upToLowest))
            touching &= touching &- 1
        }
    }

    @inline(__always)
    private func join(_ a: Int, _ b: Int) {
        let parent = parent.elements
        guard parent[a] != parent[b] else { return }
        let (rootA, rootB) = (root(of: a), root(of: b))
        parent[max(rootA, rootB)] = min(rootA, rootB)
    }

    @inline(__always)
    private func root(of run: Int) -> Int {
        let parent = parent.elements
        var run = run
        while parent[run] != run {
            parent[run] = parent[parent[run]]
            run = parent[run]
        }
        return run
    }

    /// Numbers the domains: that of every run, in the forest's own memory, and the size of each.
    consuming func domains() -> (ofRun: SharedBuffer<Int>, sizes: [Int]) {
        let parent = parent.elements
        var sizes: [Int] = []
        var run = 0
        for row in 0..<shape.slices * shape.rows {
            bits.forEachRun(ofRow: row) { columns in
                // A parent comes before its run, so it has its number already.
                if parent[run] == run {
                    parent[run] = sizes.count
                    sizes.append(0)
                } else {
                    parent[run] = parent[parent[run]]
                }
                sizes[parent[run]] += columns.count
                run += 1
            }
        }
        return (self.parent, sizes)
    }
}

/// A row read word by word, and the runs in it.
private struct RowReader {
    /// nil where there is no such row.
    let words: UnsafeMutablePointer<UInt64>?
    /// The last run before those that start in the word.
    private(set) var lastRun: Int
    private var bits: UInt64 = 0
    /// The voxels behind those of the row.
    private var behind: UInt64 = 0

    init(words: UnsafeMutablePointer<UInt64>?, lastRun: Int) {
        self.words = words
        self.lastRun = lastRun
    }

    @inline(__always)
    mutating func read(_ word: Int) {
        lastRun &+= starts.nonzeroBitCount
        let carry = bits >> 63
        bits = words.map { $0[word] } ?? 0
        behind = bits << 1 | carry
    }

    private var starts: UInt64 { bits & ~behind }
    private var ends: UInt64 { behind & ~bits }

    /// Columns that a voxel of the row touches from the left or from within.
    var reach: UInt64 { bits | behind }

    /// One column for every run of this row and every run of another that touch: where they begin to overlap, or where
    /// one ends and the other starts.
    @inline(__always)
    func touching(_ other: RowReader) -> UInt64 {
        bits & other.bits & ~(behind & other.behind) | starts & other.ends | ends & other.starts
    }

    /// The last run that starts within columns from the word's first on.
    @inline(__always)
    func run(_ columns: UInt64) -> Int { lastRun &+ (starts & columns).nonzeroBitCount }
}
