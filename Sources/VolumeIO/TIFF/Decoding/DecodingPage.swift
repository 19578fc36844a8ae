import VoxelCore

/// A page that is decoded, strip by strip or tile by tile.
///
/// What is compressed is decoded to its end, for there it shows whether it is whole. Of every column of strips or tiles
/// the last one decoded is kept: windows that walk down a slice decode each once.
final class DecodingPage {
    private let decoder: ChunkDecoder
    private let page: Page
    private let memoryLimit: Int
    private let buffers: DecodingBuffers
    private var slots: [Slot]
    /// Where some strips or tiles lie.
    private var extents: [(offset: UInt64, bytes: UInt64)] = []
    private var known = 0..<0

    /// So many strips or tiles are looked up together.
    private static let mostKnown = 4_096
    /// Whatever the limit, a stored strip or tile may have so many bytes.
    private static let smallestLimit = 16 << 20

    /// A decoded strip or tile; of a strip perhaps only its first rows.
    private struct Slot {
        var chunk = -1
        var rows = 0
    }

    /// Opens a slice's page.
    ///
    /// - Throws: `SimstripError` of kind `data` where it is not what it was when the volume was opened.
    init(
        of file: borrowing InputFile, record: SliceRecord, in volume: TIFFVolume, buffers: DecodingBuffers, place: Place
    ) throws {
        let header = try TIFFHeader(of: file, place: place)
        let raw = try RawDirectory(at: record.directory, of: file, header: header, place: place)
        memoryLimit = volume.options.memoryLimit
        let handle = try TIFFHandle(file, memoryLimit: memoryLimit, place: place)
        page = try Page(raw: raw, handle: handle, options: volume.options, place: place)
        self.buffers = buffers
        let grid = page.grid
        let (band, overflow) = grid.chunkBytes.multipliedReportingOverflow(by: grid.across)
        let keepsBand = !overflow && band <= memoryLimit
        slots = Array(repeating: Slot(), count: keepsBand ? grid.across : 1)
        let form = StoredForm(layout: page.layout, isLittleEndian: header.isLittleEndian)
        decoder = try ChunkDecoder(
            of: page, form: form, handle: handle, buffers: buffers, memoryLimit: memoryLimit, place: place)
        guard form == volume.forms[record.form], grid.chunkBytes <= memoryLimit else {
            throw SimstripError.data("\(place) changed while the volume was being read")
        }
    }

    /// Decodes what a window needs, into its destination where that can be and else into a buffer to copy from.
    func read(
        rows: Range<Int>, columns: Range<Int>, of file: borrowing InputFile,
        into destination: UnsafeMutableRawBufferPointer, place: Place
    ) throws {
        let grid = page.grid
        let size = page.layout.sampleType.byteCount
        let bands = rows.lowerBound / grid.chunkRows..<(rows.upperBound - 1) / grid.chunkRows + 1
        let tiles = columns.lowerBound / grid.chunkColumns..<(columns.upperBound - 1) / grid.chunkColumns + 1
        let holdsWholeRows =
            !grid.isTiled && page.layout.isPlain && columns.count == page.layout.columns
            && Int(bitPattern: destination.baseAddress) % size == 0
        for band in bands {
            let firstRow = band * grid.chunkRows
            let storedRows = firstRow..<firstRow + grid.storedRows(inBand: band)
            let bandRows = rows.clamped(to: storedRows)
            // The last strip of a window is kept, for the next window may begin in it.
            let isPassed = band < bands.upperBound - 1 || band == grid.down - 1
            if holdsWholeRows, isPassed, bandRows == storedRows, slots[0].chunk != band {
                let start = (firstRow - rows.lowerBound) * grid.rowBytes
                let strip = UnsafeMutableRawBufferPointer(
                    rebasing: destination[start..<start + storedRows.count * grid.rowBytes])
                try decode(band, before: bands.upperBound, of: file, into: strip, place)
                page.layout.finishPlain(strip, bytesAreSwapped: decoder.bytesAreSwapped)
                continue
            }
            for tile in tiles {
                let firstColumn = tile * grid.chunkColumns
                let part = columns.clamped(to: firstColumn..<firstColumn + grid.chunkColumns)
                let end = grid.across == 1 ? bands.upperBound : band * grid.across + tiles.upperBound
                let bytes = try decoded(
                    band: band, tile: tile, before: end, rows: bandRows.upperBound - firstRow, of: file, place)
                for row in bandRows {
                    let source = (row - firstRow) * grid.rowBytes
                    let target = ((row - rows.lowerBound) * columns.count + part.lowerBound - columns.lowerBound) * size
                    let isGrey = page.layout.transfer(
                        row: UnsafeRawBufferPointer(rebasing: bytes[source..<source + grid.rowBytes]),
                        pixels: part.lowerBound - firstColumn..<part.upperBound - firstColumn,
                        bytesAreSwapped: decoder.bytesAreSwapped, lowByteFirst: decoder.lowByteFirst,
                        to: UnsafeMutableRawBufferPointer(
                            rebasing: destination[target..<target + part.count * size]))
                    guard isGrey else { throw unequalChannels(place, row: row) }
                }
            }
        }
    }

    /// A strip or tile, decoded at least down to a number of rows; all of it where it is compressed.
    private func decoded(
        band: Int, tile: Int, before end: Int, rows: Int, of file: borrowing InputFile, _ place: Place
    ) throws -> UnsafeMutableRawBufferPointer {
        let grid = page.grid
        let chunk = band * grid.across + tile
        let slot = slots.count == 1 ? 0 : tile
        let buffer = buffers.decoded(column: slot)
        if slots[slot].chunk == chunk && slots[slot].rows >= rows {
            return buffer.bytes(slots[slot].rows * grid.rowBytes)
        }
        // A strip that is asked for twice is then decoded to its end; the first time only as far as needed.
        let isAgain = slots[slot].chunk == chunk
        let needed = grid.isTiled || isAgain || page.compression != .none ? grid.storedRows(inBand: band) : rows
        slots[slot].chunk = -1
        let bytes = buffer.bytes(needed * grid.rowBytes)
        try decode(chunk, before: end, of: file, into: bytes, place)
        slots[slot].chunk = chunk
        slots[slot].rows = needed
        return bytes
    }

    /// Decodes the first bytes of a strip or tile; all of them where it is compressed.
    ///
    /// - Parameter end: the index before which those end that will be asked for next.
    private func decode(
        _ chunk: Int, before end: Int, of file: borrowing InputFile, into bytes: UnsafeMutableRawBufferPointer,
        _ place: Place
    ) throws {
        if !known.contains(chunk) {
            let next = chunk..<min(end, chunk + DecodingPage.mostKnown)
            extents = try page.chunks.extents(of: next, in: file, handle: decoder.handle, place: place)
            known = next
        }
        let extent = try page.check(
            extents[chunk - known.lowerBound], ofChunk: chunk, fileBytes: file.identity.bytes, place: place)
        guard extent.bytes <= max(memoryLimit, DecodingPage.smallestLimit) else {
            throw SimstripError.data(
                "\(place) has a \(page.grid.isTiled ? "tile" : "strip") of \(extent.bytes) stored bytes, more than the limit"
                    + " of \(memoryLimit); raise --memory-limit, or save it with smaller strips or tiles")
        }
        let stored = buffers.stored.bytes(extent.bytes)
        try file.read(into: stored, at: extent.offset, place: place)
        try decoder.decode(chunk, from: stored, into: bytes, place: place)
        for plane in 1..<max(1, page.layout.planes) { try compare(plane, ofChunk: chunk, of: file, with: bytes, place) }
    }

    /// Decodes a strip or tile of another plane and sees to it that it adds no colour.
    private func compare(
        _ plane: Int, ofChunk chunk: Int, of file: borrowing InputFile, with first: UnsafeMutableRawBufferPointer,
        _ place: Place
    ) throws {
        let index = chunk + plane * page.grid.count
        let found = try page.chunks.extents(of: index..<index + 1, in: file, handle: decoder.handle, place: place)
        let extent = try page.check(found[0], ofChunk: index, fileBytes: file.identity.bytes, place: place)
        guard extent.bytes <= max(memoryLimit, DecodingPage.smallestLimit) else {
            throw SimstripError.data(
                "\(place) has more stored bytes in a strip or tile than the limit of \(memoryLimit)")
        }
        let stored = buffers.stored.bytes(extent.bytes)
        try file.read(into: stored, at: extent.offset, place: place)
        let bytes = buffers.plane.bytes(first.count)
        try decoder.decode(index, from: stored, into: bytes, place: place)
        guard page.layout.isGrey(plane: plane, UnsafeRawBufferPointer(bytes), beside: UnsafeRawBufferPointer(first))
        else {
            throw unequalChannels(place, row: chunk / page.grid.across * page.grid.chunkRows)
        }
    }
}
