import VoxelCore

/// 2r + 1 symmetric weights along each direction of a straightened slab.
package struct BlurTaps: Sendable {
    /// From row to row of the map.
    package let rows: [Float]
    /// From column to column.
    package let columns: [Float]
    /// Along the columns.
    package let depth: [Float]

    package init(rows: [Float], columns: [Float], depth: [Float]) {
        precondition([rows, columns, depth].allSatisfy { $0.count % 2 == 1 })
        (self.rows, self.columns, self.depth) = (rows, columns, depth)
    }

    /// The same weights along every direction.
    package init(_ taps: [Float]) { self.init(rows: taps, columns: taps, depth: taps) }
}

/// Blurs some rows of a straightened slab in the volume's own geometry: a voxel is blurred with those at its own position
/// along the axis, wherever they lie in their columns.
///
/// What is not held (other columns, other depths) counts as zero; columns that are outside become zero. A row goes through
/// all three directions before the next, so that what lies between them stays in the processor's cache. Where neighbouring
/// columns start alike, as most do, many of them are one line.
///
/// - Parameters:
///   - layout: where every voxel of the straightened slab lies.
///   - values: a value a voxel, as the layout has them; finite in every column that is not outside.
///   - taps: the weights.
///   - rows: the rows of the map that are written.
///   - result: as large as `values`, and not the same memory.
/// - Complexity: O(voxels · r).
package func blurStraight(
    _ values: UnsafeMutableBufferPointer<Float>, layout: StraightLayout, taps: BlurTaps, rows: Range<Int>,
    into result: UnsafeMutableBufferPointer<Float>
) {
    precondition(values.count == layout.count && result.count == layout.count)
    guard let source = values.baseAddress, let destination = result.baseAddress else { return }
    let line = layout.columns * layout.depth
    let margin = taps.depth.count / 2
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * (line + 2 * margin)) { scratch in
        scratch.initialize(repeating: 0)
        guard let first = scratch.baseAddress else { return }
        let (across, along) = (first + margin, first + line + 3 * margin)
        layout.starts.withUnsafeBufferPointer { starts in
            let blur = RowBlur(layout: layout, starts: starts, taps: taps)
            for row in rows {
                blur.fromRows(source, row: row, into: across)
                blur.fromColumns(across, row: row, into: along)
                blur.fromDepths(along, into: destination + row * line)
            }
        }
    }
}

private struct RowBlur {
    let layout: StraightLayout
    let starts: UnsafeBufferPointer<Int32>
    let taps: BlurTaps
    private let outside = Slab.outside

    init(layout: StraightLayout, starts: UnsafeBufferPointer<Int32>, taps: BlurTaps) {
        (self.layout, self.starts, self.taps) = (layout, starts, taps)
    }

    /// Adds up what the rows around one say to it.
    func fromRows(_ source: UnsafePointer<Float>, row: Int, into target: UnsafeMutablePointer<Float>) {
        let radius = taps.rows.count / 2
        let (columns, depth) = (layout.columns, layout.depth)
        let isWithin = row >= radius && row + radius < layout.rows
        let first = row * columns
        forEachRun(row: row) { column in
            isWithin && areAlike(first + column, step: columns, radius: radius)
        } alike: { run in
            addAround(
                source + (first + run.lowerBound) * depth, taps: taps.rows, step: columns * depth,
                count: run.count * depth, into: target + run.lowerBound * depth)
        } single: { column in
            let from = max(-radius, -row)
            let to = min(radius, layout.rows - 1 - row)
            addShifted(first + column, offsets: from...to, step: columns, taps.rows, into: target + column * depth) {
                source + $0 * depth
            }
        }
    }

    /// Adds up what the columns around each of a row say to it.
    func fromColumns(_ source: UnsafePointer<Float>, row: Int, into target: UnsafeMutablePointer<Float>) {
        let radius = taps.columns.count / 2
        let (columns, depth) = (layout.columns, layout.depth)
        let first = row * columns
        forEachRun(row: row) { column in
            column >= radius && column + radius < columns
                && areAlike(first + column, step: 1, radius: radius)
        } alike: { run in
            addAround(
                source + run.lowerBound * depth, taps: taps.columns, step: depth, count: run.count * depth,
                into: target + run.lowerBound * depth)
        } single: { column in
            let from = max(-radius, -column)
            let to = min(radius, columns - 1 - column)
            addShifted(first + column, offsets: from...to, step: 1, taps.columns, into: target + column * depth) {
                source + ($0 - first) * depth
            }
        }
    }

    /// Blurs every column of a row along its depth; beyond its ends there is zero.
    func fromDepths(_ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
        let (radius, depth) = (taps.depth.count / 2, layout.depth)
        // As one line, in which the ends of columns get something of their neighbours, and are done again.
        addAround(source, taps: taps.depth, step: 1, count: layout.columns * depth, into: target)
        taps.depth.withUnsafeBufferPointer { taps in
            for column in 0..<layout.columns {
                let (from, to) = (source + column * depth, target + column * depth)
                var k = 0
                while k < depth {
                    var sum: Float = 0
                    for other in max(0, k - radius)...min(depth - 1, k + radius) {
                        sum += taps[radius + other - k] * from[other]
                    }
                    to[k] = sum
                    k += 1
                    if k == radius { k = max(radius, depth - radius) }
                }
            }
        }
    }

    /// Goes through a row in runs of columns that are alike, and single ones that are not; those outside become zero.
    @inline(__always)
    private func forEachRun(
        row: Int, where isAlike: (Int) -> Bool, alike: (Range<Int>) -> Void, single: (Int) -> Void
    ) {
        var start = 0
        for column in 0..<layout.columns where !isAlike(column) {
            if start < column { alike(start..<column) }
            single(column)
            start = column + 1
        }
        if start < layout.columns { alike(start..<layout.columns) }
    }

    /// Whether a column, which is not outside, and those around it start alike.
    @inline(__always)
    private func areAlike(_ index: Int, step: Int, radius: Int) -> Bool {
        let start = starts[index]
        var difference: Int32 = start == outside ? 1 : 0
        for offset in 1...max(1, radius) where offset <= radius {
            difference |= (starts[index - offset * step] ^ start) | (starts[index + offset * step] ^ start)
        }
        return difference == 0
    }

    /// The weighted sum of columns that start anywhere.
    @inline(__always)
    private func addShifted(
        _ index: Int, offsets: ClosedRange<Int>, step: Int, _ taps: [Float], into target: UnsafeMutablePointer<Float>,
        column: (Int) -> UnsafePointer<Float>
    ) {
        let (depth, radius) = (layout.depth, taps.count / 2)
        target.update(repeating: 0, count: depth)
        let start = starts[index]
        guard start != outside else { return }
        for offset in offsets {
            let other = index + offset * step
            guard starts[other] != outside else { continue }
            // Voxel k here is voxel k + shift there.
            let shift = Int(start) - Int(starts[other])
            let low = max(0, -shift)
            let high = min(depth, depth - shift)
            guard low < high else { continue }
            let weight = taps[radius + offset]
            let from = column(other) + shift
            for k in low..<high { target[k] += weight * from[k] }
        }
    }
}

/// The weighted sum of values and those before and behind them: of places `step` apart.
@inline(__always)
private func addAround(
    _ source: UnsafePointer<Float>, taps: [Float], step: Int, count: Int, into target: UnsafeMutablePointer<Float>
) {
    let radius = taps.count / 2
    let middle = taps[radius]
    guard radius >= 2 else {
        let one = radius == 1 ? taps[0] : 0
        let step = radius == 1 ? step : 0
        for i in 0..<count { target[i] = middle * source[i] + one * (source[i - step] + source[i + step]) }
        return
    }
    let (one, two) = (taps[radius - 1], taps[radius - 2])
    let (a, b, c, d) = (source - step, source + step, source - 2 * step, source + 2 * step)
    for i in 0..<count { target[i] = middle * source[i] + one * (a[i] + b[i]) + two * (c[i] + d[i]) }
    for offset in 3...max(3, radius) where offset <= radius {
        let weight = taps[radius - offset]
        let (a, b) = (source - offset * step, source + offset * step)
        for i in 0..<count { target[i] += weight * (a[i] + b[i]) }
    }
}
