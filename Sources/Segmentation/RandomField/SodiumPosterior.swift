import VoxelCore
import VoxelKernels

/// Where the Na of a slab is, as far as grey values can tell: samples of the posterior of a Markov random field, counted.
///
/// The most probable labelling would erase thin domains; samples do not. Holds a byte a voxel of the straightened slab, and
/// one a voxel of the layers.
package struct SodiumPosterior: Sendable {
    /// The number of samples that were counted, at most 255.
    package private(set) var samples = 0
    /// The number of layers.
    package let layers: Int
    /// The columns of a row of the map.
    private let mapColumns: Int
    /// How many samples have Na first in layer n, at `column · layers + n − 1`, columns of the map row by row.
    let first: SharedBuffer<UInt8>
    /// How many samples have Na, voxel by voxel of the straightened slab.
    let sodium: SharedBuffer<UInt8>

    /// No samples.
    init(_ layout: StraightLayout, layers: Int) {
        self.layers = layers
        mapColumns = layout.columns
        first = SharedBuffer(count: layout.starts.count * layers, repeating: 0)
        sodium = SharedBuffer(count: layout.count, repeating: 0)
    }

    /// In how many samples layer n is the first layer of a column that holds Na.
    ///
    /// - Parameters:
    ///   - layer: n, 1 … N.
    ///   - row: of the map.
    ///   - column: of the map.
    package func samples(meetingSodiumIn layer: Int, row: Int, column: Int) -> Int {
        Int(first.elements[(row * mapColumns + column) * layers + layer - 1])
    }

    /// Counts a sample.
    ///
    /// - Parameters:
    ///   - labels: 1 for Na, voxel by voxel of the straightened slab.
    ///   - offsets: from a column's first electrode voxel to its first layer, in voxels into the electrode.
    mutating func add(_ labels: SharedBuffer<UInt8>, _ model: FieldModel, offsets: [Int32]) throws {
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

    /// As many samples without any Na.
    func withoutSodium(_ layout: StraightLayout) -> SodiumPosterior {
        var none = SodiumPosterior(layout, layers: layers)
        none.samples = samples
        return none
    }
}
