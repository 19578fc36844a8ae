import VoxelCore

/// Where the samples of one dataset are: numbers of a file, each of them checked.
struct HDF5Samples: Sendable {
    enum Storage: Sendable {
        /// Within the headers: the samples themselves.
        case compact([UInt8])
        /// One behind the other, from an offset of the file on.
        case contiguous(offset: Int)
        case chunked(HDF5ChunkTable)
        /// Nowhere: they were never written.
        case unwritten
    }

    /// The dataset's path in its file.
    let path: String
    /// Index into the volume's files.
    let file: Int
    let shape: VolumeShape
    let sampleType: SampleType
    let isLittleEndian: Bool
    /// What stands for samples that were never written, as the file has it.
    let fill: [UInt8]
    let storage: Storage
    /// The bytes that the samples take in the file.
    let storedBytes: Int

    /// Whether some samples were never written.
    var hasGaps: Bool {
        switch storage {
        case .compact, .contiguous: false
        case .chunked(let table): table.missing != nil
        case .unwritten: true
        }
    }

    /// Whether samples as they lie in the file are not in the machine's byte order.
    var bytesAreSwapped: Bool { sampleType.byteCount > 1 && isLittleEndian != (1.littleEndian == 1) }

    /// Checks what libhdf5 says of a dataset that is not virtual.
    ///
    /// - Parameters:
    ///   - shape: its extents, those of an image as one slice.
    ///   - file: index into the volume's files.
    ///   - fileBytes: how large it is.
    ///   - place: the words with which messages name the dataset.
    /// - Throws: `SimstripError` of kind `data` for what is damaged, incomplete, or written in a way that is not read.
    init(
        _ description: HDF5Description, shape: VolumeShape, file: Int, fileBytes: Int, options: ReadingOptions,
        place: String
    ) throws(SimstripError) {
        guard case .grey(let type, let isLittleEndian) = description.dataset.type else {
            throw .data("\(place) is no grey volume: \(description.dataset.words)")
        }
        (self.sampleType, self.isLittleEndian, self.shape, self.file) = (type, isLittleEndian, shape, file)
        path = description.dataset.path
        let size = type.byteCount
        let (samples, a) = shape.slices.multipliedReportingOverflow(by: shape.rows * shape.columns)
        let (bytes, b) = samples.multipliedReportingOverflow(by: size)
        guard !a, !b else { throw .data("\(place) is damaged: \(shape) cannot be its extents") }
        fill = description.fill.count == size ? description.fill : Array(repeating: 0, count: size)
        switch description.layout {
        case .compact(let stored):
            guard stored.count == bytes else {
                throw .data("\(place) is damaged: it has \(stored.count) bytes, its samples are \(bytes)")
            }
            storage = .compact(stored)
            storedBytes = bytes
        case .contiguous(let offset, let stored):
            guard stored >= bytes else {
                throw .data("\(place) is damaged: it has \(stored) bytes, its samples are \(bytes)")
            }
            guard offset <= fileBytes, bytes <= fileBytes - offset else {
                throw .data(
                    "\(place) is truncated: its \(bytes) bytes begin at byte \(offset), the file has"
                        + " \(fileBytes)\(adviceForTruncated)")
            }
            storage = .contiguous(offset: offset)
            storedBytes = bytes
        case .chunked(let extents, let edgesAreUnfiltered):
            let table = try HDF5ChunkTable(
                description, extents: extents, edgesAreUnfiltered: edgesAreUnfiltered, shape: shape, sampleSize: size,
                fileBytes: fileBytes, options: options, place: place)
            storage = .chunked(table)
            storedBytes = table.storedBytes
        case .unwritten:
            storage = .unwritten
            storedBytes = 0
        case .virtual:
            throw .data(
                "\(place) is put together from other datasets, and is itself a part of one, which is not read; give it"
                    + " itself, or copy the volume into one file (h5repack)")
        }
        if hasGaps && !options.allowGaps { throw .data(gap(place)) }
    }

    private func gap(_ place: String) -> String {
        var what = "none of its samples was ever written"
        if case .chunked(let table) = storage, let missing = table.missing {
            let slices = table.grid.box(missing).slices
            what =
                "its chunk \(missing) of \(table.places.count) (of slices \(slices.lowerBound) to"
                + " \(min(slices.upperBound, shape.slices) - 1)) was never written"
        }
        return "\(place) is incomplete: \(what). Wait until whatever writes it is done, or reconstruct it again; with"
            + " --allow-gaps what is missing is taken to have the file's fill value"
    }
}

/// The chunks of a dataset.
struct HDF5ChunkTable: Sendable {
    /// Where a chunk lies.
    struct Place: Sendable {
        /// Below 0 where it was never written.
        var offset = -1
        var bytes: UInt32 = 0
        /// The filters that were left out, a bit each.
        var mask: UInt32 = 0
    }

    /// The boxes of the chunks along the last three axes.
    let grid: BoxGrid
    let filters: [ChunkFilter]
    /// Whether chunks that a border cuts short were not filtered.
    let edgesAreUnfiltered: Bool
    /// x fastest.
    let places: [Place]
    /// The first that was never written.
    let missing: Int?
    /// The bytes of a whole decoded chunk.
    let chunkBytes: Int
    let storedBytes: Int

    /// Checks chunks.
    ///
    /// - Throws: `SimstripError` of kind `data`.
    init(
        _ description: HDF5Description, extents all: [Int], edgesAreUnfiltered: Bool, shape: VolumeShape,
        sampleSize: Int,
        fileBytes: Int, options: ReadingOptions, place: String
    ) throws(SimstripError) {
        self.edgesAreUnfiltered = edgesAreUnfiltered
        let rank = description.dataset.extents.count
        let padded = Array(repeating: 1, count: max(0, 3 - rank)) + all
        guard all.count == rank, padded.allSatisfy({ $0 > 0 }) else {
            throw .data("\(place) is damaged: its chunks have \(all.count) axes, it has \(rank)")
        }
        let last = padded.suffix(3).map { $0 }
        grid = BoxGrid(shape, extents: VolumeShape(slices: last[0], rows: last[1], columns: last[2]))
        var bytes = sampleSize
        for extent in padded {
            let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
            // HDF5 counts the bytes of a chunk in 32 bits.
            guard !overflow, product < 1 << 32 else { throw .data("\(place) is damaged: a chunk of 4 GiB or more") }
            bytes = product
        }
        chunkBytes = bytes
        filters = try ChunkFilter.pipeline(description.filters, sampleSize: sampleSize, place: place)
        if !filters.isEmpty && bytes > options.memoryLimit {
            throw .data(
                "\(place) needs \(bytes) bytes for one chunk, more than the limit of \(options.memoryLimit); raise"
                    + " --memory-limit, or write it in smaller chunks (h5repack -l CHUNK=1x2048x2048)")
        }
        guard let count = grid.count, count <= BoxGrid.mostBoxes else {
            throw .data("\(place) has more chunks than a volume can have; write it in larger ones")
        }
        var places = Array(repeating: Place(), count: count)
        var stored = 0
        var next = 0
        var missing: Int?
        for chunk in description.chunks {
            guard chunk.index >= next, chunk.index < count else {
                throw .data("\(place) is damaged: chunk \(chunk.index) of \(count) twice, or out of order")
            }
            if chunk.index > next, missing == nil { missing = next }
            next = chunk.index + 1
            let place = "\(place) is damaged: its chunk \(chunk.index)"
            guard let length = UInt32(exactly: chunk.bytes), length > 0, chunk.offset <= fileBytes,
                chunk.bytes <= fileBytes - chunk.offset
            else {
                throw .data(
                    "\(place) has \(chunk.bytes) bytes from byte \(chunk.offset) on, the file has"
                        + " \(fileBytes)\(adviceForTruncated)")
            }
            let isStoredWhole =
                chunk.mask == 0 ? filters.isEmpty : ChunkFilter.remaining(filters, mask: chunk.mask).isEmpty
            guard !isStoredWhole || chunk.bytes >= bytes else {
                throw .data("\(place) has \(chunk.bytes) bytes, its samples are \(bytes)")
            }
            guard chunk.bytes <= max(options.memoryLimit, BoxGrid.smallestLimit) || isStoredWhole else {
                throw .data("\(place) has \(chunk.bytes) stored bytes, more than --memory-limit allows")
            }
            stored += chunk.bytes
            // Chunks that share their bytes let a small file claim any size.
            guard stored <= fileBytes else {
                throw .data("\(place) and those before it are together larger than the file")
            }
            places[chunk.index] = Place(offset: chunk.offset, bytes: length, mask: chunk.mask)
        }
        if missing == nil, next < count { missing = next }
        self.places = places
        self.missing = missing
        storedBytes = stored
    }

    /// The filters that a chunk went through.
    func filters(ofChunk index: Int) -> [ChunkFilter] {
        if edgesAreUnfiltered, grid.isCut(index) { return [] }
        let mask = places[index].mask
        return mask == 0 ? filters : ChunkFilter.remaining(filters, mask: mask)
    }

    /// Chunks and filters in words, for `info`.
    var words: String {
        "chunks of \(grid.extents)" + (filters.isEmpty ? "" : " (\(filters.map(\.name).joined(separator: ", ")))")
    }
}
