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
    guard let field = field.baseAddress, let labels = labels.baseAddress else { return }
    let extents = Extents(layout)
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
                        let first = index * depth
                        var k = movable.lowerBound
                        while k < movable.upperBound {
                            // Most voxels are Li, and certain to stay it: four at a time are passed over.
                            if k + 4 <= movable.upperBound,
                                areCertainlyLithium(odds: field + (first + k), labels: labels + (first + k), lowest)
                            {
                                k += 4
                                continue
                            }
                            let end = min(k + 4, movable.upperBound)
                            while k < end {
                                let voxel = first &+ k
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
                                if isNa != labels[voxel] {
                                    labels[voxel] = isNa
                                    spread(
                                        sign: isNa == 1 ? 1 : -1, row: row, column: column, k: k, starts: starts,
                                        field: field, layout: extents, stencil: stencil)
                                }
                                k += 1
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Whether four voxels are Li, and their log-odds such that they stay it.
@inline(__always)
private func areCertainlyLithium(
    odds: UnsafeMutablePointer<Float>, labels: UnsafeMutablePointer<UInt8>, _ lowest: Float
) -> Bool {
    guard UnsafeRawPointer(labels).loadUnaligned(as: UInt32.self) == 0 else { return false }
    // The sign of lowest − odds is set where a voxel may change.
    let distance = SIMD4(repeating: lowest) - UnsafeRawPointer(odds).loadUnaligned(as: SIMD4<Float>.self)
    let halves = unsafeBitCast(distance, to: SIMD2<UInt64>.self)
    return (halves[0] | halves[1]) & 0x8000_0000_8000_0000 == 0
}

/// Adds the stencil of every Na voxel of some rows to a field.
///
/// - Complexity: O(voxels + Na voxels · stencil).
package func addStencils(
    labels: UnsafeMutableBufferPointer<UInt8>, to field: UnsafeMutableBufferPointer<Float>, layout: StraightLayout,
    stencil: PairStencil, rows: Range<Int>
) {
    precondition(labels.count == layout.count && field.count == layout.count)
    let (depth, columns) = (layout.depth, layout.columns)
    guard let field = field.baseAddress else { return }
    let extents = Extents(layout)
    layout.starts.withUnsafeBufferPointer { starts in
        stencil.withUnsafePointers { pointers in
            for row in rows {
                for column in 0..<columns {
                    let first = (row * columns + column) * depth
                    for k in 0..<depth where labels[first &+ k] == 1 {
                        spread(
                            sign: 1, row: row, column: column, k: k, starts: starts, field: field, layout: extents,
                            stencil: pointers)
                    }
                }
            }
        }
    }
}

/// A stencil while a loop uses it.
private struct StencilPointers {
    let lines: UnsafeBufferPointer<PairStencil.Line>
    let weights: UnsafeBufferPointer<SIMD4<Float>>
}

extension PairStencil {
    @inline(__always)
    fileprivate func withUnsafePointers(_ body: (StencilPointers) -> Void) {
        lines.withUnsafeBufferPointer { lines in
            weights.withUnsafeBufferPointer { body(StencilPointers(lines: lines, weights: $0)) }
        }
    }
}

/// What a loop has to know of a layout.
private struct Extents {
    let (rows, columns, depth): (Int, Int, Int)
    let outside = Slab.outside

    init(_ layout: StraightLayout) { (rows, columns, depth) = (layout.rows, layout.columns, layout.depth) }
}

@inline(__always)
private func spread(
    sign: Float, row: Int, column: Int, k: Int, starts: UnsafeBufferPointer<Int32>,
    field: UnsafeMutablePointer<Float>, layout: Extents, stencil: StencilPointers
) {
    let index = row &* layout.columns &+ column
    let position = Int(starts[index]) &+ k
    let signs = SIMD4(repeating: sign)
    let outside = layout.outside
    for line in stencil.lines {
        let (otherRow, otherColumn) = (row &+ Int(line.row), column &+ Int(line.column))
        guard otherRow >= 0, otherRow < layout.rows, otherColumn >= 0, otherColumn < layout.columns else { continue }
        let other = otherRow &* layout.columns &+ otherColumn
        let start = starts[other]
        guard start != outside else { continue }
        let low = position &- Int(start) &+ Int(line.low)
        let target = field + (other &* layout.depth &+ low)
        let first = Int(line.first)
        let held = min(Int(line.count), layout.depth &- low)
        // Groups end with zeros, which may reach into the next column, but not into another thread's row.
        let mayReachOn = otherColumn &+ 1 < layout.columns && layout.depth >= 4
        var whole = held == Int(line.count) && mayReachOn ? Int(line.groups) : held >> 2
        guard low >= 0 else {
            for offset in min(held, -low)..<max(held, min(held, -low)) {
                target[offset] += sign * stencil.weights[first &+ offset >> 2][offset & 3]
            }
            continue
        }
        var offset = 0
        while whole > 0 {
            let place = UnsafeMutableRawPointer(target + offset)
            let sum =
                place.loadUnaligned(as: SIMD4<Float>.self) + signs * stencil.weights[first &+ offset >> 2]
            place.storeBytes(of: sum, as: SIMD4<Float>.self)
            offset &+= 4
            whole &-= 1
        }
        while offset < held {
            target[offset] += sign * stencil.weights[first &+ offset >> 2][offset & 3]
            offset &+= 1
        }
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
