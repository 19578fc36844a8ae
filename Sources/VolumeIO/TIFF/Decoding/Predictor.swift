import VoxelCore

/// What was done to the rows of a strip or tile before they were compressed.
enum Predictor {
    case none
    /// Every sample is the difference from the one a pixel before it: TIFF 6.0, section 14.
    case differences
    /// The bytes of a row's samples by their significance, the highest first, and of all the difference from the byte
    /// before: Adobe Photoshop TIFF Technical Note 3.
    case floatingPoint

    /// The predictor that codecs undo; one of packed samples is the layout's (`PixelLayout.holdsDifferences`).
    ///
    /// - Throws: `SimstripError` of kind `data` where it does not fit the samples.
    init(of directory: TIFFDirectory, layout: PixelLayout, place: Place) throws(SimstripError) {
        switch directory.predictor {
        case 2 where !layout.holdsDifferences: self = .differences
        case 3:
            guard layout.sampleType.isFloatingPoint, layout.samplesPerPixel == 1 else {
                throw .data(
                    "\(place) has predictor 3, which is for floating point, on samples of"
                        + " \(layout.sampleType.rawValue); save it without a predictor")
            }
            self = .floatingPoint
        default: self = .none
        }
    }

    /// Turns decoded rows into the samples of the image.
    ///
    /// - Parameters:
    ///   - bytes: whole rows, aligned for their samples.
    ///   - rowBytes: the bytes of a row.
    ///   - layout: how samples lie in it; of 8, 16, 32 or 64 bits where there is something to undo.
    ///   - bytesAreSwapped: whether samples are in the other byte order. Where there is something to undo they are in
    ///     the machine's afterwards.
    ///   - scratch: a buffer for a row.
    func undo(
        in bytes: UnsafeMutableRawBufferPointer, rowBytes: Int, layout: PixelLayout, bytesAreSwapped: Bool,
        scratch: GrowingBuffer
    ) {
        precondition(bytes.count % rowBytes == 0, "rows are whole")
        let rows = stride(from: 0, to: bytes.count, by: rowBytes).lazy
            .map { UnsafeMutableRawBufferPointer(rebasing: bytes[$0..<$0 + rowBytes]) }
        switch self {
        case .none: break
        case .differences:
            if bytesAreSwapped { reverseBytes(of: bytes, sampleSize: layout.bits / 8) }
            switch layout.bits {
            case 8: for row in rows { addUp(row, of: UInt8.self, step: layout.samplesPerPixel) }
            case 16: for row in rows { addUp(row, of: UInt16.self, step: layout.samplesPerPixel) }
            case 32: for row in rows { addUp(row, of: UInt32.self, step: layout.samplesPerPixel) }
            default: for row in rows { addUp(row, of: UInt64.self, step: layout.samplesPerPixel) }
            }
        case .floatingPoint:
            let copy = scratch.bytes(rowBytes)
            for row in rows {
                addUp(row, of: UInt8.self, step: 1)
                copy.copyMemory(from: UnsafeRawBufferPointer(row))
                interleave(UnsafeRawBufferPointer(copy), into: row, sampleSize: layout.bits / 8)
            }
        }
    }
}

/// Adds to every sample the one some samples before it.
private func addUp<Sample: FixedWidthInteger>(_ row: UnsafeMutableRawBufferPointer, of: Sample.Type, step: Int) {
    let samples = row.assumingMemoryBound(to: Sample.self)
    guard step > 1 else {
        var sum: Sample = 0
        for index in 0..<samples.count {
            sum &+= samples[index]
            samples[index] = sum
        }
        return
    }
    for index in stride(from: step, to: samples.count, by: 1) { samples[index] &+= samples[index - step] }
}

/// Puts samples together from rows of bytes, the highest byte of all of them first.
private func interleave(
    _ planes: UnsafeRawBufferPointer, into row: UnsafeMutableRawBufferPointer, sampleSize: Int
) {
    let count = row.count / sampleSize
    let isLittleEndian = 1.littleEndian == 1
    for byte in 0..<sampleSize {
        let place = isLittleEndian ? sampleSize - 1 - byte : byte
        for index in 0..<count { row[index * sampleSize + place] = planes[byte * count + index] }
    }
}
