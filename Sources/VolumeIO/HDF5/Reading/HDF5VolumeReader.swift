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

    /// Rows that are read but not wanted pass through a buffer of at most about this size.
    private static let blockBytes = 1 << 20

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
        let shape = place.samples.shape
        switch place.samples.storage {
        case .unwritten: window.fill(with: place.samples.fill)
        case .compact(let bytes):
            bytes.withUnsafeBytes { copy($0, of: VoxelRegion(shape), at: place, into: window) }
        case .contiguous(let offset):
            try readPlain(at: offset, box: VoxelRegion(shape), place, into: window)
        case .chunked(let table): try readChunks(of: table, place, into: window)
        }
    }

    /// Every chunk that a window touches.
    private func readChunks(of table: HDF5ChunkTable, _ place: HDF5Place, into window: SampleWindow) throws {
        let size = place.samples.sampleType.byteCount
        let extents = table.extents
        let z = place.sliceInSource / extents.slices
        for y in place.rows.lowerBound / extents.rows...(place.rows.upperBound - 1) / extents.rows {
            for x in place.columns.lowerBound / extents.columns...(place.columns.upperBound - 1) / extents.columns {
                let box = VoxelRegion(
                    slices: z * extents.slices..<(z + 1) * extents.slices,
                    rows: y * extents.rows..<(y + 1) * extents.rows,
                    columns: x * extents.columns..<(x + 1) * extents.columns)
                var part = place
                part.rows = place.rows.clamped(to: box.rows)
                part.columns = place.columns.clamped(to: box.columns)
                let target = window.part(
                    rows: part.rows.shifted(by: -place.rows.lowerBound),
                    bytes: part.columns.shifted(by: -place.columns.lowerBound).times(size))
                try readChunk(table.index(z, y, x), of: table, box: box, part, into: target)
            }
        }
    }

    private func readChunk(
        _ index: Int, of table: HDF5ChunkTable, box: VoxelRegion, _ place: HDF5Place, into window: SampleWindow
    ) throws {
        let chunk = table.places[index]
        guard chunk.offset >= 0 else { return window.fill(with: place.samples.fill) }
        let filters = table.filters(ofChunk: index)
        guard !filters.isEmpty else { return try readPlain(at: chunk.offset, box: box, place, into: window) }
        let isAllOfIt = place.rows == box.rows && place.columns == box.columns && extentsAreOneSlice(table, place)
        if isAllOfIt, let whole = window.whole {
            return try decode(index, chunk, filters, place, into: whole)
        }
        let shift = place.slice - place.sliceInSource
        let bytes = try cache.chunk(
            .init(part: place.part, chunk: index), bytes: table.chunkBytes, slices: box.slices.shifted(by: shift)
        ) { memory in
            try decode(index, chunk, filters, place, into: memory)
        }
        copy(bytes, of: box, at: place, into: window)
    }

    /// Whether the chunks hold one slice each, along further axes, too.
    private func extentsAreOneSlice(_ table: HDF5ChunkTable, _ place: HDF5Place) -> Bool {
        table.chunkBytes == table.extents.rows * table.extents.columns * place.samples.sampleType.byteCount
    }

    private func decode(
        _ index: Int, _ chunk: HDF5ChunkTable.Place, _ filters: [HDF5Filter], _ place: HDF5Place,
        into memory: UnsafeMutableRawBufferPointer
    ) throws {
        let bytes = stored.bytes(Int(chunk.bytes))
        try file(of: place).read(into: bytes, at: chunk.offset, place: words(place))
        if let fault = decoder.decode(UnsafeRawBufferPointer(bytes), filters: filters, into: memory) {
            throw SimstripError.data(
                "\(words(place)) is damaged: its chunk \(index) of \(filters.map(\.name).joined(separator: ", ")) in"
                    + " '\(place.samples.path)' \(fault); take the file from a copy, or write it again")
        }
    }

    /// A window of samples that lie in the file as they are, box by box.
    private func readPlain(at offset: Int, box: VoxelRegion, _ place: HDF5Place, into window: SampleWindow) throws {
        let size = place.samples.sampleType.byteCount
        let rowBytes = box.columns.count * size
        let (first, rows, columns) = box.indices(of: place)
        let start = offset + (first * box.rows.count + rows.lowerBound) * rowBytes + columns.lowerBound * size
        let file = try file(of: place)
        let words = words(place)
        if window.width == rowBytes, let whole = window.whole {
            return try file.read(into: whole, at: start, place: words)
        }
        guard rowBytes <= HDF5VolumeReader.blockBytes / 8 else {
            for row in 0..<window.rows {
                try file.read(into: window.row(row), at: start + row * rowBytes, place: words)
            }
            return
        }
        let step = HDF5VolumeReader.blockBytes / rowBytes
        for row in stride(from: 0, to: window.rows, by: step) {
            let count = min(step, window.rows - row)
            let bytes = rowsBetween.bytes((count - 1) * rowBytes + window.width)
            try file.read(into: bytes, at: start + row * rowBytes, place: words)
            for index in 0..<count {
                window.row(row + index).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: bytes[index * rowBytes..<index * rowBytes + window.width]))
            }
        }
    }

    /// A window of a box whose samples are in memory.
    private func copy(
        _ bytes: UnsafeRawBufferPointer, of box: VoxelRegion, at place: HDF5Place, into window: SampleWindow
    ) {
        let size = place.samples.sampleType.byteCount
        let rowBytes = box.columns.count * size
        let (first, rows, columns) = box.indices(of: place)
        let start = (first * box.rows.count + rows.lowerBound) * rowBytes + columns.lowerBound * size
        for row in 0..<window.rows {
            let at = start + row * rowBytes
            window.row(row).copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[at..<at + window.width]))
        }
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
    private let file: InputFile

    init(_ index: Int, of volume: HDF5Volume, place: Place) throws(SimstripError) {
        file = try InputFile.reopened(volume.files[index], place: place)
        self.index = index
    }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int, place: Place) throws(SimstripError) {
        try file.read(into: buffer, at: offset, place: place)
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
    var rows: Range<Int>
    var columns: Range<Int>
}

extension VoxelRegion {
    /// A window of one slice, counted from where the box begins.
    fileprivate func indices(of place: HDF5Place) -> (slice: Int, rows: Range<Int>, columns: Range<Int>) {
        (
            place.sliceInSource - slices.lowerBound, place.rows.shifted(by: -rows.lowerBound),
            place.columns.shifted(by: -columns.lowerBound)
        )
    }
}

extension Range<Int> {
    fileprivate func shifted(by distance: Int) -> Range<Int> { lowerBound + distance..<upperBound + distance }

    /// The bytes of a range of samples.
    fileprivate func times(_ size: Int) -> Range<Int> { lowerBound * size..<upperBound * size }
}
