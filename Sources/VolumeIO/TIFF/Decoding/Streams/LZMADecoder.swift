import CLZMA

/// LZMA in the .xz format: a check of every block, where its writer asked for one, and an index of their sizes.
final class LZMADecoder: StreamDecoder {
    private let stream: UnsafeMutablePointer<lzma_stream>
    private let memoryLimit: Int
    private lazy var sink = StreamSink()

    /// - Parameter memoryLimit: the bytes that dictionaries may take; a stream says itself how large its own is.
    init(memoryLimit: Int) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: lzma_stream())
        self.memoryLimit = memoryLimit
    }

    deinit {
        lzma_end(stream)
        stream.deallocate()
    }

    func decode(
        _ stored: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer, surplus: Int
    ) -> StreamFault? {
        // What an earlier strip has taken of memory is used again.
        guard lzma_stream_decoder(stream, UInt64(max(1, memoryLimit)), 0) == LZMA_OK else { return .memory }
        stream.pointee.next_in = stored.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = stored.count
        stream.pointee.next_out = decoded.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = decoded.count
        while true {
            let result = lzma_code(stream, LZMA_RUN)
            let given = Int(clamping: stream.pointee.total_out)
            if given - decoded.count > surplus { return .surplus }
            switch result {
            case LZMA_STREAM_END: return given < decoded.count ? .short(given) : nil
            // Without progress it says so once more, then that it has no more input.
            case LZMA_OK:
                guard stream.pointee.avail_out == 0 else { continue }
                stream.pointee.next_out = sink.bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
                stream.pointee.avail_out = sink.bytes.count
            case LZMA_BUF_ERROR: return .truncated
            case LZMA_MEM_ERROR, LZMA_MEMLIMIT_ERROR: return .memory
            default: return .damaged("liblzma: its data or their check are wrong, status \(result.rawValue)")
            }
        }
    }
}
