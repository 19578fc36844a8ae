import VoxelCore
import VoxelKernels

extension SodiumPosterior {
    /// Codes of `Phase` over a slab's box: one labelling that stands for all samples.
    ///
    /// Up to the first Na of a column it is that of ``firstNa(columns:)``; behind it a voxel is Na where at least half of the
    /// samples say so.
    ///
    /// - Parameters:
    ///   - straight: the grey values that were segmented.
    ///   - slab: the layers.
    ///   - shape: of the whole volume.
    ///   - void: voxels of at most this grey that are not Na are void.
    /// - Complexity: O(voxels of the layers) time, and a byte a voxel of the box.
    func labelled(_ straight: StraightSlab, slab: Slab, shape: VolumeShape, void: Double?) -> MemoryVolume {
        let layout = straight.layout
        let axis = slab.geometry.axis
        let step = slab.geometry.electrode.step
        let range = slab.box[axis]
        let box = BoxAlongAxis(slab.box.shape, along: axis)
        var bytes = [UInt8](repeating: Phase.outside.rawValue, count: slab.box.shape.count)
        let firstNa = firstNa(columns: layout.starts.count)
        for row in 0..<layout.rows {
            for column in 0..<layout.columns {
                let index = row * layout.columns + column
                let surface = Int(slab.surfaceStart.values[index])
                guard surface != Int(Slab.outside) else { continue }
                let layerStart = Int(slab.layerStart.values[index])
                for layer in 1...slab.layers {
                    let position = layerStart + (layer - 1) * step
                    guard range.contains(position) else { continue }
                    let k = straight.below + (position - surface) * step
                    let code: Phase
                    let grey = straight.grey.elements[index * layout.depth + k]
                    if k < straight.below {
                        code = .electrolyte
                    } else if layer == Int(firstNa[index]) {
                        code = .sodium
                    } else if let void, Double(grey) <= void {
                        code = .void
                    } else if Int(firstNa[index]) == 0 || layer < Int(firstNa[index]) {
                        code = .lithium
                    } else {
                        code = 2 * Int(sodium.elements[index * layout.depth + k]) >= samples ? .sodium : .lithium
                    }
                    let isMarked = grey.isNaN && k >= straight.below
                    bytes[box.index(position: position - range.lowerBound, row: row, column: column)] =
                        isMarked ? code.rawValue | Phase.notFiniteMark : code.rawValue
                }
            }
        }
        return MemoryVolume(shape: shape, region: slab.box, type: .uint8, bytes: bytes)
    }

    /// The first layer of every column that holds Na, 0 for none, so that after every number of layers as many columns are
    /// Na as in the mean of the samples, namely those with the highest probability.
    ///
    /// - Complexity: O(columns · layers).
    private func firstNa(columns: Int) -> [UInt16] {
        var result = [UInt16](repeating: 0, count: columns)
        var reached = [UInt16](repeating: 0, count: columns)
        var chosen = 0
        for layer in 0..<layers {
            var total = 0
            var histogram = [Int](repeating: 0, count: samples + 1)
            for column in 0..<columns {
                reached[column] += UInt16(first.elements[column * layers + layer])
                total += Int(reached[column])
                if result[column] == 0 { histogram[Int(reached[column])] += 1 }
            }
            var wanted = (total + samples / 2) / samples - chosen
            guard wanted > 0 else { continue }
            // The probability that as many of the columns that are not Na yet exceed.
            var level = samples
            while level > 0, histogram[level] < wanted {
                wanted -= histogram[level]
                level -= 1
            }
            guard level > 0 else { continue }
            // Of equally probable columns, take evenly spread ones.
            let equal = histogram[level]
            var seen = 0
            for column in 0..<columns where result[column] == 0 {
                if Int(reached[column]) > level {
                    result[column] = UInt16(layer + 1)
                    chosen += 1
                } else if Int(reached[column]) == level {
                    if (seen + 1) * wanted / equal > seen * wanted / equal {
                        result[column] = UInt16(layer + 1)
                        chosen += 1
                    }
                    seen += 1
                }
            }
        }
        return result
    }
}
