import CLibTIFF
import VoxelCore

/// The fields of one directory that say how its samples are stored, as libtiff reads them.
struct TIFFDirectory {
    let columns: Int
    let rows: Int
    let bitsPerSample: Int
    let samplesPerPixel: Int
    /// 1 unsigned, 2 signed, 3 floating point, 4 undefined, 5 and 6 complex.
    let sampleFormat: Int
    let photometric: Int
    let isPlanar: Bool
    /// Whether the last sample of a pixel is an alpha.
    let hasAlpha: Bool
    let compressionScheme: Int
    let predictor: Int
    let orientation: Int
    /// Whether the first sample of a byte lies in its lowest bits.
    let isLowBitFirst: Bool
    let isTiled: Bool
    /// The extents of a tile; of a strip, whose last may be shorter.
    let chunkRows: Int
    let chunkColumns: Int

    /// Reads the handle's current directory.
    ///
    /// - Throws: `SimstripError` of kind `data` where extents are missing or zero.
    init(of handle: borrowing TIFFHandle, raw: RawDirectory, place: Place) throws(SimstripError) {
        guard let columns = handle.long(TIFFTAG_IMAGEWIDTH), let rows = handle.long(TIFFTAG_IMAGELENGTH),
            columns > 0, rows > 0
        else { throw .data("\(place) is damaged: its image has no width or no height") }
        self.columns = columns
        self.rows = rows
        bitsPerSample = handle.short(TIFFTAG_BITSPERSAMPLE, orDefault: true) ?? 1
        samplesPerPixel = handle.short(TIFFTAG_SAMPLESPERPIXEL, orDefault: true) ?? 1
        sampleFormat = handle.short(TIFFTAG_SAMPLEFORMAT, orDefault: true) ?? 1
        photometric = handle.short(TIFFTAG_PHOTOMETRIC) ?? Int(PHOTOMETRIC_MINISBLACK)
        isPlanar = handle.short(TIFFTAG_PLANARCONFIG, orDefault: true) == Int(PLANARCONFIG_SEPARATE)
        hasAlpha = raw.unsigned(UInt16(TIFFTAG_EXTRASAMPLES)).map { $0 == 1 || $0 == 2 } ?? false
        compressionScheme = handle.short(TIFFTAG_COMPRESSION, orDefault: true) ?? Int(COMPRESSION_NONE)
        // Read from the file itself: libtiff knows the tag only with the codecs that use it.
        predictor = raw.unsigned(UInt16(TIFFTAG_PREDICTOR)).flatMap { Int(exactly: $0) } ?? 1
        orientation = raw.unsigned(UInt16(TIFFTAG_ORIENTATION)).flatMap { Int(exactly: $0) } ?? 1
        isLowBitFirst = handle.short(TIFFTAG_FILLORDER, orDefault: true) == Int(FILLORDER_LSB2MSB)
        isTiled = handle.isTiled
        if isTiled {
            guard let tileRows = handle.long(TIFFTAG_TILELENGTH), let tileColumns = handle.long(TIFFTAG_TILEWIDTH),
                tileRows > 0, tileColumns > 0
            else { throw .data("\(place) is damaged: its tiles have no width or no height") }
            chunkRows = tileRows
            chunkColumns = tileColumns
        } else {
            let rowsPerStrip = handle.long(TIFFTAG_ROWSPERSTRIP, orDefault: true) ?? rows
            guard rowsPerStrip > 0 else { throw .data("\(place) is damaged: strips of 0 rows") }
            chunkRows = min(rowsPerStrip, rows)
            chunkColumns = columns
        }
    }
}
