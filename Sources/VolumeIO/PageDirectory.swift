import VoxelCore

/// The pages of a file, found by walking its chain of directories once.
struct PageDirectory {
    /// The directories that hold full-resolution images, in order, each with its index in the chain.
    let pages: [(index: Int, offset: UInt64)]
    /// The number of directories in the chain, reduced versions and masks included.
    let directoryCount: Int

    /// Walks the chain.
    ///
    /// - Throws: ``SimstripError`` of kind `data` where it is damaged, runs in a circle, or holds only reduced
    ///   versions.
    /// - Complexity: linear in the number of directories.
    init(of file: borrowing InputFile, header: TIFFHeader, place filePlace: Place) throws(SimstripError) {
        var pages: [(index: Int, offset: UInt64)] = []
        var visited: Set<UInt64> = []
        var entryCount = 0
        var offset = header.firstDirectory
        while offset != 0 {
            var place = filePlace
            if !visited.isEmpty { place.page = visited.count }
            guard visited.insert(offset).inserted else {
                throw .data(
                    "\(filePlace) is damaged: its directories run in a circle, page \(visited.count) leads back"
                        + " to byte \(offset)")
            }
            let raw = try RawDirectory(at: offset, of: file, header: header, place: place)
            entryCount += raw.entryCount
            // Directories that overlap let a small file keep a reader busy for as long as it likes.
            guard entryCount <= file.identity.bytes / 12 else {
                throw .data("\(filePlace) is damaged: its directories overlap")
            }
            if !raw.isReducedOrMask { pages.append((visited.count - 1, offset)) }
            offset = raw.next
        }
        guard !visited.isEmpty else { throw .data("\(filePlace) holds no image") }
        guard !pages.isEmpty else {
            throw .data("\(filePlace) holds only pages marked as reduced versions or masks of another image")
        }
        self.pages = pages
        directoryCount = visited.count
    }
}
