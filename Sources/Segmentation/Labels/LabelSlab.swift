import VoxelCore
import VoxelKernels

/// The labelled voxels of a slab's box, with what the interface knows: SSE below it, outside beyond it.
///
/// Holds one byte a voxel of the box; read it as a volume of phase codes.
package struct LabelSlab: Sendable {
    /// Where the layers are.
    package let slab: Slab
    /// The codes of `Phase` over `Slab.box`: voxels behind the last layer and in columns outside are `outside`,
    /// voxels on the SSE's side of the interface `electrolyte`. Codes of samples that are not finite carry
    /// `Phase.notFiniteMark`.
    package private(set) var labels: MemoryVolume

    /// Labels the box of a slab.
    ///
    /// - Parameters:
    ///   - phases: phase codes by grey value.
    ///   - slab: the layers.
    ///   - threads: at most this many.
    ///   - progress: told after every slice.
    /// - Throws: `SimstripError` from reading.
    /// - Complexity: O(voxels of the box) time and bytes.
    package init(
        phases: any VolumeSource, slab: Slab, threads: Int, progress: ProgressHandler? = nil
    ) throws {
        let box = slab.box
        // The planes and the labels they become, which lie in memory side by side.
        try checkMemory(2 * box.shape.count, threads: threads, for: "holding the labels of the layers")
        let shared = LabelPlanes(box: box, along: slab.geometry.axis)
        _ = try accumulateRows(
            of: phases, axis: slab.geometry.axis, region: box, threads: threads, stage: "labelling",
            progress: progress, makeAccumulator: {}
        ) { _, row in
            shared.store(row, slab: slab)
        }
        self.slab = slab
        labels = MemoryVolume(shape: phases.shape, region: box, type: .uint8, bytes: shared.bytes())
    }

    /// Gives Na domains of fewer voxels than `minimum` to Li. Neighbours touch by a face, an edge or a corner.
    ///
    /// A domain that reaches the last layer goes on beyond what is seen, so it stays whatever its size.
    ///
    /// - Parameters:
    ///   - minimum: the voxels of the smallest domain that stays.
    ///   - threads: at most this many.
    /// - Returns: the number of voxels that changed.
    @discardableResult
    package mutating func removeSodiumDomains(smallerThan minimum: Int, threads: Int) throws -> Int {
        let shape = labels.region.shape
        let axis = slab.geometry.axis
        let box = BoxAlongAxis(shape, along: axis)
        let first = labels.region[axis].lowerBound
        let isInLastLayer = { [slab] (voxel: Int) in
            let (position, mapRow, mapColumn) = box.place(of: voxel)
            let depth = (first + position - Int(slab.layerStart[mapRow, mapColumn])) * slab.geometry.electrode.step
            return depth + 1 == slab.layers
        }
        let mark = Phase.notFiniteMark
        let isMarked = labels.bytes.contains { $0 & mark != 0 }
        // Runs of every row, joined into domains.
        try checkMemory(8 * shape.count, threads: threads, for: "finding the Na domains of the layers")
        let codes = isMarked ? labels.bytes.map { $0 & ~mark } : labels.bytes
        let domains = try ConnectedDomains(of: .sodium, in: codes.span, shape: shape, threads: threads)
        var isRemoved = domains.sizes.map { $0 < minimum }
        domains.forEachRun { row, columns, domain in
            guard isRemoved[domain] else { return }
            if columns.contains(where: { isInLastLayer(row * shape.columns + $0) }) { isRemoved[domain] = false }
        }
        var changed = 0
        domains.forEachRun { row, columns, domain in
            guard isRemoved[domain] else { return }
            for column in columns {
                let voxel = row * shape.columns + column
                labels.bytes[voxel] = labels.bytes[voxel] & mark | Phase.lithium.rawValue
            }
            changed += columns.count
        }
        return changed
    }
}

/// The bytes of a label slab while threads fill them; every row of a slice is written by one thread only.
private final class LabelPlanes: @unchecked Sendable {
    private let box: BoxAlongAxis
    private let firstPosition: Int
    private let memory: AlignedBytes

    init(box: VoxelRegion, along axis: Axis) {
        self.box = BoxAlongAxis(box.shape, along: axis)
        firstPosition = box[axis].lowerBound
        memory = AlignedBytes(count: box.shape.count)
    }

    func bytes() -> [UInt8] { Array(memory.buffer) }

    func store(_ row: LayerRow, slab: Slab) {
        let step = slab.geometry.electrode.step
        let first = box.index(position: row.position - firstPosition, row: row.mapRow, column: 0)
        for column in 0..<row.samples.count {
            let start = Int(slab.layerStart[row.mapRow, column])
            let layer = (row.position - start) * step + 1
            let label: UInt8 =
                if start == Int(Slab.outside) {
                    Phase.outside.rawValue
                } else if (row.position - Int(slab.surfaceStart[row.mapRow, column])) * step < 0 {
                    Phase.electrolyte.rawValue
                } else if layer >= 1, layer <= slab.layers {
                    row.samples.bytes[column]
                } else {
                    Phase.outside.rawValue
                }
            memory.buffer[first + column * box.columnStride] = label
        }
    }
}
