import VoxelCore

/// The pages of a file, found by walking its chain of directories once.
struct PageDirectory: Sendable {
    /// The offsets of all directories in the chain, reduced versions and masks included.
    let directories: [UInt64]
    /// The indices of those that hold full-resolution images, in order; at least one.
    let pages: [Int]
    /// Which of the pages, as indices of `pages`, begin a series: each page whose text tells how many images follow.
    let starts: [Int]

    /// The pages of every array or stack in the file, one after the other.
    ///
    /// Where every page has such a text, the file was written page by page, and all of them are one.
    var series: [ArraySlice<Int>] {
        guard starts.count > 1, starts.count < pages.count else { return [pages[...]] }
        return zip(starts, starts.dropFirst() + [pages.count]).map { pages[$0..<$1] }
    }

    /// Ten times what any detector delivers; what is kept of a page is then still small.
    static let largestCount = 1 << 20

    /// Walks the chain.
    ///
    /// - Throws: `SimstripError` of kind `data` where it is damaged, runs in a circle, or holds only reduced
    ///   versions.
    /// - Complexity: linear in the number of directories.
    init(of file: borrowing InputFile, header: TIFFHeader, place filePlace: Place) throws(SimstripError) {
        var directories: [UInt64] = []
        var pages: [Int] = []
        var starts: [Int] = []
        var visited: Set<UInt64> = []
        var entryCount = 0
        var offset = header.firstDirectory
        while offset != 0 {
            var place = filePlace
            if !directories.isEmpty { place.page = directories.count }
            guard visited.insert(offset).inserted else {
                throw .data(
                    "\(filePlace) is damaged: its directories run in a circle, page \(directories.count - 1) leads back"
                        + " to byte \(offset)")
            }
            let raw = try RawDirectory(at: offset, of: file, header: header, place: place)
            entryCount += raw.entryCount
            // Directories that overlap let a small file keep a reader busy for as long as it likes.
            guard entryCount <= file.identity.bytes / 12 else {
                throw .data("\(filePlace) is damaged: its directories overlap")
            }
            guard directories.count < PageDirectory.largestCount else {
                throw .data("\(filePlace) has more than \(PageDirectory.largestCount) pages")
            }
            if !raw.isReducedOrMask {
                let isStart = raw.descriptions(of: file, first: 16).contains {
                    ArrayShape.claims($0) || $0.hasPrefix("ImageJ=")
                }
                if isStart || pages.isEmpty { starts.append(pages.count) }
                pages.append(directories.count)
            }
            directories.append(offset)
            offset = raw.next
        }
        guard !directories.isEmpty else { throw .data("\(filePlace) holds no image") }
        guard !pages.isEmpty else {
            throw .data("\(filePlace) holds only pages marked as reduced versions or masks of another image")
        }
        self.pages = pages
        self.starts = starts
        self.directories = directories
    }
}
