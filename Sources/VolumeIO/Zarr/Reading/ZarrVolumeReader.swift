import VoxelCore

/// Reads windows of the slices of a Zarr volume: samples that are stored as they are from their places in the files, others
/// by decoding chunks, each once as long as slices are asked for one after another.
final class ZarrVolumeReader: VolumeReader {
    private let volume: ZarrVolume
    private let chunks: ZarrChunks
    private var open: OpenChunkFile?
    private let cache: ChunkCache
    private let decoder: FilterDecoder
    private let stored = GrowingBuffer()
    private let scratch = GrowingBuffer()

    init(of volume: ZarrVolume) {
        self.volume = volume
        chunks = volume.chunks
        cache = ChunkCache(limit: volume.memoryLimit)
        decoder = FilterDecoder(memoryLimit: volume.memoryLimit)
    }

    func read(
        slice: Int, rows: Range<Int>, columns: Range<Int>, into destination: UnsafeMutableRawBufferPointer
    ) throws {
        let shape = volume.shape
        let size = volume.sampleType.byteCount
        precondition(slice >= 0 && slice < shape.slices, "the slice lies within the volume")
        precondition(rows.lowerBound >= 0 && rows.upperBound <= shape.rows, "the rows lie within the slice")
        precondition(columns.lowerBound >= 0 && columns.upperBound <= shape.columns, "the columns lie within the slice")
        precondition(destination.count == rows.count * columns.count * size, "the destination holds exactly the window")
        guard !destination.isEmpty else { return }
        cache.begin(slice: slice)
        let window = SampleWindow(destination, rows: rows.count)
        try chunks.grid.forEachBox(slice: slice, rows: rows, columns: columns, sampleSize: size, in: window) {
            try read($0, $1, slice: slice, into: $2)
        }
        if size > 1, chunks.array.isLittleEndian != (1.littleEndian == 1) { window.reverseBytes(sampleSize: size) }
    }

    private func read(_ index: Int, _ part: BoxPart, slice: Int, into window: SampleWindow) throws {
        guard let place = chunks.place(ofChunk: index) else {
            // Without a value for it the volume would not have been opened.
            return window.fill(with: volume.fill ?? Array(repeating: 0, count: volume.sampleType.byteCount))
        }
        guard !chunks.array.filters.isEmpty else {
            let words = words(index, slice)
            return try file(of: index, words).input.read(
                part, ofBoxAt: place.offset + chunks.chunkOffset, into: window, scratch: scratch, place: words)
        }
        if part.isWholeBox, let whole = window.whole, whole.count == chunks.chunkBytes {
            return try decode(index, place, slice, into: whole)
        }
        let bytes = try cache.chunk(
            .init(part: 0, chunk: index), bytes: chunks.chunkBytes, slices: part.box.slices
        ) { memory in
            try decode(index, place, slice, into: memory)
        }
        window.copy(part, from: UnsafeRawBufferPointer(rebasing: bytes[chunks.chunkOffset...]))
    }

    private func decode(
        _ index: Int, _ place: ZarrChunks.Place, _ slice: Int, into memory: UnsafeMutableRawBufferPointer
    ) throws {
        let bytes = stored.bytes(place.bytes)
        let words = words(index, slice)
        try file(of: index, words).input.read(into: bytes, at: place.offset, place: words)
        let array = chunks.array
        if let fault = decoder.decode(UnsafeRawBufferPointer(bytes), filters: array.filters, into: memory) {
            throw SimstripError.data(
                "\(words) is damaged: the chunk \(chunks.words(index)) of '\(array.folder)'"
                    + " (\(array.filterNames.joined(separator: ", "))) \(fault); take it from a copy, or write it again"
            )
        }
    }

    /// The file of a chunk; a shard stays open for the chunks that follow.
    private func file(of chunk: Int, _ place: Place) throws(SimstripError) -> OpenChunkFile {
        let index = chunks.file(ofChunk: chunk)
        if let open, open.index == index { return open }
        open = nil
        let file = try OpenChunkFile(index, of: chunks, place: place)
        open = file
        return file
    }

    private func words(_ index: Int, _ slice: Int) -> Place { Place(slice: slice, path: chunks.array.folder) }
}

/// A file of chunks while slices are read from it.
private final class OpenChunkFile {
    let index: Int
    let input: InputFile

    /// - Throws: `SimstripError` of kind `data` where it is not what it was when the volume was opened.
    init(_ index: Int, of chunks: ZarrChunks, place: Place) throws(SimstripError) {
        let path = ZarrFiles.path(index, of: chunks.array, counts: chunks.all.counts)
        do {
            input = try InputFile(opening: path)
        } catch {
            throw SimstripError(error.kind, "\(place) was there when reading began, but now: \(error.message)")
        }
        let bytes = chunks.all.bytes[index]
        // Of all files the latest time is known.
        guard input.identity.bytes == bytes, !input.identity.isModified(after: chunks.all.identity) else {
            throw .data(
                "\(place) changed while the volume was being read: '\(path)' had \(bytes) bytes, no chunk was later than"
                    + " \(chunks.all.identity.modified), now it has \(input.identity.bytes) of \(input.identity.modified). Wait"
                    + " until whatever writes it is done")
        }
        self.index = index
    }
}
