import VoxelCore

/// An open file while its pages are examined.
final class StackMember {
    // Before the file, so that it is gone before the descriptor it uses is.
    let handle: TIFFHandle
    let file: InputFile
    let header: TIFFHeader
    let pages: PageDirectory
    private var examined: Set<Int> = []
    private var storedBytes = 0

    /// A page that has been examined.
    struct Examined {
        let page: ExaminedPage
        let raw: RawDirectory
        let place: Place
    }

    /// Opens a file and walks its directories.
    init(_ path: String, options: ReadingOptions) throws(SimstripError) {
        let place = Place(path: path)
        let file = try InputFile(opening: path)
        header = try TIFFHeader(of: file, place: place)
        pages = try PageDirectory(of: file, header: header, place: place)
        handle = try TIFFHandle(file, memoryLimit: options.memoryLimit, place: place)
        self.file = file
    }

    /// Examines the page of a directory of the chain.
    ///
    /// - Throws: `SimstripError` of kind `data`.
    func examine(directory: Int, options: ReadingOptions) throws(SimstripError) -> Examined {
        let place = Place(path: file.identity.path, page: pages.directories.count > 1 ? directory : nil)
        let raw = try RawDirectory(at: pages.directories[directory], of: file, header: header, place: place)
        let page = try ExaminedPage(
            raw: raw, header: header, handle: handle, file: file, options: options, place: place)
        if examined.insert(directory).inserted {
            storedBytes = storedBytes.addingReportingOverflow(page.storedBytes).partialValue
            // As for strips: pages that share their bytes let a small file claim any size.
            guard storedBytes <= file.identity.bytes else {
                throw .data("\(place) is damaged: pages overlap, together they are larger than the file")
            }
        }
        return Examined(page: page, raw: raw, place: place)
    }
}
