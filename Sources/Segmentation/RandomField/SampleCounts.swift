import VoxelCore
import VoxelKernels

/// Samples of where the Na of a slab is, counted. 1 byte a voxel of the straightened slab, and one a voxel of the layers.
struct SampleCounts: Sendable {
    /// The number of samples that were counted.
    private(set) var samples = 0
    private let layers: Int
    /// How many samples have Na first in layer n, at `column · layers + n − 1`.
    let first: SharedBuffer<UInt8>
    /// How many samples have Na, voxel by voxel of the straightened slab.
    let sodium: SharedBuffer<UInt8>

    /// No samples.
    init(_ layout: StraightLayout, layers: Int) {
        self.layers = layers
        first = SharedBuffer(repeating: 0, count: layout.starts.count * layers, in: layout.memory)
        sodium = layout.buffer(repeating: 0)
    }

    /// Counts a sample.
    ///
    /// - Parameters:
    ///   - labels: 1 for Na, voxel by voxel of the straightened slab.
    ///   - offsets: from a column's first electrode voxel to its first layer, in voxels into the electrode.
    mutating func add(_ labels: SharedBuffer<UInt8>, _ model: FieldModel, offsets: [Int32]) throws {
        precondition(samples < SodiumPosterior.mostSamples)
        samples += 1
        let (layers, first, sodium, layout) = (layers, first, sodium, model.layout)
        try layout.forEachStrip(threads: model.threads) { rows in
            layout.forEachColumn(ofRows: rows) { column in
                let start = model.slab.below + Int(offsets[column])
                var isFound = false
                for k in model.movable where labels.elements[column * layout.depth + k] == 1 {
                    sodium.elements[column * layout.depth + k] += 1
                    let layer = k - start
                    if !isFound, layer >= 0, layer < layers {
                        first.elements[column * layers + layer] += 1
                        isFound = true
                    }
                }
            }
        }
    }

    /// Mean coverage of the samples after 1, 2 … N layers, as shares of the columns that are not outside.
    func coverage(_ layout: StraightLayout) -> [Double] {
        var columns = 0
        var sums = [Int](repeating: 0, count: layers)
        layout.forEachColumn(ofRows: 0..<layout.rows) { column in
            columns += 1
            for layer in 0..<layers { sums[layer] += Int(first.elements[column * layers + layer]) }
        }
        var reached = 0
        return sums.map { count in
            reached += count
            return Double(reached) / Double(max(1, columns * samples))
        }
    }
}
