import VoxelCore

/// A single file that holds the whole volume.
enum StackFile {
    /// Opens a file of one or several pages.
    static func open(_ path: String, options: ReadingOptions) throws -> TIFFVolume {
        let file = try InputFile(opening: path)
        let header = try TIFFHeader(of: file, place: Place(path: path))
        let directory = try PageDirectory(of: file, header: header, place: Place(path: path))
        let handle = try TIFFHandle(file, memoryLimit: options.memoryLimit, place: Place(path: path))
        var assembly = VolumeAssembly(options: options)
        let fileIndex = assembly.add(file: file.identity)

        var metadata: PageMetadata?
        var storedBytes = 0
        for entry in directory.pages {
            let number = directory.directoryCount > 1 ? entry.index : nil
            let place = Place(path: path, page: number)
            let raw = try RawDirectory(at: entry.offset, of: file, header: header, place: place)
            let page = try Page(
                raw: raw, handle: handle, fileBytes: file.identity.bytes, options: options, place: place)
            if metadata == nil { metadata = PageMetadata(of: handle, raw: raw, file: file) }
            storedBytes += page.storedBytes
            guard storedBytes <= file.identity.bytes else {
                throw SimstripError.data("\(place) is damaged: pages overlap, together they are larger than the file")
            }
            try assembly.add(
                slice: ExaminedPage(page, raw: raw, header: header), file: fileIndex, page: number)
        }
        guard let metadata else { throw SimstripError.data("\(Place(path: path)) holds no image") }
        return try assembly.volume(voxelSize: DiscoveredVoxelSize(metadata: metadata))
    }
}
