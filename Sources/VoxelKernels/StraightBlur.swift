import VoxelCore

/// The direction of a map along which a straightened slab is blurred.
package enum MapDirection: Sendable {
    /// From row to row.
    case rows
    /// From column to column.
    case columns
}

/// Blurs a straightened slab along one direction of the map, in the volume's own geometry: a voxel is blurred with those
/// at its own position along the axis, wherever they lie in their columns.
///
/// What is not held (other columns, other depths) counts as zero.
///
/// - Parameters:
///   - layout: where every voxel of the straightened slab lies.
///   - values: a value a voxel, as the layout has them.
///   - direction: along which.
///   - taps: 2r + 1 symmetric weights.
///   - rows: the rows of the map that are written.
///   - result: as large as `values`.
/// - Complexity: O(voxels · r).
package func blurAcross(
    _ values: UnsafeMutableBufferPointer<Float>, layout: StraightLayout, direction: MapDirection, taps: [Float],
    rows: Range<Int>, into result: UnsafeMutableBufferPointer<Float>
) {
    precondition(values.count == layout.count && result.count == layout.count)
    guard let source = values.baseAddress, let destination = result.baseAddress else { return }
    let (depth, columns) = (layout.depth, layout.columns)
    let radius = taps.count / 2
    layout.starts.withUnsafeBufferPointer { starts in
        taps.withUnsafeBufferPointer { taps in
            for row in rows {
                for column in 0..<columns {
                    let index = row * columns + column
                    let start = Int(starts[index])
                    guard start != Int(Slab.outside) else { continue }
                    let target = destination + index * depth
                    for k in 0..<depth { target[k] = taps[radius] * source[index * depth + k] }
                    for offset in -radius...radius where offset != 0 {
                        let other: Int
                        switch direction {
                        case .rows:
                            guard row + offset >= 0, row + offset < layout.rows else { continue }
                            other = index + offset * columns
                        case .columns:
                            guard column + offset >= 0, column + offset < columns else { continue }
                            other = index + offset
                        }
                        guard starts[other] != Slab.outside else { continue }
                        // Voxel k here is voxel k + shift there.
                        let shift = start - Int(starts[other])
                        let low = max(0, -shift)
                        let high = min(depth, depth - shift)
                        guard low < high else { continue }
                        let weight = taps[radius + offset]
                        let from = source + other * depth + low + shift
                        let to = target + low
                        for k in 0..<high - low { to[k] += weight * from[k] }
                    }
                }
            }
        }
    }
}

/// Blurs every column of a straightened slab along its depth; beyond its ends there is zero.
///
/// - Parameters:
///   - layout: where every voxel of the straightened slab lies.
///   - values: a value a voxel, as the layout has them.
///   - taps: 2r + 1 symmetric weights.
///   - rows: the rows of the map that are written.
///   - result: as large as `values`, and not the same memory.
/// - Complexity: O(voxels · r).
package func blurAlongDepth(
    _ values: UnsafeMutableBufferPointer<Float>, layout: StraightLayout, taps: [Float], rows: Range<Int>,
    into result: UnsafeMutableBufferPointer<Float>
) {
    precondition(values.count == layout.count && result.count == layout.count)
    guard let source = values.baseAddress, let destination = result.baseAddress else { return }
    let depth = layout.depth
    let radius = taps.count / 2
    taps.withUnsafeBufferPointer { taps in
        for index in rows.lowerBound * layout.columns..<rows.upperBound * layout.columns {
            let (from, to) = (source + index * depth, destination + index * depth)
            for k in 0..<depth { to[k] = taps[radius] * from[k] }
            for offset in 1...max(1, radius) where offset <= radius && offset < depth {
                let weight = taps[radius + offset]
                for k in 0..<depth - offset { to[k] += weight * from[k + offset] }
                for k in offset..<depth { to[k] += weight * from[k - offset] }
            }
        }
    }
}
