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
            assembly.add(calibration: slice.calibration, of: slice.file.name)
            do {
                try assembly.add(slice: slice.page, file: file, page: nil)
            } catch {
                throw SimstripError(error.kind, error.message + "; " + choice(among: slices, of: listing))
            }
        }
        let skipped = slices.reduce(0) { $0 + $1.skippedPages }
        if skipped > 0 { assembly.add(warning: .skippedPages(skipped)) }
        if let planes = slices[0].planes, planes.channels > 1 || planes.frames > 1,
            Double(planes.slices) * Double(planes.channels) * Double(planes.frames) == Double(slices.count)
        {
            throw SimstripError.data(
                "'\(listing.folder)' holds the planes of an OME set of \(planes.slices) slices, \(planes.channels) channels and"
                    + " \(planes.frames) time points; give one of its files, '\(paths[0])', with --channel or --frame, or choose"
                    + " the slices of one with a pattern")
        }
        if let warning = Warning(promised: slices, folder: listing.folder) { assembly.add(warning: warning) }
        // Of OME metadata only the voxel size: the slices are what the listing says, whatever set they once were in.
        let disagreement = SliceDisagreement(slices.map { ($0.file.name, $0.claims.first { $0.size != nil }) })
        let telling = slices.first { !$0.claims.isEmpty }
        return try assembly.volume(
            voxelSize: DiscoveredVoxelSize(
                telling?.claims ?? [], disagreement: disagreement?.text, path: paths[0]))
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
        let families = SliceFamily.families(of: fitting)
        let isWhole = families.count == 1 && families[0].isComplete
        let advice =
            (isWhole ? pattern(choosing: fitting, among: listing.names) : nil)
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
    /// What it says of the voxel size.
    let claims: [VoxelSizeClaim]
    /// What it says its grey values mean.
    let calibration: ImageJMetadata.Calibration
    /// The planes of the OME set that it says it is of.
    let planes: (slices: Int, channels: Int, frames: Int)?
    /// The number of slices of the stack that it says it is of.
    let promised: Int?

    init(index: Int, path: String, options: ReadingOptions) throws {
        let place = Place(slice: index, path: path)
        let file = try InputFile(opening: path)
        let header = try TIFFHeader(of: file, place: place)
        let directory = try PageDirectory(of: file, header: header, place: place)
        guard directory.pages.count == 1 else {
            let raw = try RawDirectory(
                at: directory.directories[directory.pages[0]], of: file, header: header, place: place)
            let isOME = raw.descriptions(of: file).contains { $0.contains("<OME") }
            throw SimstripError.data(
                "\(place) has \(directory.pages.count) pages, a slice of a folder has one; "
                    + (isOME
                        ? "it is OME-TIFF, which finds the other files of its set by itself: give '\(path)' instead of the folder"
                        : "if each file is a volume, give one of them alone, such as '\(path)'; if they are parts of one scan,"
                            + " join them into one file (tiffcp part0.tif part1.tif … whole.tif); if only some files are"
                            + " slices, choose them with a pattern"))
        }
        let handle = try TIFFHandle(file, memoryLimit: options.memoryLimit, place: place)
        let raw = try RawDirectory(
            at: directory.directories[directory.pages[0]], of: file, header: header, place: place)
        let page = try ExaminedPage(
            raw: raw, header: header, handle: handle, file: file, options: options, place: place)
        let metadata = PageMetadata(of: handle, raw: raw, file: file)
        let imageJ = metadata.description.flatMap { ImageJMetadata(parsing: $0) }
        if let images = imageJ?.images, images > 1 {
            throw SimstripError.data(
                "\(place) is an ImageJ stack of \(images) images, a slice of a folder has one; give the stack alone")
        }
        self.index = index
        self.file = file.identity
        self.page = page
        skippedPages = directory.directories.count - 1
        claims = try ExaminedSlice.claims(of: metadata, path: path)
        calibration = imageJ?.calibration ?? .none
        planes = metadata.description.flatMap { OMEMetadata.planeCounts(in: $0) }
        let arrays = raw.descriptions(of: file).compactMap { ArrayShape(parsing: $0)?.promisedPages }
        promised = arrays.first ?? (planes.map { $0.channels == 1 && $0.frames == 1 } == true ? planes?.slices : nil)
    }
}

extension ExaminedSlice {
    /// What a slice says of the voxel size, where its metadata is in a file beside it what that says.
    private static func claims(of metadata: PageMetadata, path: String) throws(SimstripError) -> [VoxelSizeClaim] {
        guard let description = metadata.description, OMEMetadata.companion(in: description) != nil else {
            return metadata.voxelSizeClaims()
        }
        do {
            return metadata.voxelSizeClaims(ome: try OMECompanion(namedBy: description, in: path)?.voxelSize)
        } catch {
            return [.unreadable("OME", error.message)]
        }
    }
}

extension Warning {
    /// More slices in the metadata than in the folder; nil where there are as many, or it does not say.
    fileprivate init?(promised slices: [ExaminedSlice], folder: String) {
        guard let most = slices.max(by: { $0.promised ?? 0 < $1.promised ?? 0 }), let promised = most.promised,
            promised > slices.count
        else { return nil }
        self.init(
            "slice_count",
            "the metadata of \(most.file.name) tells of \(promised) slices, '\(folder)' has \(slices.count); if the first are"
                + " missing, every index is too small. Complete the scan, unless its slices were left out on purpose")
    }

    /// Pages of the files that are not part of the volume.
    static func skippedPages(_ count: Int) -> Warning {
        Warning(
            "skipped_pages",
            "\(count) page\(count == 1 ? "" : "s") marked as reduced version or mask of another image"
                + " \(count == 1 ? "is" : "are") not part of the volume")
    }
}
