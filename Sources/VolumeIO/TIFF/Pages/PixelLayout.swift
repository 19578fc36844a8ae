import CLibTIFF
import VoxelCore

/// How the samples of a page lie in its decoded bytes, and what they become.
struct PixelLayout: Hashable, Sendable {
    let rows: Int
    let columns: Int
    /// The type of the samples that are delivered.
    let sampleType: SampleType
    /// Bits per stored sample; samples of less than a byte or between bytes are packed, highest bit first.
    let bits: Int
    /// The samples of a pixel that lie side by side: 1; 3 for an RGB page, whose channels have to be equal; 2 or 4 with an
    /// alpha, which has to be full.
    let samplesPerPixel: Int
    /// The planes that hold a sample of every pixel: 1; 3 or 4 for an RGB page whose channels lie one behind the other.
    let planes: Int
    /// MinIsWhite: stored samples count down from the largest.
    let isInverted: Bool
    /// Rows hold differences that no codec of libtiff's adds up: predictor 2 of packed or uncompressed samples.
    let holdsDifferences: Bool
    /// The grey values of a palette's entries.
    let palette: [UInt16]?

    /// Whether bytes can be handed on as they are, but for their order.
    var isPlain: Bool {
        bits == sampleType.byteCount * 8 && samplesPerPixel == 1 && !holdsDifferences && palette == nil
    }

    /// Whether pages of the two layouts can be slices of one volume.
    func fits(_ other: PixelLayout) -> Bool {
        rows == other.rows && columns == other.columns && sampleType == other.sampleType
    }

    /// The bytes of a row of so many pixels; rows begin at bytes.
    ///
    /// - Returns: nil where the number does not fit an Int.
    func byteCount(ofRow columns: Int) -> Int? {
        let (samples, a) = columns.multipliedReportingOverflow(by: samplesPerPixel)
        let (bitCount, b) = samples.multipliedReportingOverflow(by: bits)
        let (rounded, c) = bitCount.addingReportingOverflow(7)
        return a || b || c ? nil : rounded / 8
    }

    /// Decides how a directory's samples are read.
    ///
    /// - Throws: `SimstripError` of kind `data` with the reason and a way out, for whatever is not one grey value
    ///   per voxel in a known type.
    init(
        of directory: TIFFDirectory, handle: borrowing TIFFHandle, compression: Compression, options: ReadingOptions,
        place: Place
    ) throws(SimstripError) {
        let bits = directory.bitsPerSample
        guard directory.orientation == 1 else {
            throw .data(
                "\(place) has orientation \(directory.orientation); only 1 (first row on top, first column on the left)"
                    + " is read. Rewrite the slices upright, for instance with 'tiffset -s 274 1' if the tag is wrong")
        }
        let samples = try PixelLayout.samplesPerPixel(of: directory, options: options, place: place)
        (samplesPerPixel, planes) = directory.isPlanar && samples > 1 ? (1, samples) : (samples, 1)
        if directory.photometric == Int(PHOTOMETRIC_PALETTE) {
            let grey = try PixelLayout.greyPalette(of: handle, bits: bits, options: options, place: place)
            palette = grey.values
            sampleType = grey.sampleType
        } else {
            palette = nil
            sampleType = try PixelLayout.sampleType(bits: bits, format: directory.sampleFormat, place: place)
        }
        self.bits = bits
        rows = directory.rows
        columns = directory.columns
        isInverted = directory.photometric == Int(PHOTOMETRIC_MINISWHITE)
        if isInverted && sampleType.isFloatingPoint {
            throw .data(
                "\(place) is MinIsWhite in \(sampleType.rawValue), which has no largest value to count down from;"
                    + " rewrite it as MinIsBlack")
        }
        let isWhole = [8, 16, 32, 64].contains(bits)
        switch directory.predictor {
        case 1: holdsDifferences = false
        // Pictures of black and white and JPEG have no use for it; what some writers leave there means nothing.
        case _ where compression.isBilevel || compression == .jpeg: holdsDifferences = false
        case 2:
            holdsDifferences = !compression.hasPredictor || !isWhole
            if holdsDifferences && (sampleType.isFloatingPoint || samples > 1) {
                throw .data(
                    "\(place) has predictor 2 on floating-point or RGB samples that are not compressed, which readers"
                        + " understand differently; save it without a predictor")
            }
        case 3 where compression.hasPredictor: holdsDifferences = false
        default: throw .data("\(place) has the unknown predictor \(directory.predictor) for \(compression.name)")
        }
        if compression.isBilevel && bits != 1 {
            throw .data("\(place) is damaged: \(compression.name) compression of \(bits)-bit samples")
        }
        if compression == .jpeg && (bits != 8 || samples != 1) {
            throw .data("\(place) is JPEG compressed with \(bits)-bit samples; only 8-bit grey is read")
        }
    }

    private static func samplesPerPixel(
        of directory: TIFFDirectory, options: ReadingOptions, place: Place
    ) throws(SimstripError) -> Int {
        let samples = directory.samplesPerPixel
        switch directory.photometric {
        case Int(PHOTOMETRIC_MINISWHITE), Int(PHOTOMETRIC_MINISBLACK), Int(PHOTOMETRIC_PALETTE):
            if samples == 1 { return 1 }
            let isGreyWithAlpha =
                samples == 2 && directory.photometric == Int(PHOTOMETRIC_MINISBLACK)
                && [8, 16].contains(directory.bitsPerSample)
                && directory.sampleFormat == Int(SAMPLEFORMAT_UINT) && directory.hasAlpha && !directory.isPlanar
            guard isGreyWithAlpha, options.allowGreyRGB else {
                throw .data(
                    "\(place) has \(samples) samples per pixel, one is needed; save the grey channel alone"
                        + (isGreyWithAlpha ? ", or give --allow-grey-rgb if the other is an alpha that is full" : ""))
            }
            return 2
        case Int(PHOTOMETRIC_RGB):
            guard options.allowGreyRGB else {
                throw .data(
                    "\(place) is an RGB image, grey is needed; save the slices as 8- or 16-bit grey, or give"
                        + " --allow-grey-rgb if its three channels are equal")
            }
            guard samples == 3 || samples == 4, [8, 16].contains(directory.bitsPerSample),
                directory.sampleFormat == Int(SAMPLEFORMAT_UINT)
            else {
                throw .data(
                    "\(place) is an RGB image of \(samples) channels of \(directory.bitsPerSample) bits, which --allow-grey-rgb"
                        + " does not cover: it reads three of 8 or 16 bits, with or without alpha; save the slices as grey"
                )
            }
            return samples
        case let other:
            throw .data(
                "\(place) is \(name(ofPhotometric: other)), grey is needed; save the slices as 8- or 16-bit grey")
        }
    }

    private static func sampleType(bits: Int, format: Int, place: Place) throws(SimstripError) -> SampleType {
        switch (format, bits) {
        case (1, 1...8), (4, 1...8): return .uint8
        case (1, 9...16), (4, 9...16): return .uint16
        // Three bytes, highest first, in files of either byte order.
        case (1, 24), (1, 32), (4, 32): return .uint32
        case (2, 8): return .int8
        case (2, 16): return .int16
        case (2, 32): return .int32
        case (3, 16): return .float16
        case (3, 32): return .float32
        case (3, 64): return .float64
        default:
            let names = [1: "unsigned", 2: "signed", 3: "floating-point", 5: "complex integer", 6: "complex"]
            let kind = names[format].map { "\($0) " } ?? ""
            throw .data(
                "\(place) has \(bits)-bit \(kind)samples; integers of 8, 16 or 32 bits, unsigned ones of up to 16,"
                    + " and floating point of 16, 32 or 64 bits are read. Convert it, for instance to float32")
        }
    }

    private static func greyPalette(
        of handle: borrowing TIFFHandle, bits: Int, options: ReadingOptions, place: Place
    ) throws(SimstripError) -> (values: [UInt16], sampleType: SampleType) {
        guard options.allowGreyRGB else {
            throw .data(
                "\(place) has a colour palette, grey is needed; save the slices as 8- or 16-bit grey, or give"
                    + " --allow-grey-rgb if the palette is grey")
        }
        guard (1...16).contains(bits), let tables = handle.palette(entries: 1 << bits) else {
            throw .data("\(place) is damaged: its palette is missing")
        }
        guard tables.red == tables.green, tables.red == tables.blue else {
            throw .data("\(place) has a palette of colours, not of greys; save the slices as 8- or 16-bit grey")
        }
        // Palettes are 16 bit. Writers of 8-bit greys repeat the byte, leave the low one 0, or (older ones) the high.
        let grey = tables.red
        if grey.allSatisfy({ $0 < 256 }) { return (grey, .uint8) }
        if grey.allSatisfy({ $0 & 0xFF == $0 >> 8 || $0 & 0xFF == 0 }) { return (grey.map { $0 >> 8 }, .uint8) }
        return (grey, .uint16)
    }

    private static func name(ofPhotometric number: Int) -> String {
        switch number {
        case 4: "a transparency mask"
        case 5: "a CMYK image"
        case 6: "a YCbCr image"
        case 8, 9, 10: "a CIELAB image"
        case 32803: "a colour filter array image"
        case 32844, 32845: "a LogLuv image"
        default: "of the photometric interpretation \(number)"
        }
    }
}
