import VoxelCore
import VoxelKernels

extension FieldModel {
    /// Takes half the weight of all neighbours that may be Na from the log-odds of every voxel, `−½ Σ w`.
    ///
    /// - Complexity: O(voxels · 9).
    func addSupport(of coupling: NeighbourCoupling, to odds: UnsafeMutableBufferPointer<Float>, rows: Range<Int>) {
        let nearest = Float(coupling.lateral), axial = Float(coupling.axial)
        let diagonal = Float(coupling.lateral * 0.5.squareRoot()), beside = Float(coupling.axial * 0.5.squareRoot())
        for row in rows {
            for column in 0..<layout.columns {
                let index = row * layout.columns + column
                guard layout.starts[index] != Slab.outside else { continue }
                for rowOffset in -1...1 where row + rowOffset >= 0 && row + rowOffset < layout.rows {
                    for columnOffset in -1...1
                    where column + columnOffset >= 0 && column + columnOffset < layout.columns {
                        let other = index + rowOffset * layout.columns + columnOffset
                        guard layout.starts[other] != Slab.outside else { continue }
                        let distance = abs(rowOffset) + abs(columnOffset)
                        let level = distance == 0 ? 0 : distance == 1 ? nearest : diagonal
                        let across = distance == 0 ? axial : distance == 1 ? beside : 0
                        // The voxels of this column beside which a voxel of the other may be Na.
                        let shift = Int(layout.starts[index]) - Int(layout.starts[other])
                        let (low, high) = (movable.lowerBound - shift, movable.upperBound - shift)
                        subtract(level / 2, from: odds, low..<high, of: index)
                        guard across != 0 else { continue }
                        subtract(across / 2, from: odds, low - 1..<high - 1, of: index)
                        subtract(across / 2, from: odds, low + 1..<high + 1, of: index)
                    }
                }
            }
        }
    }

    @inline(__always)
    private func subtract(
        _ value: Float, from odds: UnsafeMutableBufferPointer<Float>, _ depths: Range<Int>, of index: Int
    ) {
        let (low, high) = (max(0, depths.lowerBound), min(layout.depth, depths.upperBound))
        guard value != 0, low < high else { return }
        for voxel in index * layout.depth + low..<index * layout.depth + high { odds[voxel] -= value }
    }
}
