import VoxelCore

/// A folder of a Zarr store, and the store that it lies in.
struct ZarrPath {
    /// A group or an array; nothing is said of whether it is there.
    let folder: String
    /// The outermost folder around it that has metadata of Zarr.
    var store: String { ZarrPath.store(around: folder) }

    /// The files that hold metadata: one for version 3, three for version 2.
    private static let names = ["zarr.json", ".zarray", ".zgroup", ".zattrs"]
    /// Groups lie in each other so deep at most.
    static let deepest = 16

    /// A path for Zarr to open: a folder with its metadata, or of its name; a file of metadata; what lies, or is missing,
    /// below such a folder. Nil for others.
    init?(_ path: String) {
        var scalars = path.unicodeScalars[...]
        while scalars.count > 1, scalars.last == "/" { scalars.removeLast() }
        let path = String(scalars)
        switch PathKind(of: path) {
        case .folder:
            guard ZarrPath.metadataName(in: path) != nil || ZarrPath.isNamedZarr(path) else { return nil }
            folder = path
        case .file:
            guard ZarrPath.names.contains(FilePath.last(of: path)) else { return nil }
            folder = FilePath.folder(of: path)
        case .missing:
            let above = FilePath.folder(of: path)
            let isBelow = ZarrPath.metadataName(in: above) != nil
            guard isBelow || (ZarrPath.isNamedZarr(path) && !FilePath.isPattern(path)) else { return nil }
            folder = path
        }
    }

    /// The first file of metadata in a folder; nil where there is none.
    static func metadataName(in folder: String) -> String? {
        names.first { PathKind(of: FilePath.joined(folder, $0)) == .file }
    }

    /// The store that a file of metadata lies in; nil for other files.
    static func store(ofFile path: String) -> String? {
        names.contains(FilePath.last(of: path)) ? store(around: FilePath.folder(of: path)) : nil
    }

    private static func store(around folder: String) -> String {
        var store = folder
        for _ in 0..<deepest {
            let above = FilePath.folder(of: store)
            guard above != store, metadataName(in: above) != nil else { break }
            store = above
        }
        return store
    }

    private static func isNamedZarr(_ path: String) -> Bool { FilePath.last(of: path).lowercased().hasSuffix(".zarr") }
}
