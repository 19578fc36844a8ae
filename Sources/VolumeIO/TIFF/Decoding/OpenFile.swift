import VoxelCore

/// A file of a volume while slices are read from it.
final class OpenFile {
    /// Index into the volume's files.
    let index: Int
    // Before the file, so that it is gone before the descriptor it uses is.
    private var current: (directory: UInt64, page: DecodingPage)?
    private let file: InputFile
    private let buffers: DecodingBuffers

    /// Opens a file of a volume again; its pages are decoded in buffers that outlive it.
    ///
    /// - Throws: `SimstripError` of kind `missingInput` where it has disappeared since the volume was opened, of
    ///   kind `data` where it has changed.
    init(
        _ index: Int, of volume: TIFFVolume, buffers: DecodingBuffers, place: Place
    ) throws(SimstripError) {
        file = try InputFile.reopened(volume.files[index], place: place)
        self.index = index
        self.buffers = buffers
    }

    /// Fills a buffer from an offset that was valid when the volume was opened.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int, place: Place) throws(SimstripError) {
        try file.read(into: buffer, at: offset, place: place)
    }

    /// Reads a window of rows that lie one behind the other.
    func readWindow(
        at offset: Int, rowBytes: Int, rows: Range<Int>, bytes: Range<Int>,
        into destination: UnsafeMutableRawBufferPointer, scratch: GrowingBuffer, place: Place
    ) throws(SimstripError) {
        try file.readWindow(
            at: offset, rowBytes: rowBytes, rows: rows, bytes: bytes, into: destination, scratch: scratch, place: place)
    }

    /// Decodes a window of a slice's page; the page is kept for the next one.
    func decode(
        _ record: SliceRecord, of volume: TIFFVolume, rows: Range<Int>, columns: Range<Int>,
        into destination: UnsafeMutableRawBufferPointer, place: Place
    ) throws {
        if current?.directory != record.directory {
            current = nil
            current = (
                record.directory,
                try DecodingPage(of: file, record: record, in: volume, buffers: buffers, place: place)
            )
        }
        try current?.page.read(rows: rows, columns: columns, of: file, into: destination, place: place)
    }
}
