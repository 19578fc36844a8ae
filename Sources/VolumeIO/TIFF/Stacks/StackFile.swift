import VoxelCore

/// A single file that holds the whole volume, or the file of an OME set that leads to the others.
enum StackFile {
    /// Opens a file of one or several pages: OME-TIFF, an ImageJ stack, or plain pages.
    static func open(_ path: String, options: ReadingOptions) throws -> TIFFVolume {
        let file = try StackMember(path, options: options)
        let first = try file.examine(directory: file.pages.pages[0], options: options)
        let metadata = PageMetadata(of: file.handle, raw: first.raw, file: file.file)
        let place = Place(path: path)
        if metadata.description?.hasPrefix("{\"shape\"") == true,
            metadata.description?.contains("\"truncated\": true") == true
        {
            throw SimstripError.data("\(place) is a truncated tifffile series; write it with all its pages")
        }
        // MetaMorph counts the planes behind its single directory in a tag of its own.
        if let planes = first.raw.entries[33629]?.count, planes > 1, file.pages.directories.count == 1 {
            throw SimstripError.data(
                "\(place) is a MetaMorph stack of \(planes) planes, which is not read; save it as an ImageJ stack")
        }
        let ome = try metadata.description.flatMap { text throws in try OMEMetadata(parsing: text, place: place) }
        let voxelSize = try DiscoveredVoxelSize(metadata: metadata, ome: ome, path: path)
        if let ome {
            return try OMESet(ome, first: file, options: options).assembly().volume(voxelSize: voxelSize)
        }
        var assembly = VolumeAssembly(options: options)
        let index = assembly.add(file: file.file.identity)
        if let imageJ = metadata.description.flatMap({ ImageJMetadata(parsing: $0) }) {
            try addImageJ(imageJ, of: file, first: first, index: index, to: &assembly, options: options)
        } else {
            _ = try PlaneSelection(channels: 1, slices: 1, frames: 1, options: options, place: place)
            try addPages(file.pages.pages, of: file, index: index, to: &assembly, options: options)
        }
        let skipped = file.pages.directories.count - file.pages.pages.count
        if skipped > 0 { assembly.add(warning: .skippedPages(skipped)) }
        return try assembly.volume(voxelSize: voxelSize)
    }

    /// Adds pages, given by their indices in the chain of directories, as slices.
    private static func addPages(
        _ pages: [Int], of file: StackMember, index: Int, to assembly: inout VolumeAssembly,
        options: ReadingOptions
    ) throws {
        for directory in pages {
            let page = try file.examine(directory: directory, options: options)
            try assembly.add(slice: page.page, file: index, page: page.place.page)
        }
    }

    /// Adds the images of an ImageJ stack, which may all follow the only directory.
    private static func addImageJ(
        _ imageJ: ImageJMetadata, of file: StackMember, first: StackMember.Examined, index: Int,
        to assembly: inout VolumeAssembly, options: ReadingOptions
    ) throws {
        let place = Place(path: file.file.identity.path)
        let pages = file.pages.pages
        let isContiguous = pages.count == 1 && (imageJ.images ?? 1) > 1
        let images = isContiguous ? imageJ.images ?? 1 : pages.count
        // Before anything is counted up to a number that stands in the file.
        let contiguous = isContiguous ? try ContiguousImages(images, behind: first, of: file) : nil
        if let promised = imageJ.images, promised > images {
            throw SimstripError.data(
                "\(place) is an ImageJ stack of \(promised) images, but has \(images) pages; it is incomplete")
        }
        if let promised = imageJ.images, promised < images {
            assembly.add(
                warning: Warning(
                    "image_count", "\(place) says it has \(promised) images, its \(images) pages were read"))
        }
        let (layers, overflow) = imageJ.channels.multipliedReportingOverflow(by: imageJ.slices)
        let (counted, overflowToo) = layers.multipliedReportingOverflow(by: imageJ.frames)
        // Without counts, or with ones that pages were added to or taken from, all images are slices.
        let isCounted = !overflow && !overflowToo && counted == images
        guard isCounted || (imageJ.channels == 1 && imageJ.frames == 1) else {
            throw SimstripError.data(
                "\(place) is an ImageJ stack of \(images) images, but of \(imageJ.channels) channels ×"
                    + " \(imageJ.slices) slices × \(imageJ.frames) time points")
        }
        let selection = try PlaneSelection(
            channels: imageJ.channels, slices: isCounted ? imageJ.slices : images, frames: imageJ.frames,
            options: options, place: place)
        var chosen: [Int] = []
        if let warning = selection.warning { assembly.add(warning: warning) }
        if isCounted {
            // Channels are fastest, then slices, then time points.
            for frame in selection.frames {
                for slice in 0..<imageJ.slices {
                    chosen += selection.channels.map { (frame * imageJ.slices + slice) * imageJ.channels + $0 }
                }
            }
        } else {
            chosen = Array(0..<images)
        }
        if let contiguous {
            for image in chosen {
                try assembly.add(
                    slice: first.page, contiguousOffset: contiguous.offset(of: image), file: index, page: image)
            }
        } else {
            try addPages(chosen.map { pages[$0] }, of: file, index: index, to: &assembly, options: options)
        }
    }
}

/// Images that follow each other behind a single directory, as ImageJ writes what needs more than 4 GiB.
private struct ContiguousImages {
    private let start: Int
    private let imageBytes: Int

    /// Makes sure that so many images are there.
    ///
    /// - Throws: `SimstripError` of kind `data` where the file is too short for them.
    init(_ images: Int, behind first: StackMember.Examined, of file: StackMember) throws(SimstripError) {
        let fileBytes = file.file.identity.bytes
        let layout = first.page.form.layout
        guard let start = first.page.contiguousOffset, let rowBytes = layout.byteCount(ofRow: layout.columns) else {
            throw .data(
                "\(first.place) is an ImageJ stack of \(images) images with a single directory, whose samples do not lie"
                    + " in one uncompressed piece; open it in ImageJ and save it again")
        }
        let imageBytes = rowBytes * layout.rows
        let (total, overflow) = imageBytes.multipliedReportingOverflow(by: images)
        guard !overflow, total <= fileBytes - start else {
            throw .data(
                "\(first.place) is truncated: an ImageJ stack of \(images) images of \(imageBytes) bytes from byte"
                    + " \(start) on, the file has \(fileBytes)")
        }
        guard images <= PageDirectory.largestCount else {
            throw .data("\(first.place) has \(images) images, more than \(PageDirectory.largestCount)")
        }
        self.start = start
        self.imageBytes = imageBytes
    }

    func offset(of image: Int) -> Int { start + image * imageBytes }
}
