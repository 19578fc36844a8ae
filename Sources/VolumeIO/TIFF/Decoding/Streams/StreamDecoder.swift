/// A compression whose streams say where they end, and most of them by a checksum that all is as it was written.
///
/// libtiff stops once it has what it was asked for and looks at neither. These are decoded to their end.
protocol StreamDecoder: AnyObject {
    /// Decodes a strip or tile.
    ///
    /// What lies behind the end of the stream is not looked at: writers fill up to even offsets.
    ///
    /// - Parameters:
    ///   - stored: its bytes as they are in the file, the first bit of each the highest; not none.
    ///   - decoded: filled to the last byte; undefined where there is a fault. Not empty.
    ///   - surplus: the bytes that the stream may hold beyond those.
    /// - Returns: nil where the stream is whole and holds what was asked for.
    func decode(
        _ stored: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer, surplus: Int
    ) -> StreamFault?
}

/// Why a strip or tile is not what was written.
enum StreamFault {
    /// The stream ends as it should, but holds only so many bytes.
    case short(Int)
    /// The stream holds more than it may.
    case surplus
    /// The stored bytes end before the stream does.
    case truncated
    /// The stream breaks its rules or its checksum, in the words of its library.
    case damaged(String)
    /// There is no memory for it.
    case memory

    /// What was found, as the end of a message.
    ///
    /// - Parameter needed: the bytes that the strip or tile has to hold.
    func words(needed: Int) -> String {
        switch self {
        case .short(let bytes): "holds \(bytes) bytes, its rows have \(needed)"
        case .surplus: "holds more than the \(needed) bytes of its rows"
        case .truncated: "cannot be decoded, for its stored bytes end too soon"
        case .damaged(let reason): "cannot be decoded (\(reason))"
        case .memory: "cannot be decoded in the memory there is or --memory-limit allows"
        }
    }
}

/// Where decoders put what is more than asked for, piece by piece.
final class StreamSink {
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
    deinit { bytes.deallocate() }
}
