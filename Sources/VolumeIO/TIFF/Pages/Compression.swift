/// The compression schemes that are read. What is not listed is refused: every codec is a door.
enum Compression: Int, Sendable {
    case none = 1
    case ccittRLE = 2
    case ccittFax3 = 3
    case ccittFax4 = 4
    case lzw = 5
    case jpeg = 7
    case adobeDeflate = 8
    case ccittRLEWords = 32771
    case packBits = 32773
    case deflate = 32946
    case lzma = 34925
    case zstd = 50000

    /// The name in reports; both Deflate tags hold the same code.
    var name: String {
        switch self {
        case .none: "none"
        case .ccittRLE, .ccittRLEWords: "ccitt-rle"
        case .ccittFax3: "ccitt-fax3"
        case .ccittFax4: "ccitt-fax4"
        case .lzw: "lzw"
        case .jpeg: "jpeg"
        case .adobeDeflate, .deflate: "deflate"
        case .packBits: "packbits"
        case .lzma: "lzma"
        case .zstd: "zstd"
        }
    }

    /// No code of the scheme expands to more bytes per stored byte than this; nil where nothing useful bounds it.
    ///
    /// Deflate: 258 bytes from 2 bits. PackBits: 128 bytes from 2. LZW: a table of 4096 strings, the longest from
    /// 12 bits. Zstandard: a block of 128 KiB from 4 bytes. LZMA: measured on zeros, 1:7,100.
    var largestExpansion: Int? {
        switch self {
        case .none: 1
        case .packBits: 64
        case .adobeDeflate, .deflate: 1040
        case .lzw: 4096
        case .zstd, .lzma: 1 << 15
        case .ccittRLE, .ccittRLEWords, .ccittFax3, .ccittFax4, .jpeg: nil
        }
    }

    /// Whether decoded samples may differ from those that were stored.
    var isLossy: Bool { self == .jpeg }

    /// A decoder of its streams; nil where it has none that know their end, and libtiff decodes.
    ///
    /// - Parameter memoryLimit: the bytes that it may take beside the decoded ones.
    func makeStreamDecoder(memoryLimit: Int) -> (any StreamDecoder)? {
        switch self {
        case .adobeDeflate, .deflate: DeflateDecoder()
        case .zstd: ZstandardDecoder(memoryLimit: memoryLimit)
        case .lzma: LZMADecoder(memoryLimit: memoryLimit)
        case .none, .ccittRLE, .ccittRLEWords, .ccittFax3, .ccittFax4, .lzw, .jpeg, .packBits: nil
        }
    }

    /// Whether it only knows black and white.
    var isBilevel: Bool {
        switch self {
        case .ccittRLE, .ccittRLEWords, .ccittFax3, .ccittFax4: true
        default: false
        }
    }

    /// Whether libtiff applies predictors with it.
    var hasPredictor: Bool {
        switch self {
        case .lzw, .adobeDeflate, .deflate, .zstd, .lzma: true
        default: false
        }
    }

    /// The name of a scheme that is not read, for the message that refuses it.
    static func name(ofScheme number: Int) -> String {
        switch number {
        case 6: "old-style JPEG"
        case 9, 10: "JBIG"
        case 32766: "NeXT"
        case 32809: "ThunderScan"
        case 32909: "PixarLog"
        case 34676, 34677: "SGI LogLuv"
        case 33003, 33004, 33005, 34712: "JPEG 2000"
        case 34887: "LERC"
        case 34892: "lossy DNG JPEG"
        case 50001: "WebP"
        case 50002: "JPEG XL"
        default: "compression number \(number)"
        }
    }
}
