import VoxelCore
import VoxelKernels

extension FieldModel {
    /// Takes half the weight of all neighbours that may be Na from the log-odds of every voxel, `−½ Σ w`.
    ///
    /// - Complexity: O(voxels · 18).
    func addSupport(of coupling: NeighbourCoupling, to odds: UnsafeMutableBufferPointer<Float>, rows: Range<Int>) {
        guard let odds = odds.baseAddress else { return }
        let (layout, movable, outside) = (layout, movable, Slab.outside)
        let starts = layout.starts
        let nearest = Float(coupling.lateral), axial = Float(coupling.axial)
        let diagonal = Float(coupling.lateral * 0.5.squareRoot()), beside = Float(coupling.axial * 0.5.squareRoot())
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
                            let across = distance == 0 ? axial : distance == 1 ? beside : 0
                            // The voxels of this column beside which a voxel of the other may be Na.
                            let shift = Int(starts[index]) - Int(starts[other])
                            let (low, high) = (movable.lowerBound - shift, movable.upperBound - shift)
                            add(level / 2, low..<high)
                            add(across / 2, low - 1..<high - 1)
                            add(across / 2, low + 1..<high + 1)
                        }
                    }
                    subtract(UnsafeMutableBufferPointer(rebasing: memory[..<count]), from: odds + index * layout.depth)
                }
            }
        }
    }

    /// Takes supports from the log-odds of a column, in their order.
    private func subtract(_ supports: UnsafeMutableBufferPointer<Support>, from odds: UnsafeMutablePointer<Float>) {
        // The depths that all of them reach.
        var (low, high) = (0, layout.depth)
        for support in supports { (low, high) = (max(low, support.low), min(high, support.high)) }
        if low >= high { (low, high) = (0, 0) }
        for support in supports {
            let value = support.value
            for k in support.low..<max(support.low, min(low, support.high)) { odds[k] -= value }
            for k in max(high, support.low)..<max(high, support.low, support.high) { odds[k] -= value }
        }
        var k = low
        while k + 8 <= high {
            let place = UnsafeMutableRawPointer(odds + k)
            var rest = place.loadUnaligned(as: SIMD8<Float>.self)
            for support in supports { rest -= support.value }
            place.storeBytes(of: rest, as: SIMD8<Float>.self)
            k += 8
        }
        if k + 4 <= high {
            let place = UnsafeMutableRawPointer(odds + k)
            var rest = place.loadUnaligned(as: SIMD4<Float>.self)
            for support in supports { rest -= support.value }
            place.storeBytes(of: rest, as: SIMD4<Float>.self)
            k += 4
        }
        while k < high {
            for support in supports { odds[k] -= support.value }
            k += 1
        }
    }
}

/// What is taken from the log-odds of some depths of a column.
private struct Support {
    let value: Float
    let (low, high): (Int, Int)

    init(value: Float, low: Int, high: Int) { (self.value, self.low, self.high) = (value, low, high) }
}
