import VoxelCore

/// Decodes the strips or tiles of a page from their stored bytes: by decoders that go to the end of a stream, where its
/// compression has one, and else by libtiff.
final class ChunkDecoder {
    /// The page's directory is its current one.
    let handle: TIFFHandle
    private let page: Page
    /// nil where libtiff decodes.
    private let stream: (any StreamDecoder)?
    private let predictor: Predictor
    /// Whether the file's samples are in the other byte order.
    private let isSwapped: Bool
    private let buffers: DecodingBuffers
    private let memoryLimit: Int

    /// - Parameters:
    ///   - handle: with the page's directory as the current one.
    ///   - memoryLimit: the bytes a decoder may take beside the decoded ones.
    /// - Throws: `SimstripError` of kind `data` where the predictor does not fit the samples.
    init(
        of page: Page, form: StoredForm, handle: consuming TIFFHandle, buffers: DecodingBuffers, memoryLimit: Int,
        place: Place
    ) throws(SimstripError) {
        self.handle = handle
        self.page = page
        self.buffers = buffers
        self.memoryLimit = memoryLimit
        isSwapped = form.bytesAreSwapped
        stream = page.compression.makeStreamDecoder(memoryLimit: memoryLimit)
        predictor = stream == nil ? .none : try Predictor(of: page.directory, layout: page.layout, place: place)
    }

    /// Whether decoded samples of 2, 4 or 8 bytes are in the other byte order. libtiff swaps them.
    var bytesAreSwapped: Bool { stream != nil && predictor == .none && isSwapped }

    /// Whether decoded 24-bit samples have their lowest byte first: they have their highest first in the file, and
    /// libtiff swaps those of big-endian files.
    var lowByteFirst: Bool { stream == nil && isSwapped == (1.littleEndian == 1) }

    /// Decodes a strip or tile.
    ///
    /// - Parameters:
    ///   - index: the strip or tile, those of further planes behind those of the first.
    ///   - stored: all its stored bytes, not none; undefined afterwards.
    ///   - decoded: its rows, all of them where it is compressed, aligned for their samples.
    /// - Throws: `SimstripError` of kind `data` where it is not whole.
    func decode(
        _ index: Int, from stored: UnsafeMutableRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer,
        place: Place
    ) throws(SimstripError) {
        // Some writers fill the last strip up to the height of the others.
        let isLastStrip = !page.grid.isTiled && index % page.grid.count == page.grid.count - 1
        guard let stream else {
            return try decodeByLibtiff(index, from: stored, into: decoded, surplusAllowed: isLastStrip, place)
        }
        if page.directory.isLowBitFirst { TIFFHandle.reverseBits(of: stored) }
        let surplus = isLastStrip ? max(0, memoryLimit - decoded.count) : 0
        if let fault = stream.decode(UnsafeRawBufferPointer(stored), into: decoded, surplus: surplus) {
            throw .data(
                "\(place) is damaged: its \(page.grid.isTiled ? "tile" : "strip") \(index) of \(page.compression.name)"
                    + " \(fault.words(needed: decoded.count)); take the file from a copy, or write it again")
        }
        predictor.undo(
            in: decoded, rowBytes: page.grid.rowBytes, layout: page.layout, bytesAreSwapped: isSwapped,
            scratch: buffers.row)
    }

    /// libtiff's codecs pass over some damage: of what they leave out nothing is left to what the memory held.
    private func decodeByLibtiff(
        _ index: Int, from stored: UnsafeMutableRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer,
        surplusAllowed: Bool, _ place: Place
    ) throws(SimstripError) {
        let compression = page.compression
        // Pictures that end too soon are only warned of, and so is PackBits that holds more than its rows.
        let warningsCount =
            compression.isBilevel || compression == .jpeg || compression == .packBits && !surplusAllowed
        if compression != .none { decoded.initializeMemory(as: UInt8.self, repeating: 0) }
        try handle.decode(chunk: index, from: stored, into: decoded, warningsCount: warningsCount, place: place)
    }
}
