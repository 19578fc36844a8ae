import VoxelCore

/// Takes half the weight of all neighbours that may be Na from the log-odds of every voxel, `−½ Σ w`.
///
/// - Parameters:
///   - lateral: w of the four nearest neighbours in the layer; 1/√2 of it for the four diagonal ones.
///   - axial: w of the two nearest neighbours across layers; 1/√2 of it for the eight beside these.
///   - field: log-odds of Na.
///   - layout: where every voxel of the straightened slab lies.
///   - movable: the voxels of every column that may be Na.
///   - rows: the rows of the map that are written.
/// - Complexity: O(voxels · 18).
package func subtractSupport(
    lateral: Double, axial: Double, from field: UnsafeMutableBufferPointer<Float>, layout: StraightLayout,
    movable: Range<Int>, rows: Range<Int>
) {
    precondition(field.count == layout.count)
    guard let field = field.baseAddress else { return }
    let (starts, outside) = (layout.starts, Slab.outside)
    let (nearest, above) = (Float(lateral), Float(axial))
    let (diagonal, beside) = (Float(lateral * 0.5.squareRoot()), Float(axial * 0.5.squareRoot()))
    // At most three for each of nine columns.
    withUnsafeTemporaryAllocation(of: Support.self, capacity: 27) { memory in
        for row in rows {
            for column in 0..<layout.columns {
                let index = row * layout.columns + column
                guard starts[index] != outside else { continue }
                var count = 0
                func add(_ value: Float, _ depths: Range<Int>) {
                    let support = Support(
                        value: value, low: max(0, depths.lowerBound), high: min(layout.depth, depths.upperBound))
                    guard value != 0, support.low < support.high else { return }
                    memory.initializeElement(at: count, to: support)
                    count += 1
                }
                for rowOffset in -1...1 where row + rowOffset >= 0 && row + rowOffset < layout.rows {
                    for columnOffset in -1...1
                    where column + columnOffset >= 0 && column + columnOffset < layout.columns {
                        let other = index + rowOffset * layout.columns + columnOffset
                        guard starts[other] != outside else { continue }
                        let distance = abs(rowOffset) + abs(columnOffset)
                        let level = distance == 0 ? 0 : distance == 1 ? nearest : diagonal
                        let across = distance == 0 ? above : distance == 1 ? beside : 0
                        // The voxels of this column beside which a voxel of the other may be Na.
                        let shift = Int(starts[index]) - Int(starts[other])
                        let (low, high) = (movable.lowerBound - shift, movable.upperBound - shift)
                        add(level / 2, low..<high)
                        add(across / 2, low - 1..<high - 1)
                        add(across / 2, low + 1..<high + 1)
                    }
                }
                subtract(
                    UnsafeMutableBufferPointer(rebasing: memory[..<count]), from: field + index * layout.depth,
                    depth: layout.depth)
            }
        }
    }
}

/// What is taken from the log-odds of some depths of a column.
private struct Support {
    let value: Float
    let (low, high): (Int, Int)

    init(value: Float, low: Int, high: Int) { (self.value, self.low, self.high) = (value, low, high) }
}

/// Takes supports from a column, in their order at every depth.
private func subtract(
    _ supports: UnsafeMutableBufferPointer<Support>, from field: UnsafeMutablePointer<Float>, depth: Int
) {
    // The depths that all of them reach.
    var (low, high) = (0, depth)
    for support in supports { (low, high) = (max(low, support.low), min(high, support.high)) }
    if low >= high { (low, high) = (0, 0) }
    for support in supports {
        let value = support.value
        for k in support.low..<max(support.low, min(low, support.high)) { field[k] -= value }
        for k in max(high, support.low)..<max(high, support.low, support.high) { field[k] -= value }
    }
    var k = low
    while k + 4 <= high {
        let place = UnsafeMutableRawPointer(field + k)
        var rest = place.loadUnaligned(as: SIMD4<Float>.self)
        for support in supports { rest -= support.value }
        place.storeBytes(of: rest, as: SIMD4<Float>.self)
        k += 4
    }
    while k < high {
        for support in supports { field[k] -= support.value }
        k += 1
    }
}
