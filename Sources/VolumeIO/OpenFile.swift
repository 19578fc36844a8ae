import VoxelCore

/// A file of a volume while slices are read from it.
final class OpenFile {
    /// Index into the volume's files.
    let index: Int
    // Before the file, so that it is gone before the descriptor it uses is.
    private var current: (directory: UInt64, page: DecodingPage)?
    private let file: InputFile

    /// Opens a file of a volume again.
    ///
    /// - Throws: `SimstripError` of kind `missingInput` where it has disappeared since the volume was opened, of
    ///   kind `data` where it has changed.
    init(_ index: Int, of volume: TIFFVolume, place: Place) throws(SimstripError) {
        let expected = volume.files[index]
        do {
            file = try InputFile(opening: expected.path)
        } catch {
            throw SimstripError(error.kind, "\(place) was there when reading began, but now: \(error.message)")
        }
        guard file.identity == expected else {
            throw .data(
                "\(place) changed while the volume was being read: \(expected.bytes) bytes of \(expected.modified), now"
                    + " \(file.identity.bytes) of \(file.identity.modified). Wait until whatever writes it is done")
        }
        self.index = index
    }

    /// Fills a buffer from an offset that was valid when the volume was opened.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int, place: Place) throws(SimstripError) {
        guard file.read(into: buffer, at: offset) else {
            throw .data(
                "\(place) cannot be read at byte \(offset): the file had \(file.identity.bytes) bytes, it was cut while"
                    + " being read or the disk fails")
        }
    }

    /// The page of a slice, ready to be decoded; the last one again if it is the same.
    func page(of record: SliceRecord, in volume: TIFFVolume, place: Place) throws -> DecodingPage {
        if let current, current.directory == record.directory { return current.page }
        current = nil
        let page = try DecodingPage(of: file, record: record, in: volume, place: place)
        current = (record.directory, page)
        return page
    }
}
