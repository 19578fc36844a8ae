import VoxelCore

/// A path of an HDF5 file and, behind a colon, of a dataset in it.
///
/// What exists under the whole path is a file, whatever colons its name has.
struct HDF5Path {
    let file: String
    /// From the root of the file; nil where none is named.
    let dataset: String?

    /// How names of HDF5 files end.
    static let endings = [".h5", ".hdf5", ".hdf", ".nxs", ".nx5"]

    init(_ path: String) {
        if PathKind(of: path) == .missing {
            let scalars = path.unicodeScalars
            let splits = scalars.indices.filter { scalars[$0] == ":" }.reversed().map { colon in
                (file: String(scalars[..<colon]), dataset: String(scalars[scalars.index(after: colon)...]))
            }.filter { !$0.file.isEmpty }
            let found =
                splits.first {
                    PathKind(of: $0.file) == .file && ($0.file.isNamedHDF5 || HDF5Path.hasSignature($0.file))
                }
                ?? splits.first { $0.file.isNamedHDF5 }
            if let found {
                file = found.file
                dataset = "/" + FilePath.components(of: found.dataset).joined(separator: "/")
                return
            }
        }
        (file, dataset) = (path, nil)
    }

    /// Whether the file's name is that of an HDF5 file.
    var hasEnding: Bool { file.isNamedHDF5 }

    /// Whether a file begins as HDF5 files do, perhaps behind a block of the user's: at 0, 512, 1024, 2048, …
    static func hasSignature(_ path: String) -> Bool {
        guard let file = try? InputFile(opening: path) else { return false }
        var offset: UInt64 = 0
        while offset <= 1 << 20, let bytes = file.bytes(at: offset, count: 8) {
            if bytes == [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A] { return true }
            offset = max(512, offset * 2)
        }
        return false
    }
}

extension String {
    fileprivate var isNamedHDF5: Bool {
        let lower = lowercased()
        return HDF5Path.endings.contains { lower.hasSuffix($0) }
    }
}
