import CLibTIFF
import VoxelCore

/// What is known of a page after its directory has been read and checked, before any sample has been.
struct Page {
    let directory: TIFFDirectory
    let layout: PixelLayout
    let grid: ChunkGrid
    let compression: Compression
    /// Where the samples begin if they lie uncompressed, row after row without a gap.
    let contiguousOffset: Int?
    /// The bytes its image occupies when decoded.
    let decodedBytes: Int
    /// The bytes its strips or tiles occupy in the file.
    let storedBytes: Int

    /// Reads and checks one directory, and leaves it the handle's current one.
    ///
    /// Everything that can be known without decoding is checked here, so that a bad slice is found before gigabytes
    /// are read.
    ///
    /// - Throws: `SimstripError` of kind `data`: what is not grey, what is not there in full, what would need more
    ///   memory than allowed or than its stored bytes can justify.
    init(
        raw: RawDirectory, handle: borrowing TIFFHandle, fileBytes: Int, options: ReadingOptions, place: Place
    ) throws(SimstripError) {
        try handle.select(directoryAt: raw.offset, place: place)
        let directory = try TIFFDirectory(of: handle, raw: raw, place: place)
        let scheme = directory.compressionScheme
        guard let compression = Compression(rawValue: scheme), TIFFHandle.canDecode(scheme: scheme) else {
            throw .data(
                "\(place) is compressed with \(Compression.name(ofScheme: scheme)), which is not read; save it without"
                    + " compression, or with LZW, Deflate or Zstandard")
        }
        let layout = try PixelLayout(
            of: directory, handle: handle, compression: compression, options: options, place: place)
        let grid = try ChunkGrid(of: directory, layout: layout, chunkCount: handle.chunkCount, place: place)
        let extents = try Page.checkExtents(
            handle: handle, grid: grid, compression: compression, isLowBitFirst: directory.isLowBitFirst,
            fileBytes: fileBytes, memoryLimit: options.memoryLimit, place: place)
        guard let decodedBytes = Page.product(layout.rows, layout.columns, layout.sampleType.byteCount) else {
            throw .data("\(place) is damaged: \(layout.rows) × \(layout.columns) cannot be its size")
        }
        if layout.holdsDifferences && compression.hasPredictor { try handle.disablePredictor(place: place) }

        self.directory = directory
        self.layout = layout
        self.grid = grid
        self.compression = compression
        self.decodedBytes = decodedBytes
        storedBytes = extents.storedBytes
        contiguousOffset = extents.contiguousOffset
    }

    /// Checks that every strip or tile lies within the file and can hold what it should.
    private static func checkExtents(
        handle: borrowing TIFFHandle, grid: ChunkGrid, compression: Compression, isLowBitFirst: Bool, fileBytes: Int,
        memoryLimit: Int, place: Place
    ) throws(SimstripError) -> (contiguousOffset: Int?, storedBytes: Int) {
        let kind = grid.isTiled ? "tile" : "strip"
        var stored = 0
        // Reversed bits are left to libtiff.
        var isContiguous = compression == .none && !grid.isTiled && !isLowBitFirst
        var first = 0
        var expected = 0
        for index in 0..<grid.count {
            guard let extent = handle.extent(ofChunk: index) else {
                throw .data("\(place) is damaged: where its \(kind) \(index) lies cannot be read")
            }
            let needed = grid.storedRows(inBand: index / grid.across) * grid.rowBytes
            // The count of bytes matters where only it says how long a compressed strip is.
            let length = compression == .none ? UInt64(needed) : extent.bytes
            guard extent.offset > 0, length > 0 else {
                throw .data("\(place) is incomplete: its \(kind) \(index) was never written")
            }
            guard let offset = Int(exactly: extent.offset), let length = Int(exactly: length), offset <= fileBytes,
                length <= fileBytes - offset
            else {
                let end = extent.offset.addingReportingOverflow(length)
                throw .data(
                    "\(place) is truncated: its \(kind) \(index) of \(grid.count) ends at byte"
                        + " \(end.overflow ? "2^64" : String(end.partialValue)), the file has \(fileBytes)")
            }
            if let ratio = compression.largestExpansion, compression != .none {
                let (possible, overflow) = length.multipliedReportingOverflow(by: ratio)
                guard overflow || needed <= possible else {
                    throw .data(
                        "\(place) is damaged: \(length) bytes of \(compression.name) in its \(kind) \(index) cannot"
                            + " hold the \(needed) bytes of its image")
                }
            }
            if index == 0 { first = offset } else if offset != expected { isContiguous = false }
            expected = offset + length
            stored = stored.addingReportingOverflow(length).partialValue
            // Strips that share their bytes let a small file claim any size.
            guard stored <= fileBytes else {
                throw .data("\(place) is damaged: its \(kind)s overlap, together they are larger than the file")
            }
        }
        // Only what has to be decoded needs a buffer.
        if !isContiguous && grid.chunkBytes > memoryLimit {
            throw .data(
                "\(place) needs \(grid.chunkBytes) bytes for one \(kind), more than the limit of \(memoryLimit); raise"
                    + " --memory-limit, or save it with smaller strips or tiles")
        }
        return (isContiguous ? first : nil, stored)
    }

    private static func product(_ a: Int, _ b: Int, _ c: Int) -> Int? {
        let (ab, first) = a.multipliedReportingOverflow(by: b)
        let (abc, second) = ab.multipliedReportingOverflow(by: c)
        return first || second ? nil : abc
    }
}
