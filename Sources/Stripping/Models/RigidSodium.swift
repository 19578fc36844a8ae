import VoxelCore
import VoxelKernels

/// Na stays in its column: every layer's Na is projected onto the interface along the stripping axis. Source: Yoon et al.
/// (Science 2025, doi 10.1126/science.adt5229), Fig. 3.
package struct RigidSodium: StrippingModel {
    package init() {}

    /// Only the box of the slab is read, every voxel once.
    ///
    /// - Complexity: O(voxels of the box); 2 bytes a column and thread, and with void N / 8 more.
    package func strip(
        _ phases: any VolumeSource, slab: Slab, findingVoid: Bool, threads: Int, progress: ProgressHandler? = nil
    ) throws -> StrippedSlab {
        let columns = slab.layerStart.count
        let parts = try accumulateRows(
            of: phases, axis: slab.geometry.axis, region: slab.box, threads: threads, stage: "stripping",
            progress: progress,
            makeAccumulator: { FirstContact(columns: columns, layers: slab.layers, findingVoid: findingVoid) }
        ) { contact, row in
            contact.add(
                labels: row.samples.bytes.assumingMemoryBound(to: UInt8.self).span, position: row.position,
                mapRow: row.mapRow, slab: slab)
        }
        var contact = parts[0]
        for part in parts.dropFirst() { contact.merge(part) }
        return StrippedSlab(slab, contact: contact)
    }
}
