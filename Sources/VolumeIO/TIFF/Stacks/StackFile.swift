import VoxelCore

/// A single file that holds the whole volume, or the file of an OME set that leads to the others.
enum StackFile {
    /// Opens a file of one or several pages: OME-TIFF, an ImageJ stack, an array of tifffile's, or plain pages.
    static func open(_ path: String, options: ReadingOptions) throws -> TIFFVolume {
        let place = Place(path: path)
        if let companion = try OMECompanion(at: path) { return try companion.open(options: options) }
        let file = try StackMember(path, options: options)
        let (pages, options) = try choose(of: file.pages.series, options: options, place: place)
        let first = try file.examine(directory: pages[pages.startIndex], options: options)
        let metadata = PageMetadata(of: file.handle, raw: first.raw, file: file.file)
        let shape = first.raw.descriptions(of: file.file).lazy.compactMap { ArrayShape(parsing: $0) }.first
        if shape?.isTruncated == true {
            throw SimstripError.data("\(place) is a truncated tifffile series; write it with all its pages")
        }
        // MetaMorph counts the planes behind its single directory in a tag of its own.
        if let planes = first.raw.entries[33629]?.count, planes > 1, file.pages.directories.count == 1 {
            throw SimstripError.data(
                "\(place) is a MetaMorph stack of \(planes) planes, which is not read; save it as an ImageJ stack")
        }
        if let companion = try metadata.description.flatMap({ text throws in try OMECompanion(namedBy: text, in: path) }
        ) {
            return try companion.open(options: options)
        }
        let ome = try metadata.description.flatMap { text throws in try OMEMetadata(parsing: text, place: place) }
        let claims = metadata.voxelSizeClaims(ome: ome?.voxelSize)
        if let ome {
            let voxelSize = try DiscoveredVoxelSize(claims, path: path)
            return try OMESet(ome, first: file, options: options).assembly().volume(voxelSize: voxelSize)
        }
        var assembly = VolumeAssembly(options: options)
        let index = assembly.add(file: file.file.identity)
        if let imageJ = metadata.description.flatMap({ ImageJMetadata(parsing: $0) }) {
            assembly.add(calibration: imageJ.calibration, of: place.description)
            try addImageJ(imageJ, pages, of: file, first: first, index: index, to: &assembly, options: options)
        } else if let shape, file.pages.starts.count < file.pages.pages.count || pages.count == 1 {
            let planes = try ArrayPages(shape, pages: pages.count, options: options, place: place)
            if let warning = planes.warning { assembly.add(warning: warning) }
            try addPages(
                planes.chosen.map { pages[pages.startIndex + $0] }, of: file, index: index, to: &assembly,
                options: options)
        } else {
            _ = try PlaneSelection(channels: 1, slices: 1, frames: 1, options: options, place: place)
            try addPages(Array(pages), of: file, index: index, to: &assembly, options: options)
        }
        let skipped = file.pages.directories.count - file.pages.pages.count
        if skipped > 0 { assembly.add(warning: .skippedPages(skipped)) }
        let disagreement = PageDisagreement(assembly.resolutions).map { "the pages of \(place) \($0.text)" }
        return try assembly.volume(
            voxelSize: DiscoveredVoxelSize(claims, disagreement: claims.isEmpty ? nil : disagreement, path: path))
    }

    /// Of several arrays or stacks in one file, one behind the other, the one that `--frame` names.
    ///
    /// - Returns: its pages, and what was insisted on beyond that choice.
    private static func choose(
        of series: [ArraySlice<Int>], options: ReadingOptions, place: Place
    ) throws(SimstripError) -> (pages: ArraySlice<Int>, options: ReadingOptions) {
        guard series.count > 1 else { return (series.first ?? [], options) }
        guard let frame = options.frame else {
            let list = series.prefix(4).map {
                $0.count == 1 ? "page \($0[$0.startIndex])" : "pages \($0[$0.startIndex]) to \($0[$0.endIndex - 1])"
            }
            throw .data(
                "\(place) holds \(series.count) volumes, one behind the other (\(list.joined(separator: ", "))"
                    + "\(series.count > 4 ? ", …" : "")); choose one with --frame 0 … \(series.count - 1), or write it into a"
                    + " file of its own")
        }
        guard series.indices.contains(frame) else {
            throw .usage("--frame \(frame) does not exist: \(place) has \(series.count) volumes, counted from 0")
        }
        var rest = options
        rest.frame = nil
        return (series[frame], rest)
    }

    /// Adds pages, given by their indices in the chain of directories, as slices.
    private static func addPages(
        _ pages: [Int], of file: StackMember, index: Int, to assembly: inout VolumeAssembly,
        options: ReadingOptions
    ) throws {
        for directory in pages {
            let page = try file.examine(directory: directory, options: options)
            try assembly.add(slice: page.page, file: index, page: page.place.page)
            assembly.add(resolution: ResolutionTags(of: page.raw, file: file.file))
        }
    }

    /// Adds the images of an ImageJ stack, which may all follow the only directory.
    private static func addImageJ(
        _ imageJ: ImageJMetadata, _ pages: ArraySlice<Int>, of file: StackMember, first: StackMember.Examined,
        index: Int,
        to assembly: inout VolumeAssembly, options: ReadingOptions
    ) throws {
        let place = Place(path: file.file.identity.path)
        let pages = Array(pages)
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
                    + " \(start) on, the file has \(fileBytes)\(adviceForTruncated)")
        }
        guard images <= PageDirectory.largestCount else {
            throw .data("\(first.place) has \(images) images, more than \(PageDirectory.largestCount)")
        }
        self.start = start
        self.imageBytes = imageBytes
    }

    func offset(of image: Int) -> Int { start + image * imageBytes }
}
