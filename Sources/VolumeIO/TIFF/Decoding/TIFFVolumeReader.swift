import VoxelCore

/// Reads windows of a TIFF volume's slices, with the last file kept open and the last band of strips or tiles decoded.
final class TIFFVolumeReader: VolumeReader {
    private let volume: TIFFVolume
    private var open: OpenFile?
    private let scratch = GrowingBuffer()
    private let buffers = DecodingBuffers()

    init(of volume: TIFFVolume) { self.volume = volume }

    func read(
        slice: Int, rows: Range<Int>, columns: Range<Int>, into destination: UnsafeMutableRawBufferPointer
    ) throws {
        let shape = volume.shape
        precondition(slice >= 0 && slice < shape.slices, "the slice lies within the volume")
        precondition(rows.lowerBound >= 0 && rows.upperBound <= shape.rows, "the rows lie within the slice")
        precondition(columns.lowerBound >= 0 && columns.upperBound <= shape.columns, "the columns lie within the slice")
        precondition(
            destination.count == rows.count * columns.count * volume.sampleType.byteCount,
            "the destination holds exactly the window")
        guard !destination.isEmpty else { return }

        let record = volume.slices[slice]
        let place = volume.place(ofSlice: slice)
        let file = try self.file(record.file, place: place)
        if let offset = record.contiguousOffset {
            let form = volume.forms[record.form]
            if form.layout.isPlain {
                try readPlain(form, at: offset, of: file, rows, columns, into: destination, place)
            } else {
                try readRows(form, at: offset, of: file, rows, columns, into: destination, place)
            }
        } else {
            try file.decode(record, of: volume, rows: rows, columns: columns, into: destination, place: place)
        }
        if volume.isOffset { subtractOffset(from: destination) }
    }

    /// The open file of an index, the last one again if it is the same.
    private func file(_ index: Int, place: Place) throws -> OpenFile {
        if let open, open.index == index { return open }
        open = nil
        let file = try OpenFile(index, of: volume, buffers: buffers, place: place)
        open = file
        return file
    }

    /// Samples that need no unpacking, straight from the file.
    private func readPlain(
        _ form: StoredForm, at offset: Int, of file: OpenFile, _ rows: Range<Int>, _ columns: Range<Int>,
        into destination: UnsafeMutableRawBufferPointer, _ place: Place
    ) throws {
        let size = form.layout.sampleType.byteCount
        try file.readWindow(
            at: offset, rowBytes: form.layout.columns * size, rows: rows,
            bytes: columns.lowerBound * size..<columns.upperBound * size, into: destination, scratch: scratch,
            place: place)
        form.layout.finishPlain(destination, bytesAreSwapped: form.bytesAreSwapped)
    }

    /// Samples that are packed or otherwise need a look each.
    private func readRows(
        _ form: StoredForm, at offset: Int, of file: OpenFile, _ rows: Range<Int>, _ columns: Range<Int>,
        into destination: UnsafeMutableRawBufferPointer, _ place: Place
    ) throws {
        guard let rowBytes = form.layout.byteCount(ofRow: form.layout.columns) else { return }
        let width = columns.count * form.layout.sampleType.byteCount
        try forBlocks(of: rows, rowBytes: rowBytes, at: offset, of: file, place) { row, bytes in
            let target = (row - rows.lowerBound) * width
            let isGrey = form.layout.transfer(
                row: bytes, pixels: columns, bytesAreSwapped: form.bytesAreSwapped,
                lowByteFirst: false,
                to: UnsafeMutableRawBufferPointer(rebasing: destination[target..<target + width]))
            guard isGrey else { throw unequalChannels(place, row: row) }
        }
    }

    /// Calls a function with every row of a range, read in blocks.
    private func forBlocks(
        of rows: Range<Int>, rowBytes: Int, at offset: Int, of file: OpenFile, _ place: Place,
        _ body: (Int, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let step = max(1, InputFile.blockBytes / rowBytes)
        for first in stride(from: rows.lowerBound, to: rows.upperBound, by: step) {
            let block = first..<min(first + step, rows.upperBound)
            let bytes = scratch.bytes(block.count * rowBytes)
            try file.read(into: bytes, at: offset + first * rowBytes, place: place)
            for row in block {
                let start = (row - first) * rowBytes
                try body(row, UnsafeRawBufferPointer(rebasing: bytes[start..<start + rowBytes]))
            }
        }
    }
}

/// Makes int16 of samples stored with 32768 added: the highest bit is the other one.
private func subtractOffset(from samples: UnsafeMutableRawBufferPointer) {
    // Bytes, for a window may begin anywhere; the machine is little endian or not.
    let high = 1.littleEndian == 1 ? 1 : 0
    for index in stride(from: high, to: samples.count, by: 2) { samples[index] ^= 0x80 }
}

/// The failure of an RGB slice that is not grey after all.
///
/// - Parameter row: the row, or the first of the strip or tile.
func unequalChannels(_ place: Place, row: Int) -> SimstripError {
    .data(
        "\(place) is a colour image: in row \(row) or the strip that begins there red, green and blue differ, or the alpha is"
            + " not full; save the slices as 8- or 16-bit grey")
}
