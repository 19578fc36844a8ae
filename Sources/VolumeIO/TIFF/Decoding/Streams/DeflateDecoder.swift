import CDeflate
import CZlib

/// Deflate in zlib's format (RFC 1950), which ends in an Adler-32 of what it holds, or in gzip's (RFC 1952), which ends in a
/// CRC-32.
///
/// libdeflate, twice as fast as zlib, decodes what has the size it should; zlib, which needs no room for all of it,
/// goes to the end of what has more.
final class DeflateDecoder: StreamDecoder {
    /// What is around the stream.
    enum Format {
        case zlib
        /// Of one member.
        case gzip
    }

    private let format: Format
    private let decompressor: OpaquePointer?
    private lazy var sink = StreamSink()

    init(_ format: Format = .zlib) {
        self.format = format
        decompressor = libdeflate_alloc_decompressor()
    }

    deinit { libdeflate_free_decompressor(decompressor) }

    func decode(
        _ stored: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer, surplus: Int
    ) -> StreamFault? {
        guard let decompressor else { return .memory }
        var count = 0
        let decompress = format == .zlib ? libdeflate_zlib_decompress : libdeflate_gzip_decompress
        let result = decompress(
            decompressor, stored.baseAddress, stored.count, decoded.baseAddress, decoded.count, &count)
        switch result {
        case LIBDEFLATE_SUCCESS: return count == decoded.count ? nil : .short(count)
        // It says so of damaged streams, too: that there is more is seen before the checksum.
        case LIBDEFLATE_INSUFFICIENT_SPACE:
            return surplus > 0 ? inflate(stored, into: decoded, surplus: surplus) : .surplus
        default: return .damaged("its Deflate data or their checksum are wrong")
        }
    }

    private func inflate(
        _ stored: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer, surplus: Int
    ) -> StreamFault? {
        // zlib keeps the address of the structure and compares it.
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        defer { stream.deallocate() }
        guard simstrip_inflate_init2(stream, format == .zlib ? 15 : 31) == Z_OK else { return .memory }
        defer { inflateEnd(stream) }
        var (taken, given) = (0, 0)
        while true {
            // zlib counts in 32 bits.
            let input = UnsafeRawBufferPointer(rebasing: stored[taken...].prefix(1 << 30))
            let output =
                given < decoded.count
                ? UnsafeMutableRawBufferPointer(rebasing: decoded[given...].prefix(1 << 30)) : sink.bytes
            stream.pointee.next_in = UnsafeMutablePointer(
                mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
            stream.pointee.avail_in = UInt32(input.count)
            stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_out = UInt32(output.count)
            let result = CZlib.inflate(stream, Z_NO_FLUSH)
            taken += input.count - Int(stream.pointee.avail_in)
            given += output.count - Int(stream.pointee.avail_out)
            if given - decoded.count > surplus { return .surplus }
            switch result {
            case Z_STREAM_END: return given < decoded.count ? .short(given) : nil
            case Z_OK: continue
            case Z_BUF_ERROR: return .truncated
            case Z_MEM_ERROR: return .memory
            default: return .damaged("zlib: \(stream.pointee.msg.map { String(cString: $0) } ?? "status \(result)")")
            }
        }
    }
}
