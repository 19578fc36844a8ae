import VoxelCore

extension InputFile {
    /// Rows that are read but not wanted pass through a buffer of at most about this size.
    static let blockBytes = 1 << 20
    /// Reading so many bytes too many costs less than another call of the system.
    private static let cheapGap = 8 << 10

    /// Opens a file again that was looked at when its volume was opened.
    ///
    /// - Throws: `SimstripError` of kind `missingInput` where it has disappeared since then, of kind `data` where it has
    ///   changed.
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

    /// Reads a window of rows that lie one behind the other, all within what the file held when the volume was opened.
    ///
    /// - Parameters:
    ///   - offset: where row 0 begins.
    ///   - rowBytes: the bytes of a row.
    ///   - rows: not empty.
    ///   - bytes: those of each row, not empty.
    ///   - destination: exactly `rows.count · bytes.count` bytes.
    ///   - scratch: what is read of rows, but not wanted.
    func readWindow(
        at offset: Int, rowBytes: Int, rows: Range<Int>, bytes: Range<Int>,
        into destination: UnsafeMutableRawBufferPointer, scratch: GrowingBuffer, place: Place
    ) throws(SimstripError) {
        let width = bytes.count
        if width == rowBytes {
            return try read(into: destination, at: offset + rows.lowerBound * rowBytes, place: place)
        }
        guard rowBytes - width <= InputFile.cheapGap else {
            for row in rows {
                let target = (row - rows.lowerBound) * width
                try read(
                    into: UnsafeMutableRawBufferPointer(rebasing: destination[target..<target + width]),
                    at: offset + row * rowBytes + bytes.lowerBound, place: place)
            }
            return
        }
        let step = max(1, InputFile.blockBytes / rowBytes)
        for first in stride(from: rows.lowerBound, to: rows.upperBound, by: step) {
            let block = first..<min(first + step, rows.upperBound)
            let read = scratch.bytes(block.count * rowBytes)
            try self.read(into: read, at: offset + first * rowBytes, place: place)
            for row in block {
                let start = (row - first) * rowBytes + bytes.lowerBound
                let target = (row - rows.lowerBound) * width
                destination[target..<target + width].copyBytes(from: read[start..<start + width])
            }
        }
    }

    /// Reads a part of a box whose samples lie one behind the other.
    ///
    /// - Parameters:
    ///   - start: where the box begins.
    ///   - window: of the extents of the part.
    ///   - scratch: what is read of rows, but not wanted.
    func read(
        _ part: BoxPart, ofBoxAt start: Int, into window: SampleWindow, scratch: GrowingBuffer, place: Place
    ) throws(SimstripError) {
        let (first, rowBytes) = (start + part.offset, part.rowBytes)
        if window.width == rowBytes, let whole = window.whole {
            return try read(into: whole, at: first, place: place)
        }
        guard rowBytes <= InputFile.blockBytes / 8 else {
            for row in 0..<window.rows {
                try read(into: window.row(row), at: first + row * rowBytes, place: place)
            }
            return
        }
        let step = InputFile.blockBytes / rowBytes
        for row in stride(from: 0, to: window.rows, by: step) {
            let count = min(step, window.rows - row)
            let bytes = scratch.bytes((count - 1) * rowBytes + window.width)
            try read(into: bytes, at: first + row * rowBytes, place: place)
            for index in 0..<count {
                window.row(row + index).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: bytes[index * rowBytes..<index * rowBytes + window.width]))
            }
        }
    }
}
