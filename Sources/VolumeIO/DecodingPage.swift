import VoxelCore

/// A page that libtiff decodes, strip by strip or tile by tile.
///
/// Of every column of strips or tiles the last one decoded is kept: windows that walk down a slice decode each once.
final class DecodingPage {
    private let handle: TIFFHandle
    private let page: Page
    private let isLittleEndian: Bool
    private var slots: [Slot]

    /// A decoded strip or tile; of a strip perhaps only its first rows.
    private struct Slot {
        var chunk = -1
        var rows = 0
        let buffer = GrowingBuffer()
    }

    /// Opens a slice's page.
    ///
    /// - Throws: `SimstripError` of kind `data` where it is not what it was when the volume was opened.
    init(of file: borrowing InputFile, record: SliceRecord, in volume: TIFFVolume, place: Place) throws {
        let header = try TIFFHeader(of: file, place: place)
        let raw = try RawDirectory(at: record.directory, of: file, header: header, place: place)
        handle = try TIFFHandle(file, memoryLimit: volume.options.memoryLimit, place: place)
        page = try Page(
            raw: raw, handle: handle, fileBytes: file.identity.bytes, options: volume.options, place: place)
        isLittleEndian = header.isLittleEndian
        let form = StoredForm(layout: page.layout, isLittleEndian: header.isLittleEndian)
        guard form == volume.forms[record.form] else {
            throw SimstripError.data("\(place) changed while the volume was being read")
        }
        let grid = page.grid
        let (band, overflow) = grid.chunkBytes.multipliedReportingOverflow(by: grid.across)
        let keepsBand = !overflow && band <= volume.options.memoryLimit
        slots = (0..<(keepsBand ? grid.across : 1)).map { _ in Slot() }
    }

    /// Decodes what a window needs and copies it.
    func read(
        rows: Range<Int>, columns: Range<Int>, into destination: UnsafeMutableRawBufferPointer, place: Place
    ) throws {
        let grid = page.grid
        let size = page.layout.sampleType.byteCount
        for band in rows.lowerBound / grid.chunkRows...(rows.upperBound - 1) / grid.chunkRows {
            let firstRow = band * grid.chunkRows
            let bandRows = rows.clamped(to: firstRow..<firstRow + grid.chunkRows)
            for tile in columns.lowerBound / grid.chunkColumns...(columns.upperBound - 1) / grid.chunkColumns {
                let firstColumn = tile * grid.chunkColumns
                let part = columns.clamped(to: firstColumn..<firstColumn + grid.chunkColumns)
                let bytes = try decoded(
                    band: band, tile: tile, rows: bandRows.upperBound - firstRow, place: place)
                for row in bandRows {
                    let source = (row - firstRow) * grid.rowBytes
                    let target = ((row - rows.lowerBound) * columns.count + part.lowerBound - columns.lowerBound) * size
                    let isGrey = page.layout.transfer(
                        row: UnsafeRawBufferPointer(rebasing: bytes[source..<source + grid.rowBytes]),
                        pixels: part.lowerBound - firstColumn..<part.upperBound - firstColumn,
                        bytesAreSwapped: false, lowByteFirst: !isLittleEndian,
                        to: UnsafeMutableRawBufferPointer(
                            rebasing: destination[target..<target + part.count * size]))
                    guard isGrey else { throw unequalChannels(place, row: row) }
                }
            }
        }
    }

    /// A strip or tile, decoded at least down to a number of rows.
    private func decoded(band: Int, tile: Int, rows: Int, place: Place) throws -> UnsafeMutableRawBufferPointer {
        let grid = page.grid
        let chunk = band * grid.across + tile
        let slot = slots.count == 1 ? 0 : tile
        if slots[slot].chunk == chunk && slots[slot].rows >= rows {
            return slots[slot].buffer.bytes(slots[slot].rows * grid.rowBytes)
        }
        // A strip that is asked for twice is then decoded to its end; the first time only as far as needed.
        let isAgain = slots[slot].chunk == chunk
        let needed = grid.isTiled || isAgain ? grid.storedRows(inBand: band) : rows
        slots[slot].chunk = -1
        let bytes = slots[slot].buffer.bytes(needed * grid.rowBytes)
        try handle.decode(chunk: chunk, into: bytes, place: place)
        slots[slot].chunk = chunk
        slots[slot].rows = needed
        return bytes
    }
}
