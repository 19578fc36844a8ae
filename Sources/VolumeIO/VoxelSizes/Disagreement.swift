/// Pages of a file whose resolutions contradict each other.
struct PageDisagreement {
    /// The end of a sentence that begins with the pages.
    let text: String

    /// - Returns: nil where they do not.
    init?(_ resolutions: [(tags: ResolutionTags, pages: Int)]) {
        guard resolutions.count > 1 else { return nil }
        let shown = resolutions.prefix(3).map { resolution in
            let edges = [resolution.tags.pixelHeight, resolution.tags.pixelWidth].map {
                $0.map { "\($0)" } ?? "unknown"
            }
            let units = [1: "", 2: " inch", 3: " cm"]
            return "\(edges.joined(separator: " × "))\(units[resolution.tags.unit ?? 2] ?? "") (\(resolution.pages))"
        }
        text = "have pixels of different sizes: " + shown.joined(separator: ", ") + (resolutions.count > 3 ? ", …" : "")
    }
}

/// Slices of a folder that contradict each other in their voxel sizes.
struct SliceDisagreement {
    /// A sentence without its end.
    let text: String

    /// - Returns: nil where they do not.
    init?(_ slices: [(name: String, claim: VoxelSizeClaim?)]) {
        var kinds: [(claim: VoxelSizeClaim, first: String, count: Int)] = []
        for slice in slices {
            guard let claim = slice.claim, claim.size != nil else { continue }
            if let index = kinds.firstIndex(where: { !$0.claim.differs(from: claim) }) {
                kinds[index].count += 1
            } else if kinds.count < 16 {
                kinds.append((claim, slice.name, 1))
            }
        }
        guard kinds.count > 1 else { return nil }
        let shown = kinds.prefix(3).map { kind in
            "\(kind.claim.text) um in \(kind.count) (\(kind.first)\(kind.count > 1 ? ", …" : ""))"
        }
        text =
            "the slices tell different voxel sizes (z, y, x): " + shown.joined(separator: ", ")
            + (kinds.count > 3 ? ", …" : "")
    }
}
