import VoxelCore

/// What a chunk went through when it was written.
enum ChunkFilter: Hashable, Sendable {
    /// A compression within another.
    enum Inner: String, Sendable {
        case lz4, zstd
    }

    /// Deflate in zlib's format (RFC 1950), which ends in an Adler-32.
    case deflate
    /// Deflate in gzip's format (RFC 1952), which ends in a CRC-32.
    case gzip
    /// The bytes of elements, all first ones before all second ones.
    case shuffle(element: Int)
    /// A checksum behind the chunk.
    case fletcher32
    /// A checksum behind the chunk, lowest byte first (RFC 3720).
    case crc32c
    case lz4
    case zstd
    /// The bits of elements likewise, in blocks of so many elements (0: a size that follows from the element's), and perhaps
    /// compressed block by block.
    case bitshuffle(element: Int, block: Int, inner: Inner?)
    case blosc

    /// Its name, as HDF5's tools or its registry, or Zarr's, have it.
    var name: String {
        switch self {
        case .deflate: "deflate"
        case .gzip: "gzip"
        case .shuffle: "shuffle"
        case .fletcher32: "fletcher32"
        case .crc32c: "crc32c"
        case .lz4: "lz4"
        case .zstd: "zstd"
        case .bitshuffle(_, _, let inner): inner.map { "bitshuffle-\($0.rawValue)" } ?? "bitshuffle"
        case .blosc: "blosc"
        }
    }

    /// Whether the number of bytes behind it depends on what they are.
    var isCompression: Bool {
        switch self {
        case .deflate, .gzip, .lz4, .zstd, .blosc: true
        case .bitshuffle(_, _, let inner): inner != nil
        case .shuffle, .fletcher32, .crc32c: false
        }
    }

    /// Whether it leaves the bytes as they are and puts four of a checksum behind them.
    var isChecksum: Bool { self == .fletcher32 || self == .crc32c }
}
