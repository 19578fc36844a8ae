import VoxelCore

/// The files of an OME-TIFF, which may be one or many, and the planes in them.
final class OMESet {
    private let ome: OMEMetadata
    private let options: ReadingOptions
    private let first: StackMember
    /// The number of pages of the other files of the set, as far as they have been opened.
    private var pageCounts: [String: Int] = [:]
    /// The last of them; sets of thousands of files must not hold as many descriptors.
    private var other: (name: String, file: StackMember)?
    /// The names of the set's files. A set of one file is the first file, even if it has been renamed since.
    private let names: Set<String>

    private var place: Place { Place(path: first.file.identity.path) }

    /// The set that the metadata of a file describes.
    init(_ ome: OMEMetadata, first: StackMember, options: ReadingOptions) {
        self.ome = ome
        self.first = first
        self.options = options
        names = Set(ome.blocks.compactMap(\.file))
    }

    /// Collects the slices of the chosen channel and time point.
    ///
    /// - Throws: `SimstripError`: `missingInput` where a file of the set is not there, `data` where a plane is not.
    func assembly() throws -> VolumeAssembly {
        let selection = try PlaneSelection(
            channels: ome.sizeC, slices: ome.sizeZ, frames: ome.sizeT, options: options, place: place)
        var assembly = VolumeAssembly(options: options)
        if ome.imageCount > 1 {
            assembly.add(
                warning: Warning("ome_images", "\(place) describes \(ome.imageCount) images; the first was read"))
        }
        let planes = try ome.planes(channels: selection.channels, frames: selection.frames, place: place) { name in
            if let name, let known = pageCounts[name] { return known }
            return try member(name).pages.directories.count
        }
        if let warning = selection.warning { assembly.add(warning: warning) }

        var indices: [String: Int] = [:]
        for plane in planes {
            let member = try member(plane.file)
            let identity = member.file.identity
            let index = indices[identity.path] ?? assembly.add(file: identity)
            indices[identity.path] = index
            let page = try member.examine(directory: plane.page, options: options)
            let layout = page.page.form.layout
            guard layout.rows == ome.sizeY, layout.columns == ome.sizeX else {
                throw SimstripError.data(
                    "\(page.place) is \(layout.rows) × \(layout.columns), its OME metadata says \(ome.sizeY) ×"
                        + " \(ome.sizeX) (rows × columns)")
            }
            try assembly.add(slice: page.page, file: index, page: page.place.page)
        }
        return assembly
    }

    /// The file of a name, or the one that holds the metadata.
    private func member(_ name: String?) throws(SimstripError) -> StackMember {
        let path = first.file.identity.path
        guard let name, names.count > 1, name != FilePath.last(of: path) else { return first }
        if let other, other.name == name { return other.file }
        other = nil
        guard !name.contains(scalar: "/"), name != ".." else {
            throw .data("\(place) is an OME set with the file '\(name)', which is not beside it")
        }
        do {
            let member = try StackMember(FilePath.joined(FilePath.folder(of: path), name), options: options)
            other = (name, member)
            pageCounts[name] = member.pages.directories.count
            return member
        } catch {
            guard error.kind == .missingInput else { throw error }
            throw .missingInput("\(place) belongs to an OME set of \(names.count) files: \(error.message)")
        }
    }
}
