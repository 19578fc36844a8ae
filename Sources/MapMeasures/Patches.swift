import VoxelCore
import VoxelKernels

/// A patch: columns of a set that hang together.
package struct Patch: Sendable, Hashable {
    /// The number of its columns.
    package private(set) var count = 0
    /// Its bounding box.
    package private(set) var firstRow, lastRow, firstColumn, lastColumn: Int
    /// Sums of its columns' rows and columns: divided by their number, where its centroid lies.
    package private(set) var rowSum = 0
    package private(set) var columnSum = 0

    fileprivate init(row: Int, columns: Range<Int>) {
        (firstRow, lastRow) = (row, row)
        (firstColumn, lastColumn) = (columns.lowerBound, columns.upperBound - 1)
    }

    fileprivate mutating func take(row: Int, columns: Range<Int>) {
        count += columns.count
        lastRow = row
        firstColumn = min(firstColumn, columns.lowerBound)
        lastColumn = max(lastColumn, columns.upperBound - 1)
        rowSum += row * columns.count
        columnSum += (columns.lowerBound + columns.upperBound - 1) * columns.count / 2
    }

    fileprivate mutating func take(_ other: Patch) {
        count += other.count
        firstRow = min(firstRow, other.firstRow)
        lastRow = max(lastRow, other.lastRow)
        firstColumn = min(firstColumn, other.firstColumn)
        lastColumn = max(lastColumn, other.lastColumn)
        rowSum += other.rowSum
        columnSum += other.columnSum
    }
}

extension ColumnSet {
    /// Visits the patches of the set, each once, in the order in which their last rows come.
    ///
    /// Row after row: the runs of a row that touch runs of the row before go into their patches, which a union–find forest
    /// joins (He, Chao & Suzuki 2008, doi 10.1109/TIP.2008.919369); a patch that no run of a row goes into is complete and
    /// forgotten. So memory is that of two rows, whatever the map.
    ///
    /// - Parameter corners: whether columns that touch at a corner hang together (8 neighbours) or not (4).
    /// - Complexity: O(columns / 64 + runs · α(runs)) time, O(columns of a row) memory.
    package func forEachPatch(touchingAtCorners corners: Bool, _ body: (Patch) -> Void) {
        var live = LivePatches()
        var before: [Run] = []
        var own: [Run] = []
        let reach = corners ? 1 : 0
        for row in 0..<rows {
            own.removeAll(keepingCapacity: true)
            var next = 0
            forEachRun(ofRow: row) { columns in
                while next < before.count, before[next].columns.upperBound + reach <= columns.lowerBound { next += 1 }
                var (touching, patch) = (next, -1)
                while touching < before.count, before[touching].columns.lowerBound < columns.upperBound + reach {
                    patch = live.join(patch, before[touching].patch)
                    touching += 1
                }
                if patch < 0 { patch = live.begin(row: row, columns: columns) }
                live.patches[patch].take(row: row, columns: columns)
                own.append(Run(columns: columns, patch: patch))
            }
            for index in own.indices { own[index].patch = live.root(of: own[index].patch) }
            for run in before { live.end(run.patch, before: row, body) }
            live.forgetJoined()
            swap(&before, &own)
        }
        for run in before { live.end(run.patch, before: rows, body) }
    }
}

/// A run of a row and the patch it is of.
private struct Run {
    let columns: Range<Int>
    var patch: Int
}

/// The patches that may still grow.
private struct LivePatches {
    var patches: [Patch] = []
    /// A patch that was joined to another points at it, the others at themselves.
    private var parent: [Int] = []
    private var free: [Int] = []
    private var joined: [Int] = []

    mutating func begin(row: Int, columns: Range<Int>) -> Int {
        let patch = Patch(row: row, columns: columns)
        guard let place = free.popLast() else {
            patches.append(patch)
            parent.append(patches.count - 1)
            return patches.count - 1
        }
        (patches[place], parent[place]) = (patch, place)
        return place
    }

    mutating func root(of patch: Int) -> Int {
        var patch = patch
        while parent[patch] != patch {
            parent[patch] = parent[parent[patch]]
            patch = parent[patch]
        }
        return patch
    }

    /// The patch that both are from now on; the first may be none, -1.
    mutating func join(_ first: Int, _ second: Int) -> Int {
        let other = root(of: second)
        guard first >= 0 else { return other }
        let patch = root(of: first)
        guard patch != other else { return patch }
        patches[patch].take(patches[other])
        parent[other] = patch
        joined.append(other)
        return patch
    }

    /// Tells of a patch that did not grow in a row, once.
    mutating func end(_ patch: Int, before row: Int, _ body: (Patch) -> Void) {
        let place = root(of: patch)
        guard patches[place].lastRow < row, patches[place].count > 0 else { return }
        body(patches[place])
        patches[place] = Patch(row: row, columns: 0..<1)
        free.append(place)
    }

    /// No run points at patches that were joined to others any more.
    mutating func forgetJoined() {
        free += joined
        joined.removeAll(keepingCapacity: true)
    }
}
