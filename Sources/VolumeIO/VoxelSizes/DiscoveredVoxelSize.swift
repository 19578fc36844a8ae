import VoxelCore

/// The voxel size that was found, where, and what is to be known of it.
struct DiscoveredVoxelSize: Sendable {
    let size: VoxelSize?
    let source: String?
    let warnings: [Warning]

    /// Looks in every place that may tell the voxel size; the first that does counts, and contradictions are told.
    ///
    /// The order: `simstrip.yaml` beside the data, the files themselves (OME, ImageJ, the resolution tags, headers), tomocupy's
    /// `rec_line.txt`, then the logs of scanners and other programs.
    ///
    /// - Parameters:
    ///   - claims: what the files say, the most telling first.
    ///   - disagreement: how slices contradict each other, if they do: then none of the claims counts.
    ///   - path: the first file; what lies beside it is in its folder.
    /// - Throws: `SimstripError` of kind `data` where `simstrip.yaml` is not what it should be.
    init(_ claims: [VoxelSizeClaim], disagreement: String? = nil, path: String) throws(SimstripError) {
        let folder = FilePath.folder(of: path)
        let settings = try NeighbouringFiles.settings(in: folder)
        var all: [VoxelSizeClaim] = []
        if let claim = settings.claim { all.append(claim) }
        if disagreement == nil { all += claims }
        if let line = NeighbouringFiles.reconstructionLine(in: folder) { all.append(line) }
        let logs = NeighbouringFiles.Logs(beside: path)
        all += logs.claims
        let found = all.filter { $0.complaint == nil }

        var warnings = settings.warnings
        if let disagreement {
            warnings.append(
                Warning(
                    "voxel_sizes_differ",
                    "\(disagreement); none of them was taken. Choose the slices of one scan, or give --voxel-size Z,Y,X"
                ))
        }
        for text in logs.disagreements {
            warnings.append(
                Warning(
                    "voxel_sizes_differ",
                    "\(text); none of them was taken. Keep the one of this scan beside it, or give --voxel-size Z,Y,X"))
        }
        for claim in all {
            guard let complaint = claim.complaint else { continue }
            warnings.append(
                Warning(
                    "voxel_size_unreadable",
                    "\(claim.source) tells no voxel size that can be read: \(complaint)"
                        + (found.isEmpty ? "; give --voxel-size Z,Y,X" : "; \(found[0].source) was taken instead")))
        }
        size = found.first?.size
        source = found.first?.source
        if let chosen = found.first { warnings += DiscoveredVoxelSize.doubts(about: chosen, found.dropFirst()) }
        self.warnings = warnings
    }

    private static func doubts(about chosen: VoxelSizeClaim, _ others: ArraySlice<VoxelSizeClaim>) -> [Warning] {
        guard let size = chosen.size else { return [] }
        var warnings: [Warning] = []
        switch chosen.missing {
        case .asInSlice:
            warnings.append(
                Warning(
                    "voxel_size_z_assumed",
                    "\(chosen.source) tells no distance between slices; \(size.z.micrometres) um was taken, as in the"
                        + " slice. If that is wrong, give --voxel-size Z,Y,X"))
        case .oneUnit(let unit) where abs(size.z.micrometres - size.x.micrometres) > 1e-3 * size.x.micrometres:
            warnings.append(
                Warning(
                    "voxel_size_z_assumed",
                    "\(chosen.source) leaves out the distance between slices where it is 1 \(unit), or was never set;"
                        + " 1 \(unit) was taken. If that is wrong, give --voxel-size Z,Y,X"))
        case .oneUnit, nil: break
        }
        for other in others where chosen.differs(from: other) {
            warnings.append(
                Warning(
                    "voxel_size_conflict",
                    "\(chosen.source) says the voxel is \(chosen.text), \(other.source) says \(other.text) (um; z, y, x);"
                        + " the first was taken"))
        }
        return warnings
    }
}
