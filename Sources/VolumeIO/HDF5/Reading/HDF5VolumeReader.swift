import VoxelCore

/// Reads windows of the slices of an HDF5 volume: samples that are stored as they are from their places in the file, filtered
/// chunks decoded, each once as long as slices are asked for one after another.
final class HDF5VolumeReader: VolumeReader {
    private let volume: HDF5Volume
    private var open: HDF5OpenFile?
    private let cache: ChunkCache
    private let decoder: FilterDecoder
    private let stored = GrowingBuffer()
    private let rowsBetween = GrowingBuffer()

    init(of volume: HDF5Volume) {
        self.volume = volume
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
        let all = SampleWindow(destination, rows: rows.count)
        if let fill = volume.fill { all.fill(with: fill) }
        for (index, part) in volume.parts.enumerated() where part.region.slices.contains(slice) {
            let box = VoxelRegion(
                slices: slice..<slice + 1, rows: rows.clamped(to: part.region.rows),
                columns: columns.clamped(to: part.region.columns))
            guard !box.rows.isEmpty, !box.columns.isEmpty else { continue }
            let window = all.part(
                rows: box.rows.shifted(by: -rows.lowerBound),
                bytes: box.columns.shifted(by: -columns.lowerBound).times(size))
            let place = HDF5Place(
                part: index, samples: part.samples, slice: slice,
                sliceInSource: slice - part.region.slices.lowerBound + part.source.slices.lowerBound,
                rows: box.rows.shifted(by: part.source.rows.lowerBound - part.region.rows.lowerBound),
                columns: box.columns.shifted(by: part.source.columns.lowerBound - part.region.columns.lowerBound))
            try read(place, into: window)
            if part.samples.bytesAreSwapped { window.reverseBytes(sampleSize: size) }
        }
    }

    private func read(_ place: HDF5Place, into window: SampleWindow) throws {
        switch place.samples.storage {
        case .unwritten: window.fill(with: place.samples.fill)
        case .compact(let bytes): bytes.withUnsafeBytes { window.copy(place.partOfWhole, from: $0) }
        case .contiguous(let offset): try readPlain(at: offset, place.partOfWhole, place, into: window)
        case .chunked(let table):
            try table.grid.forEachBox(
                slice: place.sliceInSource, rows: place.rows, columns: place.columns,
                sampleSize: place.samples.sampleType.byteCount, in: window
            ) { index, part, target in
                try readChunk(index, of: table, part, place, into: target)
            }
        }
    }

    private func readChunk(
        _ index: Int, of table: HDF5ChunkTable, _ part: BoxPart, _ place: HDF5Place, into window: SampleWindow
    ) throws {
        let chunk = table.places[index]
        guard chunk.offset >= 0 else { return window.fill(with: place.samples.fill) }
        let filters = table.filters(ofChunk: index)
        guard !filters.isEmpty else { return try readPlain(at: chunk.offset, part, place, into: window) }
        // Of a chunk that is longer along further axes, too, the window is no whole.
        if part.isWholeBox, let whole = window.whole, whole.count == table.chunkBytes {
            return try decode(index, chunk, filters, place, into: whole)
        }
        let bytes = try cache.chunk(
            .init(part: place.part, chunk: index), bytes: table.chunkBytes,
            slices: part.box.slices.shifted(by: place.slice - place.sliceInSource)
        ) { memory in
            try decode(index, chunk, filters, place, into: memory)
        }
        window.copy(part, from: bytes)
    }

    private func decode(
        _ index: Int, _ chunk: HDF5ChunkTable.Place, _ filters: [ChunkFilter], _ place: HDF5Place,
        into memory: UnsafeMutableRawBufferPointer
    ) throws {
        let bytes = stored.bytes(Int(chunk.bytes))
        try file(of: place).input.read(into: bytes, at: chunk.offset, place: words(place))
        if let fault = decoder.decode(UnsafeRawBufferPointer(bytes), filters: filters, into: memory) {
            throw SimstripError.data(
                "\(words(place)) is damaged: its chunk \(index) of \(filters.map(\.name).joined(separator: ", ")) in"
                    + " '\(place.samples.path)' \(fault); take the file from a copy, or write it again")
        }
    }

    /// Samples that lie in the file as they are.
    private func readPlain(at offset: Int, _ part: BoxPart, _ place: HDF5Place, into window: SampleWindow) throws {
        try file(of: place).input.read(
            part, ofBoxAt: offset, into: window, scratch: rowsBetween, place: words(place))
    }

    private func file(of place: HDF5Place) throws -> HDF5OpenFile {
        let index = place.samples.file
        if let open, open.index == index { return open }
        open = nil
        let file = try HDF5OpenFile(index, of: volume, place: words(place))
        open = file
        return file
    }

    private func words(_ place: HDF5Place) -> Place {
        Place(slice: place.slice, path: volume.files[place.samples.file].path, page: nil)
    }
}

/// A file of a volume while slices are read from it.
private final class HDF5OpenFile {
    let index: Int
    let input: InputFile

    init(_ index: Int, of volume: HDF5Volume, place: Place) throws(SimstripError) {
        input = try InputFile.reopened(volume.files[index], place: place)
        self.index = index
    }
}

/// What is wanted of a part: a window of a slice, in the indices of its dataset.
private struct HDF5Place {
    /// Index into the volume's parts.
    let part: Int
    let samples: HDF5Samples
    /// In the volume.
    let slice: Int
    let sliceInSource: Int
    let rows: Range<Int>
    let columns: Range<Int>

    /// It as a part of all samples of the dataset.
    var partOfWhole: BoxPart {
        BoxPart(
            of: VoxelRegion(samples.shape), slice: sliceInSource, rows: rows, columns: columns,
            sampleSize: samples.sampleType.byteCount)
    }
}
