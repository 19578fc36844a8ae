import VoxelCore

/// Which axes of an array are z, y and x.
struct HeaderAxes {
    let shape: VolumeShape
    /// The indices of the array's axes that are z, y and x; nil for a slice alone, which has no z.
    let z: Int?, y: Int, x: Int

    /// - Parameters:
    ///   - sizes: the extents of the array, the slowest first.
    ///   - place: of the file, for messages.
    /// - Throws: `SimstripError` of kind `data` where more than three axes are longer than 1, or fewer than two are there.
    init(of sizes: [Int], place: Place) throws(SimstripError) {
        let list = sizes.map(String.init).joined(separator: " × ")
        guard sizes.count >= 2 else {
            throw .data("\(place) is an array of \(sizes.count == 1 ? "one axis" : "no axes"); a volume has three")
        }
        guard sizes.allSatisfy({ $0 > 0 }) else {
            throw .data("\(place) is an array of \(list), which holds no samples")
        }
        var kept = Array(sizes.indices)
        // Axes of length 1 are left out, the slowest first.
        while kept.count > 3, let single = kept.firstIndex(where: { sizes[$0] == 1 }) { kept.remove(at: single) }
        guard kept.count <= 3 else {
            throw .data(
                "\(place) is an array of \(list), of which \(kept.count) axes are longer than 1; a volume has three: save one"
                    + " volume, with one grey value a voxel")
        }
        z = kept.count == 3 ? kept[0] : nil
        y = kept[kept.count - 2]
        x = kept[kept.count - 1]
        shape = VolumeShape(slices: z.map { sizes[$0] } ?? 1, rows: sizes[y], columns: sizes[x])
    }
}
