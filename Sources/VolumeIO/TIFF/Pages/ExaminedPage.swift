import VoxelCore

/// What is known of a page once its directory has been read: how its samples are stored, but not yet where.
struct Page {
    let directory: TIFFDirectory
    let layout: PixelLayout
    let grid: ChunkGrid
    let compression: Compression
    let chunks: ChunkTable

    /// Reads and checks one directory, and leaves it the handle's current one.
    ///
    /// - Throws: `SimstripError` of kind `data` for what is not one grey value per voxel in a known form.
    init(
        raw: RawDirectory, handle: borrowing TIFFHandle, options: ReadingOptions, place: Place
    ) throws(SimstripError) {
        for (tag, name) in [(32997, "ImageDepth"), (32998, "TileDepth")] as [(UInt16, String)] {
            guard let depth = raw.unsigned(tag), depth != 1 else { continue }
            throw .data(
                "\(place) holds \(depth) slices in one page (\(name)), which is not read; write a page per slice (in tifffile"
                    + " without volumetric=True)")
        }
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
        if layout.holdsDifferences && compression.hasPredictor { try handle.disablePredictor(place: place) }

        self.directory = directory
        self.layout = layout
        self.grid = grid
        self.compression = compression
        chunks = ChunkTable(of: raw, grid: grid)
    }

    /// Checks that a strip or tile lies within the file and can hold what it should.
    ///
    /// - Returns: where it begins and how many bytes it has.
    /// - Throws: `SimstripError` of kind `data`.
    func check(
        _ extent: (offset: UInt64, bytes: UInt64), ofChunk index: Int, fileBytes: Int, place: Place
    ) throws(SimstripError) -> (offset: Int, bytes: Int) {
        let kind = grid.isTiled ? "tile" : "strip"
        let needed = grid.storedRows(inBand: index % grid.count / grid.across) * grid.rowBytes
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
                    + " \(end.overflow ? "2^64" : String(end.partialValue)), the file has \(fileBytes)\(adviceForTruncated)"
            )
        }
        if let ratio = compression.largestExpansion, compression != .none {
            let (possible, overflow) = length.multipliedReportingOverflow(by: ratio)
            guard overflow || needed <= possible else {
                throw .data(
                    "\(place) is damaged: \(length) bytes of \(compression.name) in its \(kind) \(index) cannot"
                        + " hold the \(needed) bytes of its image")
            }
        }
        return (offset, length)
    }
}

/// A page after its examination, as little of it as slices by the hundred thousand may keep.
struct ExaminedPage: Sendable {
    let directory: UInt64
    /// Where the samples begin if they lie uncompressed, row after row without a gap.
    let contiguousOffset: Int?
    let form: StoredForm
    let compression: Compression
    /// The bytes its image occupies when decoded.
    let decodedBytes: Int
    /// The bytes its strips or tiles occupy in the file.
    let storedBytes: Int

    /// So many strips or tiles are looked at together: their places, not those of all, are in memory.
    private static let blockLength = 4_096

    /// Reads and checks one directory, and leaves it the handle's current one.
    ///
    /// Everything that can be known without decoding is checked here, so that a bad slice is found before gigabytes
    /// are read.
    ///
    /// - Throws: `SimstripError` of kind `data`: what is not grey, what is not there in full, what would need more
    ///   memory than allowed or than its stored bytes can justify.
    init(
        raw: RawDirectory, header: TIFFHeader, handle: borrowing TIFFHandle, file: borrowing InputFile,
        options: ReadingOptions, place: Place
    ) throws(SimstripError) {
        let page = try Page(raw: raw, handle: handle, options: options, place: place)
        let grid = page.grid
        let fileBytes = file.identity.bytes
        var stored = 0
        // Reversed bits are left to libtiff.
        var isContiguous =
            page.compression == .none && !grid.isTiled && !page.directory.isLowBitFirst && page.layout.planes == 1
        var first = 0
        var expected = 0
        let (chunkCount, isTooMuch) = grid.count.multipliedReportingOverflow(by: page.layout.planes)
        guard !isTooMuch else { throw .data("\(place) is damaged: more strips or tiles than a file can have") }
        for start in stride(from: 0, to: chunkCount, by: ExaminedPage.blockLength) {
            let block = start..<min(start + ExaminedPage.blockLength, chunkCount)
            let extents = try page.chunks.extents(of: block, in: file, handle: handle, place: place)
            for (index, extent) in zip(block, extents) {
                let (offset, length) = try page.check(extent, ofChunk: index, fileBytes: fileBytes, place: place)
                if index == 0 { first = offset } else if offset != expected { isContiguous = false }
                expected = offset + length
                stored = stored.addingReportingOverflow(length).partialValue
                // Strips that share their bytes let a small file claim any size.
                guard stored <= fileBytes else {
                    throw .data(
                        "\(place) is damaged: its \(grid.isTiled ? "tile" : "strip")s overlap, together they are larger"
                            + " than the file")
                }
            }
        }
        // Only what has to be decoded needs a buffer.
        if !isContiguous && grid.chunkBytes > options.memoryLimit {
            throw .data(
                "\(place) needs \(grid.chunkBytes) bytes for one \(grid.isTiled ? "tile" : "strip"), more than the limit"
                    + " of \(options.memoryLimit); raise --memory-limit, or save it with smaller strips or tiles")
        }
        let layout = page.layout
        let (samples, a) = layout.rows.multipliedReportingOverflow(by: layout.columns)
        let (decodedBytes, b) = samples.multipliedReportingOverflow(by: layout.sampleType.byteCount)
        guard !a, !b else {
            throw .data("\(place) is damaged: \(layout.rows) × \(layout.columns) cannot be its size")
        }
        directory = raw.offset
        contiguousOffset = isContiguous ? first : nil
        form = StoredForm(layout: layout, isLittleEndian: header.isLittleEndian)
        compression = page.compression
        self.decodedBytes = decodedBytes
        storedBytes = stored
    }
}
