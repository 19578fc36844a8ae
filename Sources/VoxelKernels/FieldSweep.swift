import VoxelCore

/// One sweep of Gibbs sampling over a strip of a straightened slab.
///
/// Every voxel is Na or Li given all others, with the log-odds `field`; the log-odds are linear in the labels, so a
/// voxel that changes adds the stencil's weights to its neighbours' and nothing is ever computed anew. Source: Geman &
/// Geman (1984), doi 10.1109/TPAMI.1984.4767596.
///
/// - Parameters:
///   - layout: where every voxel of the straightened slab lies.
///   - labels: 1 for Na, 0 for Li.
///   - field: log-odds of Na.
///   - stencil: what a voxel that becomes Na adds to its neighbours; nothing to itself.
///   - rows: the rows of the map to visit. What lies within the stencil's radius of them is written.
///   - movable: the voxels of every column that may be Na.
///   - quantiles: of the standard logistic distribution, 4096 of them in ascending order.
///   - seed: another one for every sweep. What is drawn is a function of it, the column's place in the whole map and k.
/// - Complexity: O(voxels + changes · stencil).
package func sweepField(
    labels: UnsafeMutableBufferPointer<UInt8>, field: UnsafeMutableBufferPointer<Float>, layout: StraightLayout,
    stencil: PairStencil, rows: Range<Int>, movable: Range<Int>, quantiles: [Float], seed: UInt64
) {
    precondition(labels.count == layout.count && field.count == layout.count && quantiles.count == 4096)
    precondition(movable.lowerBound >= 0 && movable.upperBound <= layout.depth)
    let (depth, columns, outside) = (layout.depth, layout.columns, Slab.outside)
    layout.starts.withUnsafeBufferPointer { starts in
        stencil.withUnsafePointers { stencil in
            quantiles.withUnsafeBufferPointer { quantiles in
                let (lowest, highest) = (quantiles[0], quantiles[4095])
                for row in rows {
                    let firstOfMap = layout.mapIndex(ofRow: row)
                    for column in 0..<columns {
                        let index = row * columns + column
                        guard starts[index] != outside else { continue }
                        let line = mixed(seed &+ UInt64(firstOfMap + column) &* 0x9E37_79B9_7F4A_7C15)
                        for k in movable {
                            let voxel = index * depth + k
                            let odds = field[voxel]
                            let isNa: UInt8
                            // Beyond the outermost quantiles the outcome is certain to 1 in 8192.
                            if odds <= lowest {
                                isNa = 0
                            } else if odds > highest {
                                isNa = 1
                            } else {
                                let word = mixed(line &+ UInt64(k) &* 0x9E37_79B9_7F4A_7C15)
                                isNa = odds > quantiles[Int(word >> 52)] ? 1 : 0
                            }
                            guard isNa != labels[voxel] else { continue }
                            labels[voxel] = isNa
                            spread(
                                sign: isNa == 1 ? 1 : -1, row: row, column: column, k: k, starts: starts,
                                outside: outside, field: field,
                                layout: layout, stencil: stencil)
                        }
                    }
                }
            }
        }
    }
}

/// Adds the stencil of every Na voxel of some rows to a field.
///
/// - Complexity: O(voxels + Na voxels · stencil).
package func addStencils(
    labels: UnsafeMutableBufferPointer<UInt8>, to field: UnsafeMutableBufferPointer<Float>, layout: StraightLayout,
    stencil: PairStencil, rows: Range<Int>
) {
    precondition(labels.count == layout.count && field.count == layout.count)
    let (depth, columns, outside) = (layout.depth, layout.columns, Slab.outside)
    layout.starts.withUnsafeBufferPointer { starts in
        stencil.withUnsafePointers { pointers in
            for row in rows {
                for column in 0..<columns {
                    let first = (row * columns + column) * depth
                    for k in 0..<depth where labels[first + k] == 1 {
                        spread(
                            sign: 1, row: row, column: column, k: k, starts: starts, outside: outside, field: field,
                            layout: layout,
                            stencil: pointers)
                    }
                }
            }
        }
    }
}

/// A stencil while a loop uses it.
private struct StencilPointers {
    let lines: UnsafeBufferPointer<(row: Int, column: Int, low: Int, high: Int)>
    let weights: UnsafeBufferPointer<Float>
}

extension PairStencil {
    @inline(__always)
    fileprivate func withUnsafePointers(_ body: (StencilPointers) -> Void) {
        lines.withUnsafeBufferPointer { lines in
            weights.withUnsafeBufferPointer { body(StencilPointers(lines: lines, weights: $0)) }
        }
    }
}

@inline(__always)
private func spread(
    sign: Float, row: Int, column: Int, k: Int, starts: UnsafeBufferPointer<Int32>, outside: Int32,
    field: UnsafeMutableBufferPointer<Float>, layout: StraightLayout, stencil: StencilPointers
) {
    let radius = PairStencil.radius
    let edge = PairStencil.edge
    let (rows, columns, depth) = (layout.rows, layout.columns, layout.depth)
    let position = Int(starts[row * columns + column]) + k
    for line in 0..<stencil.lines.count {
        let offset = stencil.lines[line]
        let (otherRow, otherColumn) = (row + offset.row, column + offset.column)
        guard otherRow >= 0, otherRow < rows, otherColumn >= 0, otherColumn < columns else { continue }
        let other = otherRow * columns + otherColumn
        guard starts[other] != outside else { continue }
        let middle = position - Int(starts[other])
        let low = max(0, middle + offset.low)
        let high = min(depth - 1, middle + offset.high)
        guard low <= high else { continue }
        let target = other * depth
        let source = line * edge + radius - middle
        for voxel in low...high { field[target + voxel] += sign * stencil.weights[source + voxel] }
    }
}

/// The mixing function of SplitMix64 (Steele, Lea & Flood 2014).
@inline(__always)
private func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
}
