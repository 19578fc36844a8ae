import VoxelCore

/// Blurs a straightened slab in three dimensions with a separable kernel, in the volume's own geometry.
///
/// What is not held (other columns, other depths) counts as zero, so the operation is its own transpose.
///
/// - Parameters:
///   - values: a value a voxel, as the layout has them.
///   - taps: 2r + 1 symmetric weights.
///   - rows: the rows of the map that are written.
///   - scratch: ``StraightLayout/depth`` values.
///   - result: as large as `values`.
/// - Complexity: O(voxels · r²).
public func blurStraight(
    _ values: UnsafeMutableBufferPointer<Float>, layout: StraightLayout, taps: [Float], rows: Range<Int>,
    into result: UnsafeMutableBufferPointer<Float>
) {
    let (depth, columns) = (layout.depth, layout.columns)
    let radius = taps.count / 2
    var sums = [Float](repeating: 0, count: depth)
    sums.withUnsafeMutableBufferPointer { sums in
        for row in rows {
            for column in 0..<columns {
                let index = row * columns + column
                let start = Int(layout.starts[index])
                guard start != Int(Slab.outside) else { continue }
                sums.update(repeating: 0)
                for otherRow in max(0, row - radius)...min(layout.rows - 1, row + radius) {
                    for otherColumn in max(0, column - radius)...min(columns - 1, column + radius) {
                        let other = otherRow * columns + otherColumn
                        let otherStart = Int(layout.starts[other])
                        guard otherStart != Int(Slab.outside) else { continue }
                        let weight = taps[otherRow - row + radius] * taps[otherColumn - column + radius]
                        // Voxel k here is voxel k + shift there.
                        let shift = start - otherStart
                        let low = max(0, -shift)
                        let high = min(depth, depth - shift)
                        guard low < high else { continue }
                        let source = UnsafeMutableBufferPointer(
                            rebasing: values[other * depth + low + shift..<other * depth + high + shift])
                        let target = UnsafeMutableBufferPointer(rebasing: sums[low..<high])
                        for k in 0..<target.count { target[k] += weight * source[k] }
                    }
                }
                let target = UnsafeMutableBufferPointer(rebasing: result[index * depth..<(index + 1) * depth])
                for k in 0..<depth { target[k] = taps[radius] * sums[k] }
                for offset in 1...max(1, radius) where offset <= radius {
                    let weight = taps[radius + offset]
                    for k in offset..<max(offset, depth) {
                        target[k] += weight * sums[k - offset]
                        target[k - offset] += weight * sums[k]
                    }
                }
            }
        }
    }
}
