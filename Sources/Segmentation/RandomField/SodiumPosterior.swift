import VoxelCore
import VoxelKernels

/// Where the Na of the layers is, as far as grey values can tell: samples of the posterior of a Markov random field, counted.
///
/// The most probable labelling would erase thin domains; samples do not. Holds a byte a voxel of the layers.
package struct SodiumPosterior: Sendable {
    /// The most samples that can be counted.
    static let mostSamples = 15

    /// The number of samples that were counted.
    package let samples: Int
    /// The number of layers.
    package let layers: Int
    /// By how much the samples' coverage is off on a scan like this one; nil where that was not looked for.
    package internal(set) var bias: CoverageBias?
    /// The extents of the map.
    let (rows, columns): (Int, Int)
    /// What was seen of layer n of a column, at `column · layers + n − 1`, columns of the map row by row.
    private let seen: SharedBuffer<UInt8>

    /// Nothing seen yet.
    init(rows: Int, columns: Int, layers: Int, samples: Int) {
        (self.rows, self.columns, self.layers, self.samples) = (rows, columns, layers, samples)
        seen = SharedBuffer(count: rows * columns * layers, repeating: 0)
    }

    /// In how many samples layer n is the first layer of a column that holds Na.
    ///
    /// - Parameters:
    ///   - layer: n, 1 … N.
    ///   - row: of the map.
    ///   - column: of the map.
    package func samples(meetingSodiumIn layer: Int, row: Int, column: Int) -> Int {
        self[layer: layer, at: row * columns + column].first
    }

    /// What was seen of a layer of a column; written by one thread, and read when all are done.
    subscript(layer layer: Int, at column: Int) -> SeenVoxel {
        get { SeenVoxel(byte: seen.elements[column * layers + layer - 1]) }
        nonmutating set { seen.elements[column * layers + layer - 1] = newValue.byte }
    }
}

/// What was seen of a voxel of a layer, in a byte.
struct SeenVoxel: Sendable, Hashable {
    fileprivate let byte: UInt8

    fileprivate init(byte: UInt8) { self.byte = byte }

    /// - Parameters:
    ///   - first: in how many samples it is the first Na of its column, at most 15.
    ///   - isSodium: whether it is Na in at least half of them.
    ///   - isVoid: whether its grey says that it is void.
    ///   - isNotFinite: whether its grey value is NaN.
    init(first: Int, isSodium: Bool, isVoid: Bool, isNotFinite: Bool) {
        byte = UInt8(first) | (isSodium ? 0x10 : 0) | (isVoid ? 0x20 : 0) | (isNotFinite ? 0x40 : 0)
    }

    private init() { byte = 0x80 }

    /// A voxel on the SSE's side of the interface.
    static let electrolyte = SeenVoxel()

    var first: Int { Int(byte & 0x0F) }
    var isSodium: Bool { byte & 0x10 != 0 }
    var isVoid: Bool { byte & 0x20 != 0 }
    var isNotFinite: Bool { byte & 0x40 != 0 }
    var isElectrolyte: Bool { byte & 0x80 != 0 }
}
