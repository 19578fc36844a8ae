import VoxelCore

/// What may be meant by a folder of a Zarr store.
enum ZarrNode {
    /// An array by itself.
    case array(ZarrArray)
    case image(ZarrImage)

    /// What is to be read of a folder: the array or the image that it is, or the only one in it.
    ///
    /// - Returns: that, and how others that it holds are given.
    /// - Throws: `SimstripError` of kind `missingInput` where the folder is not there, of kind `data` where there is nothing in
    ///   it, or several.
    static func choice(in folder: String) throws(SimstripError) -> ZarrNode {
        guard ZarrPath.metadataName(in: folder) != nil else { throw nothing(in: folder) }
        if let array = try ZarrArray.read(folder) { return .array(array) }
        let images = try ZarrImage.images(of: folder)
        if images.count == 1 { return .image(images[0]) }
        if images.count > 1 {
            // Which of them is meant is told by the first level of each.
            var lines: [String] = []
            for image in images {
                lines.append(
                    "  '\(try image.folder(ofLevel: 0))'" + (image.multiscales.name.map { "  \($0)" } ?? ""))
            }
            throw several(folder, lines)
        }
        var search = ZarrSearch()
        search.look(below: folder, depth: 0)
        guard let first = search.found.first else { throw noVolume(in: folder, search) }
        guard search.found.count == 1 else {
            throw several(folder, search.found.map { "  '\($0.folder)'  \($0.words)" })
        }
        return first.node
    }

    private static func several(_ folder: String, _ lines: [String]) -> SimstripError {
        .data(
            "'\(folder)' holds \(lines.count) volumes; give one of them:\n" + lines.prefix(12).joined(separator: "\n")
                + (lines.count > 12 ? "\n  …" : ""))
    }

    /// That a folder is not there, or nothing of Zarr.
    static func nothing(in folder: String) -> SimstripError {
        guard PathKind(of: folder) == .missing else {
            return .data(
                "'\(folder)' is no Zarr volume, though its name says so: it has neither zarr.json nor .zarray, .zgroup or"
                    + " .zattrs; copy it again with its hidden files, or give the folder that holds them")
        }
        let above = FilePath.folder(of: folder)
        guard ZarrPath.metadataName(in: above) != nil else { return .missingInput("there is no folder '\(folder)'") }
        var search = ZarrSearch()
        search.look(below: above, depth: 0)
        let list = search.found.prefix(12).map { "\n  '\($0.folder)'  \($0.words)" }.joined()
        return .missingInput(
            "there is no '\(FilePath.last(of: folder))' in '\(above)'"
                + (list.isEmpty ? "; give that itself" : "; it holds" + list))
    }

    private static func noVolume(in folder: String, _ search: ZarrSearch) -> SimstripError {
        let others = search.others.prefix(6).map { "\n  \($0)" }.joined()
        return .data(
            "'\(folder)' is a Zarr group without a volume of grey values: an array of three axes (z, y, x), of integers of 8,"
                + " 16 or 32 bits or floating point of 16, 32 or 64; "
                + (others.isEmpty
                    ? "it holds no array at all. Give the folder that holds the image" : "it holds" + others))
    }
}

/// Looks for volumes in a group and the groups within it.
struct ZarrSearch {
    private(set) var found: [(folder: String, words: String, node: ZarrNode)] = []
    /// What is none, in words.
    private(set) var others: [String] = []
    private var seen = 0

    private static let most = 1000
    private static let deepest = 4

    /// Looks at what lies in a group; images are not looked into.
    mutating func look(below group: String, depth: Int) {
        guard depth < ZarrSearch.deepest, let names = try? FolderEntries.names(in: group) else { return }
        for name in names where !name.hasPrefix(".") {
            let folder = FilePath.joined(group, name)
            guard seen < ZarrSearch.most, PathKind(of: folder) == .folder, ZarrPath.metadataName(in: folder) != nil
            else { continue }
            seen += 1
            do {
                if let array = try ZarrArray.read(folder) {
                    if array.isVolume {
                        found.append((folder, array.words, .array(array)))
                    } else {
                        others.append("\(folder)  \(array.words)")
                    }
                    continue
                }
                let images = try ZarrImage.images(of: folder)
                for image in images {
                    let level = try image.folder(ofLevel: 0)
                    let words = (try? ZarrArray.read(level))?.map(\.words) ?? "an image"
                    found.append((images.count == 1 ? folder : level, words, .image(image)))
                }
                if images.isEmpty { look(below: folder, depth: depth + 1) }
            } catch {
                others.append(error.message)
            }
        }
    }
}
