import VoxelCore

/// What stripping has seen so far: the first layer that holds Na in every column, voids, and counts per layer.
///
/// Partial results of different threads combine with ``merge(_:)``: minima, unions and integer sums, so the outcome
/// depends neither on the number of threads nor on the order of reading. Source: simulated stripping of Yoon et al.
/// (Science 2025, doi 10.1126/science.adt5229), Fig. 3.
package struct FirstContact: Sendable {
    /// The value of ``firstNa`` in a column without Na.
    package static let never = UInt16.max - 1
    /// The most layers that can be told apart.
    package static let maximalLayers = Int(never) - 1

    /// N.
    package let layers: Int
    /// The smallest layer whose voxel is Na; ``never`` if none is. Row by row. A model in which Na spreads may lower it.
    package var firstNa: [UInt16]
    /// Whether the voxel of a layer is void, one bit a column, layer after layer; empty where no void is looked for.
    private var voidBits: [UInt64]
    private let voidWords: Int
    /// Voxels of every phase in layer n, at n − 1.
    package private(set) var voxels: [LayerVoxels]

    /// Nothing seen yet.
    package init(columns: Int, layers: Int, findingVoid: Bool) {
        self.layers = layers
        firstNa = Array(repeating: Self.never, count: columns)
        voidWords = (columns + 63) / 64
        voidBits = Array(repeating: 0, count: findingVoid ? voidWords * layers : 0)
        voxels = Array(repeating: LayerVoxels(), count: layers)
    }

    /// Whether void is told apart.
    package var findsVoid: Bool { !voidBits.isEmpty }

    /// Whether the voxel of layer `layer` (1 … N) of a column is void.
    package func isVoid(layer: Int, column: Int) -> Bool {
        guard !voidBits.isEmpty else { return false }
        return voidBits[(layer - 1) * voidWords + column >> 6] >> UInt64(column & 63) & 1 == 1
    }

    /// Takes in a row of voxels at one position along the stripping axis.
    ///
    /// - Parameters:
    ///   - labels: codes of `Phase`, marked or not with `Phase.notFiniteMark`, one for each column of the map's row.
    ///   - position: the index of the voxels along the axis.
    ///   - mapRow: the row of the map.
    ///   - slab: where the layers are.
    /// - Complexity: O(columns).
    package mutating func add(labels: Span<UInt8>, position: Int, mapRow: Int, slab: borrowing Slab) {
        let columns = slab.layerStart.columns
        precondition(labels.count == columns && firstNa.count == slab.layerStart.count)
        let first = mapRow * columns
        slab.forEachLayerRun(position: position, mapRow: mapRow) { layer, run in
            add(labels.extracting(run), layer: layer, firstColumn: first + run.lowerBound)
        }
    }

    /// Takes in voxels of one layer that belong to neighbouring columns.
    private mutating func add(_ labels: Span<UInt8>, layer: Int, firstColumn: Int) {
        let found = firstNa.withUnsafeMutableBufferPointer { firstNa in
            countAndProject(
                labels, layer: UInt16(truncatingIfNeeded: layer),
                firstNa: UnsafeMutableBufferPointer(rebasing: firstNa[firstColumn..<firstColumn + labels.count]))
        }
        voxels[layer - 1].lithium += found.lithium
        voxels[layer - 1].sodium += found.sodium
        voxels[layer - 1].void += found.void
        voxels[layer - 1].notFinite += found.notFinite
        guard findsVoid, found.void > 0 else { return }
        for column in labels.indices where labels[column] & ~Phase.notFiniteMark == Phase.void.rawValue {
            let bit = firstColumn + column
            voidBits[(layer - 1) * voidWords + bit >> 6] |= 1 << UInt64(bit & 63)
        }
    }

    /// Takes in what another thread has seen.
    package mutating func merge(_ other: FirstContact) {
        precondition(other.layers == layers && other.firstNa.count == firstNa.count)
        for i in firstNa.indices { firstNa[i] = min(firstNa[i], other.firstNa[i]) }
        for i in voidBits.indices { voidBits[i] |= other.voidBits[i] }
        for i in voxels.indices {
            voxels[i].lithium += other.voxels[i].lithium
            voxels[i].sodium += other.voxels[i].sodium
            voxels[i].void += other.voxels[i].void
            voxels[i].notFinite += other.voxels[i].notFinite
        }
    }
}

/// Counts the voxels of a layer by phase and keeps the least layer that holds Na of every column.
///
/// Blocks are so short that 8 bits hold their counts: sixteen labels then fit one vector register.
private func countAndProject(
    _ labels: Span<UInt8>, layer: UInt16, firstNa: UnsafeMutableBufferPointer<UInt16>
) -> LayerVoxels {
    precondition(firstNa.count == labels.count)
    var firstNa = firstNa.mutableSpan
    var found = LayerVoxels()
    for start in stride(from: 0, to: labels.count, by: 240) {
        let block = start..<min(start + 240, labels.count)
        var (lithium, sodium, void, notFinite): (UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0)
        for column in block {
            let label = labels[column] & ~Phase.notFiniteMark
            lithium &+= label == Phase.lithium.rawValue ? 1 : 0
            sodium &+= label == Phase.sodium.rawValue ? 1 : 0
            void &+= label == Phase.void.rawValue ? 1 : 0
            notFinite &+= labels[column] >> 7
        }
        found.lithium += Int(lithium)
        found.sodium += Int(sodium)
        found.void += Int(void)
        found.notFinite += Int(notFinite)
        guard sodium > 0 else { continue }
        for column in block {
            let label = UInt16(labels[column] & ~Phase.notFiniteMark)
            let reached = label == UInt16(Phase.sodium.rawValue) ? layer : FirstContact.never
            firstNa[column] = min(reached, firstNa[column])
        }
    }
    return found
}

/// The voxels of one layer, by phase. SSE and columns outside are not counted.
package struct LayerVoxels: Sendable, Hashable {
    /// Li voxels: those that stripping removes.
    package var lithium = 0
    /// Na voxels.
    package var sodium = 0
    /// Void voxels.
    package var void = 0

    /// How many of them have a grey value that is NaN or infinite.
    package var notFinite = 0

    /// No voxels.
    package init() {}

    /// Voxels of the electrode in this layer.
    package var count: Int { lithium + sodium + void }
}
