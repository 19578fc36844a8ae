import VoxelCore

/// The voxel size that was found, where, and what is to be known of it.
struct DiscoveredVoxelSize: Sendable {
    let size: VoxelSize?
    let source: String?
    let warnings: [Warning]

    /// Looks in every place that may tell the voxel size; the first that does counts, and contradictions are told.
    ///
    /// The order: `simstrip.yaml` beside the data, OME, ImageJ, the resolution tags, tomocupy's `rec_line.txt`.
    ///
    /// - Parameter path: the first file; what lies beside it is in its folder.
    /// - Throws: `SimstripError` of kind `data` where `simstrip.yaml` is not what it should be.
    init(metadata: PageMetadata, ome: OMEMetadata? = nil, path: String) throws(SimstripError) {
        var found: [(source: String, size: VoxelSize?, assumesZ: Bool)] = []
        func add(_ source: String, _ candidate: (size: VoxelSize, assumesZ: Bool)?) {
            if let candidate { found.append((source, candidate.size, candidate.assumesZ)) }
        }
        let folder = FilePath.folder(of: path)
        if let settings = try NeighbouringFiles.settings(in: folder) {
            found.append((settings.source, settings.size, false))
        }
        add("OME", ome?.voxelSize)
        // ImageJ's description gives the resolution tags their meaning; they are not a second opinion then.
        if let imageJ = metadata.description.flatMap({ ImageJMetadata(parsing: $0) }), imageJ.unit != nil {
            add("ImageJ", imageJ.voxelSize(metadata))
        } else {
            add("TIFF resolution", metadata.voxelSizeOfResolution)
        }
        add("rec_line.txt", NeighbouringFiles.reconstructionLine(in: folder).map { ($0, false) })

        guard let chosen = found.first else {
            (size, source, warnings) = (nil, nil, [])
            return
        }
        size = chosen.size
        source = chosen.source
        var warnings: [Warning] = []
        if chosen.assumesZ, let size = chosen.size {
            warnings.append(
                Warning(
                    "voxel_size_z_assumed",
                    "\(chosen.source) tells no distance between slices; \(size.z.micrometres) um was taken, as in the"
                        + " slice. If that is wrong, give --voxel-size Z,Y,X"))
        }
        for other in found.dropFirst() where chosen.size != nil && DiscoveredVoxelSize.differ(chosen, other) {
            warnings.append(
                Warning(
                    "voxel_size_conflict",
                    "\(chosen.source) says the voxel is \(DiscoveredVoxelSize.text(chosen.size)), \(other.source) says"
                        + " \(DiscoveredVoxelSize.text(other.size)) (um; z, y, x); the first was taken"))
        }
        self.warnings = warnings
    }

    private typealias Candidate = (source: String, size: VoxelSize?, assumesZ: Bool)

    /// Whether two sizes differ by more than 0.1 %, which rounded metadata explains; an assumed z proves nothing.
    private static func differ(_ a: Candidate, _ b: Candidate) -> Bool {
        guard let first = a.size, let second = b.size else { return false }
        return Axis.allCases.contains { axis in
            guard axis != .z || !(a.assumesZ || b.assumesZ) else { return false }
            let (x, y) = (first[axis].micrometres, second[axis].micrometres)
            return abs(x - y) > 1e-3 * max(x, y)
        }
    }

    private static func text(_ size: VoxelSize?) -> String {
        size.map { $0.micrometres.map { "\($0)" }.joined(separator: " × ") } ?? "unknown"
    }
}
