import VoxelCore

/// A file of OME-XML that holds the metadata of TIFF files beside it: `scan.companion.ome`, `scan.ome.xml`.
struct OMECompanion {
    private let ome: OMEMetadata
    private let identity: SourceFile
    private var path: String { identity.path }

    /// Text of a hundred thousand planes is still smaller.
    private static let largestBytes = 64 << 20

    /// The companion at a path.
    ///
    /// - Returns: nil where the file is not XML.
    /// - Throws: `SimstripError` of kind `data` where it is, but not OME's.
    init?(at path: String) throws(SimstripError) {
        let file = try InputFile(opening: path)
        guard let start = file.bytes(at: 0, count: min(256, file.identity.bytes)) else { return nil }
        // A byte order mark and white space may come first.
        let isMarked = start.starts(with: [0xEF, 0xBB, 0xBF])
        guard start.dropFirst(isMarked ? 3 : 0).first(where: { $0 > 0x20 }) == UInt8(ascii: "<") else { return nil }
        let place = Place(path: path)
        guard file.identity.bytes <= OMECompanion.largestBytes,
            let bytes = file.bytes(at: 0, count: file.identity.bytes)
        else { throw .data("\(place) has \(file.identity.bytes) bytes, too many for OME metadata") }
        let text = String(decoding: bytes.dropFirst(isMarked ? 3 : 0), as: UTF8.self)
        guard let ome = try OMEMetadata(parsing: text, place: place) else {
            throw .data(
                "\(place) is not a TIFF image and not OME metadata of one, but another XML text; give the slices, or the"
                    + " file that holds the volume")
        }
        self.ome = ome
        identity = file.identity
    }

    /// The companion that the description of a TIFF file names instead of metadata of its own.
    ///
    /// - Returns: nil where it names none.
    /// - Throws: `SimstripError` of kind `data` where it is not there.
    init?(namedBy description: String, in path: String) throws(SimstripError) {
        guard let name = OMEMetadata.companion(in: description) else { return nil }
        let place = Place(path: path)
        let companion = FilePath.joined(FilePath.folder(of: path), name)
        guard !name.contains(scalar: "/"), name != "..", PathKind(of: companion) == .file,
            let found = try OMECompanion(at: companion)
        else {
            throw .data(
                "\(place) keeps its OME metadata in '\(name)', which is not beside it; put it there, or give the folder"
                    + " if its files are the slices of one scan")
        }
        self = found
    }

    /// What it says of the voxel size.
    var voxelSize: VoxelSizeClaim? { ome.voxelSize }

    /// Opens the volume.
    ///
    /// - Throws: `SimstripError`: `missingInput` where a file that it names is not there, `data` where it names none.
    func open(options: ReadingOptions) throws -> TIFFVolume {
        let place = Place(path: path)
        guard let name = ome.blocks.lazy.compactMap(\.file).first, ome.blocks.allSatisfy({ $0.file != nil }) else {
            throw SimstripError.data(
                "\(place) is OME metadata that does not say which TIFF files hold its planes (TiffData with UUID and"
                    + " FileName); give the TIFF file or the folder of slices")
        }
        guard !name.contains(scalar: "/"), name != ".." else {
            throw SimstripError.data(
                "\(place) names the file '\(name)', which is not beside it; put its files beside it")
        }
        let member: StackMember
        do {
            member = try StackMember(FilePath.joined(FilePath.folder(of: path), name), options: options)
        } catch {
            throw SimstripError(error.kind, "\(place) is the OME metadata of other files: \(error.message)")
        }
        let claims = [ome.voxelSize].compactMap { $0 }
        var assembly = try OMESet(ome, first: member, options: options).assembly()
        // It holds no slice, but has a say in what they are.
        _ = assembly.add(file: identity)
        return try assembly.volume(voxelSize: DiscoveredVoxelSize(claims, path: path))
    }
}
