import VoxelCore

/// A file of a volume that is read after the volume was opened.
extension InputFile {
    /// Opens a file of a volume again.
    ///
    /// - Throws: `SimstripError` of kind `missingInput` where it has disappeared since the volume was opened, of
    ///   kind `data` where it has changed.
    static func reopened(_ expected: SourceFile, place: Place) throws(SimstripError) -> InputFile {
        let file: InputFile
        do {
            file = try InputFile(opening: expected.path)
        } catch {
            throw SimstripError(error.kind, "\(place) was there when reading began, but now: \(error.message)")
        }
        guard file.identity.hasContents(of: expected) else {
            throw .data(
                "\(place) changed while the volume was being read: \(expected.bytes) bytes of \(expected.modified), now"
                    + " \(file.identity.bytes) of \(file.identity.modified). Wait until whatever writes it is done")
        }
        return file
    }

    /// Fills a buffer from an offset that was valid when the volume was opened.
    ///
    /// - Throws: `SimstripError` of kind `data` where the file has shrunk or cannot be read.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int, place: Place) throws(SimstripError) {
        guard read(into: buffer, at: offset) else {
            throw .data(
                "\(place) cannot be read at byte \(offset): the file had \(identity.bytes) bytes, it was cut while being"
                    + " read or the disk fails")
        }
    }
}
