import CLibTIFF
import Glibc
import VoxelCore

/// A libtiff handle on an open file: the one boundary where C is called and return codes become errors.
///
/// It reads the file's descriptor and must not outlive it.
struct TIFFHandle: ~Copyable {
    private let tiff: OpaquePointer
    private let messages: UnsafeMutablePointer<simstrip_tiff_messages>

    /// Opens a handle without reading a directory.
    ///
    /// - Throws: `SimstripError` of kind `data` with libtiff's own words.
    init(_ file: borrowing InputFile, memoryLimit: Int, place: Place) throws(SimstripError) {
        // Nothing libtiff allocates, chiefly the tables of a directory, is larger than the file, but for the rows a
        // codec works on; small files get room for those.
        let justified = max(16 << 20, file.identity.bytes.addingReportingOverflow(1 << 20).partialValue)
        let messages = UnsafeMutablePointer<simstrip_tiff_messages>.allocate(capacity: 1)
        messages.initialize(to: simstrip_tiff_messages())
        // libtiff takes the header to be where the descriptor stands, which an earlier handle has moved.
        lseek(file.descriptor, 0, SEEK_SET)
        let limit = tmsize_t(min(justified, max(memoryLimit, 16 << 20)))
        guard let tiff = simstrip_tiff_open(file.descriptor, "", limit, messages) else {
            let words = TIFFHandle.text(of: messages)
            messages.deallocate()
            throw .data("\(place) cannot be read as TIFF\(words)")
        }
        self.tiff = tiff
        self.messages = messages
    }

    deinit {
        // Not TIFFClose, which would close the descriptor as well.
        TIFFCleanup(tiff)
        messages.deallocate()
    }

    /// Makes the directory at an offset the current one.
    func select(directoryAt offset: UInt64, place: Place) throws(SimstripError) {
        messages.pointee.count = 0
        guard TIFFSetSubDirectory(tiff, offset) == 1 else {
            throw .data("\(place) has a damaged directory\(complaint)")
        }
    }

    /// A field libtiff stores as a 16-bit number; nil where it is absent and has no default.
    func short(_ tag: Int32, orDefault: Bool = false) -> Int? {
        var value: UInt16 = 0
        let found =
            orDefault
            ? simstrip_tiff_get_u16_defaulted(tiff, UInt32(tag), &value)
            : simstrip_tiff_get_u16(tiff, UInt32(tag), &value)
        return found == 1 ? Int(value) : nil
    }

    /// A field libtiff stores as a 32-bit number; nil where it is absent and has no default.
    func long(_ tag: Int32, orDefault: Bool = false) -> Int? {
        var value: UInt32 = 0
        let found =
            orDefault
            ? simstrip_tiff_get_u32_defaulted(tiff, UInt32(tag), &value)
            : simstrip_tiff_get_u32(tiff, UInt32(tag), &value)
        return found == 1 ? Int(value) : nil
    }

    /// A text field, read as UTF-8 and, where it is not that, as Latin-1, in which older writers put their µ.
    func text(_ tag: Int32) -> String? {
        guard let start = simstrip_tiff_get_text(tiff, UInt32(tag)) else { return nil }
        if let text = String(validatingCString: start) { return text }
        var scalars = String.UnicodeScalarView()
        var index = 0
        while start[index] != 0 {
            scalars.append(Unicode.Scalar(UInt8(bitPattern: start[index])))
            index += 1
        }
        return String(scalars)
    }

    /// The palette's red, green and blue tables, of so many entries each.
    func palette(entries: Int) -> (red: [UInt16], green: [UInt16], blue: [UInt16])? {
        var red: UnsafePointer<UInt16>?
        var green: UnsafePointer<UInt16>?
        var blue: UnsafePointer<UInt16>?
        guard simstrip_tiff_get_palette(tiff, &red, &green, &blue) == 1, let red, let green, let blue else {
            return nil
        }
        func table(_ start: UnsafePointer<UInt16>) -> [UInt16] {
            Array(UnsafeBufferPointer(start: start, count: entries))
        }
        return (table(red), table(green), table(blue))
    }

    /// Whether the current directory's image lies in tiles.
    var isTiled: Bool { TIFFIsTiled(tiff) != 0 }

    /// The number of strips or tiles of the current directory.
    var chunkCount: Int { isTiled ? Int(TIFFNumberOfTiles(tiff)) : Int(TIFFNumberOfStrips(tiff)) }

    /// Whether libtiff was built with a compression scheme.
    static func canDecode(scheme: Int) -> Bool {
        UInt16(exactly: scheme).map { TIFFIsCODECConfigured($0) == 1 } ?? false
    }

    /// Where a strip or tile is stored and in how many bytes; nil where libtiff cannot tell.
    func extent(ofChunk index: Int) -> (offset: UInt64, bytes: UInt64)? {
        messages.pointee.count = 0
        var failed: Int32 = 0
        let offset = TIFFGetStrileOffsetWithErr(tiff, UInt32(index), &failed)
        guard failed == 0 else { return nil }
        let bytes = TIFFGetStrileByteCountWithErr(tiff, UInt32(index), &failed)
        guard failed == 0 else { return nil }
        return (offset, bytes)
    }

    /// Makes the codec deliver the differences of predictor 2 as they are.
    func disablePredictor(place: Place) throws(SimstripError) {
        guard simstrip_tiff_disable_predictor(tiff) == 1 else {
            throw .data("\(place) has a predictor that its compression does not know\(complaint)")
        }
    }

    /// Turns the bits of every byte around: the first becomes the highest.
    static func reverseBits(of bytes: UnsafeMutableRawBufferPointer) {
        TIFFReverseBits(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), tmsize_t(bytes.count))
    }

    /// Decodes the first bytes of a strip or tile from its bytes as they are stored.
    ///
    /// - Parameters:
    ///   - index: the strip or tile.
    ///   - stored: all its stored bytes, not none; some codecs write here and put back what they found.
    ///   - decoded: filled from the first row on, in the machine's byte order; no larger than the strip or tile
    ///     and aligned for its samples. Codecs may leave out some of it where the stored bytes are damaged.
    ///   - warningsCount: whether warnings are complaints: of data that end too soon some codecs only warn.
    /// - Throws: `SimstripError` of kind `data` where it does not decode to so many bytes, or libtiff complains at
    ///   all: some of its codecs report damage and carry on with what they have.
    func decode(
        chunk index: Int, from stored: UnsafeMutableRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer,
        warningsCount: Bool, place: Place
    ) throws(SimstripError) {
        messages.pointee.count = 0
        messages.pointee.takes_warnings = warningsCount ? 1 : 0
        defer { messages.pointee.takes_warnings = 0 }
        let isDecoded = TIFFReadFromUserBuffer(
            tiff, UInt32(index), stored.baseAddress, tmsize_t(stored.count), decoded.baseAddress,
            tmsize_t(decoded.count))
        guard isDecoded == 1, messages.pointee.count == 0 else {
            throw .data("\(place) is damaged: \(isTiled ? "tile" : "strip") \(index) cannot be decoded\(complaint)")
        }
    }

    /// libtiff's first complaint since the last call, as the end of a message.
    private var complaint: String { TIFFHandle.text(of: messages) }

    private static func text(of messages: UnsafeMutablePointer<simstrip_tiff_messages>) -> String {
        guard messages.pointee.count > 0 else { return "" }
        let words = withUnsafeBytes(of: messages.pointee.text) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        // The text quotes the file's own strings in places; no control character of theirs reaches a terminal.
        let clean = words.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : String($0) }.joined()
        return " (libtiff: \(clean))"
    }
}
