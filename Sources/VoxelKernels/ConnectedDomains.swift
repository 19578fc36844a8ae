import VoxelCore

/// The connected domains of one phase: voxels that touch by a face, an edge or a corner (26 neighbours).
///
/// Two passes over runs of voxels along x: runs that touch a run of one of the four rows before them join its domain
/// in a union–find forest (path halving, the lower root wins), then every run learns its root. He, Chao & Suzuki
/// (2008), "A run-based two-scan labeling algorithm", doi 10.1109/TIP.2008.919369.
public struct ConnectedDomains: Sendable {
    /// Voxels of one row that belong together: columns `start ..< end` of row `row`, counted over all slices.
    public struct Run: Sendable {
        /// The row's index, slices and rows counted together.
        public let row: Int
        /// The first column.
        public let start: Int
        /// The column behind the last.
        public let end: Int
    }

    /// All runs, in (z, y, x) order.
    public let runs: [Run]
    /// The domain of every run.
    public let domainOfRun: [Int]
    /// The number of voxels of every domain.
    public let sizes: [Int]

    /// Finds the domains of the voxels that carry a phase.
    ///
    /// - Parameters:
    ///   - labels: codes of `Phase` in (z, y, x) order.
    ///   - phase: the phase whose domains are looked for.
    ///   - shape: the extents; their product is the number of labels.
    /// - Complexity: O(voxels + runs · α(runs)).
    public init(of phase: Phase, in labels: Span<UInt8>, shape: VolumeShape) {
        precondition(labels.count == shape.count)
        var runs: [Run] = []
        var firstRun: [Int] = [0]
        firstRun.reserveCapacity(shape.slices * shape.rows + 1)
        for row in 0..<shape.slices * shape.rows {
            let first = row * shape.columns
            var column = 0
            while column < shape.columns {
                if labels[first + column] != phase.rawValue {
                    column += 1
                    continue
                }
                let start = column
                while column < shape.columns, labels[first + column] == phase.rawValue { column += 1 }
                runs.append(Run(row: row, start: start, end: column))
            }
            firstRun.append(runs.count)
        }
        var forest = Forest(count: runs.count)
        for row in 0..<shape.slices * shape.rows {
            let (slice, y) = (row / max(shape.rows, 1), row % max(shape.rows, 1))
            if y > 0 { forest.join(runs, firstRun, row, row - 1) }
            guard slice > 0 else { continue }
            for neighbour in max(y - 1, 0)...min(y + 1, shape.rows - 1) {
                forest.join(runs, firstRun, row, (slice - 1) * shape.rows + neighbour)
            }
        }
        var domainOfRoot = Array(repeating: -1, count: runs.count)
        var domainOfRun = Array(repeating: 0, count: runs.count)
        var sizes: [Int] = []
        for (index, run) in runs.enumerated() {
            let root = forest.root(of: index)
            if domainOfRoot[root] < 0 {
                domainOfRoot[root] = sizes.count
                sizes.append(0)
            }
            domainOfRun[index] = domainOfRoot[root]
            sizes[domainOfRoot[root]] += run.end - run.start
        }
        self.runs = runs
        self.domainOfRun = domainOfRun
        self.sizes = sizes
    }

    private struct Forest {
        var parent: [Int]

        init(count: Int) { parent = Array(0..<count) }

        mutating func root(of run: Int) -> Int {
            var run = run
            while parent[run] != run {
                parent[run] = parent[parent[run]]
                run = parent[run]
            }
            return run
        }

        /// Joins the runs of two rows that touch, walking both in step.
        mutating func join(_ runs: [Run], _ firstRun: [Int], _ rowA: Int, _ rowB: Int) {
            var (a, b) = (firstRun[rowA], firstRun[rowB])
            while a < firstRun[rowA + 1], b < firstRun[rowB + 1] {
                if runs[a].start <= runs[b].end, runs[b].start <= runs[a].end {
                    let (rootA, rootB) = (root(of: a), root(of: b))
                    parent[max(rootA, rootB)] = min(rootA, rootB)
                }
                if runs[a].end < runs[b].end { a += 1 } else { b += 1 }
            }
        }
    }
}
