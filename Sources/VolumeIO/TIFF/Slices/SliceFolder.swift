import VoxelCore

/// A volume of one file per slice.
enum SliceFolder {
    /// Opens the listed files.
    ///
    /// - Parameter threads: how many headers are read at a time.
    static func open(_ listing: SliceListing, options: ReadingOptions, threads: Int) throws -> TIFFVolume {
        let paths = listing.paths
        // A folder of one file is that file, whatever it holds.
        if paths.count == 1 { return try StackFile.open(paths[0], options: options) }

        let parts = try concurrentAccumulate(
            taskCount: paths.count, threads: threads, makeAccumulator: { [ExaminedSlice]() },
            body: { slices, index in
                slices.append(try ExaminedSlice(index: index, path: paths[index], options: options))
            })
        let slices = parts.flatMap { $0 }.sorted { $0.index < $1.index }
        var assembly = VolumeAssembly(options: options)
        listing.warnings.forEach { assembly.add(warning: $0) }
        for slice in slices {
            let file = assembly.add(file: slice.file)
            do {
                try assembly.add(slice: slice.page, file: file, page: nil)
            } catch {
                throw SimstripError(error.kind, error.message + "; " + choice(among: slices, of: listing))
            }
        }
        let skipped = slices.reduce(0) { $0 + $1.skippedPages }
        if skipped > 0 { assembly.add(warning: .skippedPages(skipped)) }
        guard let metadata = slices.first?.metadata else { throw SimstripError.data("there is no slice to read") }
        // Of OME metadata only the voxel size: the slices are what the listing says, whatever set they once were in.
        let place = Place(slice: 0, path: paths[0])
        let ome = metadata.description.flatMap { text in try? OMEMetadata(parsing: text, place: place) }
        return try assembly.volume(voxelSize: DiscoveredVoxelSize(metadata: metadata, ome: ome, path: paths[0]))
    }
}

extension SliceFolder {
    /// Which slices do not fit the first, and what to type to be rid of them.
    private static func choice(among slices: [ExaminedSlice], of listing: SliceListing) -> String {
        let misfits = slices.filter { !$0.page.form.layout.fits(slices[0].page.form.layout) }
        let names = misfits.map(\.file.name)
        let list = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? ", …" : "")
        let count = names.count == 1 ? "1 slice differs" : "\(names.count) slices differ"
        let fitting = Set(listing.names).subtracting(names).sorted()
        let advice =
            pattern(choosing: fitting, among: listing.names)
            .map { "choose the others with '\(FilePath.joined(listing.folder, $0))'" }
            ?? "move what is not of this scan away"
        return "\(count) from the first (\(list)); \(advice)"
    }
}

/// What is known of a slice file after its header has been read.
private struct ExaminedSlice: Sendable {
    let index: Int
    let file: SourceFile
    let page: ExaminedPage
    let skippedPages: Int
    /// Only of the first slice.
    let metadata: PageMetadata?

    init(index: Int, path: String, options: ReadingOptions) throws {
        let place = Place(slice: index, path: path)
        let file = try InputFile(opening: path)
        let header = try TIFFHeader(of: file, place: place)
        let directory = try PageDirectory(of: file, header: header, place: place)
        guard directory.pages.count == 1 else {
            throw SimstripError.data(
                "\(place) has \(directory.pages.count) pages, a slice of a folder has one; give a multi-page file alone,"
                    + " or choose the slices with a pattern")
        }
        let handle = try TIFFHandle(file, memoryLimit: options.memoryLimit, place: place)
        let raw = try RawDirectory(
            at: directory.directories[directory.pages[0]], of: file, header: header, place: place)
        let page = try ExaminedPage(
            raw: raw, header: header, handle: handle, file: file, options: options, place: place)
        let metadata = PageMetadata(of: handle, raw: raw, file: file)
        if let images = metadata.description.flatMap({ ImageJMetadata(parsing: $0) })?.images, images > 1 {
            throw SimstripError.data(
                "\(place) is an ImageJ stack of \(images) images, a slice of a folder has one; give the stack alone")
        }
        self.index = index
        self.file = file.identity
        self.page = page
        skippedPages = directory.directories.count - 1
        self.metadata = index == 0 ? metadata : nil
    }
}

extension Warning {
    /// Pages of the files that are not part of the volume.
    static func skippedPages(_ count: Int) -> Warning {
        Warning(
            "skipped_pages",
            "\(count) page\(count == 1 ? "" : "s") marked as reduced version or mask of another image"
                + " \(count == 1 ? "is" : "are") not part of the volume")
    }
}
