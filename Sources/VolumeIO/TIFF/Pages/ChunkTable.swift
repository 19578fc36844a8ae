import CLibTIFF
import VoxelCore

/// Where the strips or tiles of a page are stored: two tables in the file, of which only the part asked for is read.
struct ChunkTable {
    private let raw: RawDirectory
    private let isTiled: Bool
    private let count: Int

    /// The tables of the directory that is the handle's current one.
    init(of raw: RawDirectory, grid: ChunkGrid) {
        self.raw = raw
        isTiled = grid.isTiled
        count = grid.count
    }

    /// Where some strips or tiles lie, as the file says it.
    ///
    /// - Throws: `SimstripError` of kind `data` where that cannot be read.
    func extents(
        of chunks: Range<Int>, in file: borrowing InputFile, handle: borrowing TIFFHandle, place: Place
    ) throws(SimstripError) -> [(offset: UInt64, bytes: UInt64)] {
        if let tags = plainTags, let offsets = raw.unsigned(tags.offsets, chunks, of: file),
            let byteCounts = raw.unsigned(tags.byteCounts, chunks, of: file)
        {
            return zip(offsets, byteCounts).map { ($0, $1) }
        }
        // libtiff makes sense of more: byte counts that are missing, tables of other types.
        var extents: [(offset: UInt64, bytes: UInt64)] = []
        for index in chunks {
            guard let extent = handle.extent(ofChunk: index) else {
                throw .data(
                    "\(place) is damaged: where its \(isTiled ? "tile" : "strip") \(index) lies cannot be read")
            }
            extents.append(extent)
        }
        return extents
    }

    /// The tags of the tables, where there is no doubt about them. libtiff takes those of strips for those of tiles
    /// and the other way round, and checks what a directory says of an only strip.
    private var plainTags: (offsets: UInt16, byteCounts: UInt16)? {
        let strips = (offsets: UInt16(TIFFTAG_STRIPOFFSETS), byteCounts: UInt16(TIFFTAG_STRIPBYTECOUNTS))
        let tiles = (offsets: UInt16(TIFFTAG_TILEOFFSETS), byteCounts: UInt16(TIFFTAG_TILEBYTECOUNTS))
        let (own, other) = isTiled ? (tiles, strips) : (strips, tiles)
        guard count > 1, raw.entries[other.offsets] == nil, raw.entries[other.byteCounts] == nil else { return nil }
        return own
    }
}
