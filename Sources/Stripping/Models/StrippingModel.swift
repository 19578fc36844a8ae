import VoxelCore

/// What becomes of the Na while the Li beneath it leaves.
package protocol StrippingModel: Sendable {
    /// Removes the layers of a slab one by one and finds what then covers the interface.
    ///
    /// - Parameters:
    ///   - phases: codes of `Phase` over the slab's box, by grey value.
    ///   - slab: the layers.
    ///   - findingVoid: whether `phases` tells void apart.
    ///   - threads: at most this many; the result does not depend on it.
    ///   - progress: told after every slice.
    /// - Throws: `SimstripError` from reading, and what `progress` throws.
    func strip(
        _ phases: any VolumeSource, slab: Slab, findingVoid: Bool, threads: Int, progress: ProgressHandler?
    ) throws -> StrippedSlab
}
