import VoxelCore

/// An image of OME-Zarr: a group with what it says of its levels.
struct ZarrImage {
    /// The group.
    let folder: String
    let multiscales: OMEMultiscales
    let channels: [String?]
    /// Of OME-Zarr.
    let version: String
    let metadata: [SourceFile]

    /// So many levels an image may have: each has an eighth of the samples of the one before.
    private static let mostLevels = 64
    private static let versions = ["0.1", "0.2", "0.3", "0.4", "0.5"]

    /// The images of a group; none where it says of none.
    ///
    /// - Throws: `SimstripError` of kind `data` where what it says is damaged, or of a version that is not known.
    static func images(of folder: String) throws(SimstripError) -> [ZarrImage] {
        guard let (attributes, files) = try OMEAttributes.read(folder) else { return [] }
        var images: [ZarrImage] = []
        for multiscales in attributes.images {
            // 0.4 may leave it out.
            let version = attributes.version ?? multiscales.version ?? "0.4"
            guard versions.contains(version) else {
                throw .data(
                    "'\(folder)' is an image of OME-Zarr \(version); 0.4 and 0.5 are read. Give the array itself, such as"
                        + " '\(folder)/\(multiscales.levels.first?.path ?? "0")'")
            }
            guard !multiscales.levels.isEmpty, multiscales.levels.count <= mostLevels else {
                throw .data("'\(folder)' is damaged: an image of \(multiscales.levels.count) levels (datasets)")
            }
            images.append(
                ZarrImage(
                    folder: folder, multiscales: multiscales, channels: attributes.channels, version: version,
                    metadata: files))
        }
        return images
    }

    /// The folder of a level.
    ///
    /// - Throws: `SimstripError` of kind `data` where its path leads elsewhere.
    func folder(ofLevel index: Int) throws(SimstripError) -> String {
        let path = multiscales.levels[index].path
        let names = FilePath.components(of: path).filter { $0 != "." }
        guard !names.contains(".."), !path.contains(scalar: "\0"), path.unicodeScalars.first != "/" else {
            throw .data(
                "'\(folder)' names '\(path)' as a level of its image; only what lies below it is read. Mend its metadata"
            )
        }
        return names.isEmpty ? folder : FilePath.joined(folder, names.joined(separator: "/"))
    }

    /// The finest level: of those that are there the one with the most samples, the first of several.
    ///
    /// - Returns: its index, and of every level its array, nil where it is not there.
    /// - Throws: `SimstripError` of kind `data` where one is missing that would come before it.
    func finest() throws(SimstripError) -> (index: Int, arrays: [ZarrArray?]) {
        var arrays: [ZarrArray?] = []
        for index in multiscales.levels.indices {
            let folder = try folder(ofLevel: index)
            arrays.append(PathKind(of: folder) == .folder ? try ZarrArray.read(folder) : nil)
        }
        var best: (index: Int, samples: Double)?
        for (index, array) in arrays.enumerated() {
            guard let array else { continue }
            let samples = array.extents.reduce(1) { $0 * Double($1) }
            if samples > best?.samples ?? -1 { best = (index, samples) }
        }
        let missing = arrays.firstIndex { $0 == nil }
        guard let best, missing ?? .max > best.index else {
            let path = multiscales.levels[missing ?? 0].path
            let rest = best.map {
                ", or give the level that is meant, such as '\(folder)/\(multiscales.levels[$0.index].path)'"
            }
            throw .data(
                "'\(folder)' is incomplete: its level '\(path)' is not there, and levels are named from the finest on; copy it"
                    + " again\(rest ?? "")")
        }
        return (best.index, arrays)
    }

    /// The image that an array is a level of, and the level.
    ///
    /// - Parameter array: its folder.
    static func image(of array: String, store: String) -> (image: ZarrImage, level: Int)? {
        var group = array
        for _ in 0..<ZarrPath.deepest where group != store {
            let above = FilePath.folder(of: group)
            guard above != group else { return nil }
            group = above
            // What it says matters only if this is its level.
            guard let images = try? images(of: group) else { continue }
            for image in images {
                let level = image.multiscales.levels.indices.first { (try? image.folder(ofLevel: $0)) == array }
                if let level { return (image, level) }
            }
        }
        return nil
    }
}
