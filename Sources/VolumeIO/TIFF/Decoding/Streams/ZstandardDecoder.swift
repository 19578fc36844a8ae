import CZstd

/// Zstandard (RFC 8878): frames that end in a checksum where their writer asked for one.
final class ZstandardDecoder: StreamDecoder {
    private let context: OpaquePointer?
    private lazy var sink = StreamSink()

    /// - Parameter memoryLimit: the bytes that a window may take, up to zstd's own limit of 128 MiB.
    init(memoryLimit: Int) {
        context = ZSTD_createDCtx()
        let largest = min(27, max(10, Int.bitWidth - 1 - max(1, memoryLimit).leadingZeroBitCount))
        if let context { ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Int32(largest)) }
    }

    deinit { ZSTD_freeDCtx(context) }

    func decode(
        _ stored: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer, surplus: Int
    ) -> StreamFault? {
        guard let context else { return .memory }
        ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
        var input = ZSTD_inBuffer(src: stored.baseAddress, size: stored.count, pos: 0)
        var given = 0
        while true {
            let room =
                given < decoded.count ? UnsafeMutableRawBufferPointer(rebasing: decoded[given...]) : sink.bytes
            var output = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
            let taken = input.pos
            let result = ZSTD_decompressStream(context, &output, &input)
            given += output.pos
            if ZSTD_isError(result) != 0 { return .damaged("zstd: \(String(cString: ZSTD_getErrorName(result)))") }
            if given - decoded.count > surplus { return .surplus }
            if result == 0 {
                // A frame has ended, and its checksum held. A strip may be of several.
                if given >= decoded.count { return nil }
                if input.pos == input.size { return .short(given) }
            } else if input.pos == input.size, input.pos == taken, output.pos == 0 {
                return .truncated
            }
        }
    }
}
