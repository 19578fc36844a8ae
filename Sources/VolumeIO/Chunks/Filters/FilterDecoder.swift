import VoxelCore

/// Undoes filters, chunk after chunk, in memory that it keeps. Not thread-safe.
final class FilterDecoder {
    private let memoryLimit: Int
    private lazy var deflate = DeflateDecoder()
    private lazy var gzip = DeflateDecoder(.gzip)
    private lazy var zstandard = ZstandardDecoder(memoryLimit: memoryLimit)
    private let stages = [GrowingBuffer(), GrowingBuffer()]
    private let block = GrowingBuffer()

    /// - Parameter memoryLimit: the bytes that a decoder may take beside the decoded ones.
    init(memoryLimit: Int) { self.memoryLimit = memoryLimit }

    /// Decodes a chunk.
    ///
    /// - Parameters:
    ///   - stored: its bytes in the file.
    ///   - filters: in the order of writing, one compression at most.
    ///   - decoded: filled to the last byte; undefined where there is a fault.
    /// - Returns: nil, or why the chunk is not what was written, as the end of a message.
    func decode(
        _ stored: UnsafeRawBufferPointer, filters: [ChunkFilter], into decoded: UnsafeMutableRawBufferPointer
    ) -> String? {
        var current = stored
        var stage = 0
        for (index, filter) in filters.enumerated().reversed() {
            if filter.isChecksum {
                let isFletcher = filter == .fletcher32
                guard let rest = isFletcher ? Fletcher32.verified(current) : CRC32C.verified(current) else {
                    return "does not match its checksum (\(isFletcher ? "Fletcher-32" : "CRC-32C"))"
                }
                current = rest
                continue
            }
            // Behind the compression there is as much as it left; before it, as many as the samples and checksums have.
            let before = filters[..<index]
            let bytes =
                before.contains(where: \.isCompression)
                ? current.count : decoded.count + 4 * before.count(where: \.isChecksum)
            let isLast = before.isEmpty
            let target = isLast ? decoded : stages[stage].bytes(bytes)
            stage = 1 - stage
            guard target.count == bytes else { return "holds \(bytes) bytes, its samples are \(target.count)" }
            if let fault = undo(filter, current, into: target) { return fault }
            current = UnsafeRawBufferPointer(target)
        }
        if filters.first?.isChecksum != false {
            guard current.count >= decoded.count else {
                return "holds \(current.count) bytes, its samples are \(decoded.count)"
            }
            decoded.copyMemory(from: UnsafeRawBufferPointer(rebasing: current[..<decoded.count]))
        }
        return nil
    }

    private func undo(
        _ filter: ChunkFilter, _ stored: UnsafeRawBufferPointer, into decoded: UnsafeMutableRawBufferPointer
    ) -> String? {
        guard !stored.isEmpty else { return "holds nothing" }
        switch filter {
        case .deflate: return deflate.decode(stored, into: decoded, surplus: 0)?.chunkWords(needed: decoded.count)
        case .gzip: return gzip.decode(stored, into: decoded, surplus: 0)?.chunkWords(needed: decoded.count)
        case .zstd: return zstandard.decode(stored, into: decoded, surplus: 0)?.chunkWords(needed: decoded.count)
        case .shuffle(let element):
            guard stored.count == decoded.count else {
                return "holds \(stored.count) bytes, its samples are \(decoded.count)"
            }
            Shuffle.undo(stored, element: element, into: decoded)
            return nil
        case .lz4: return LZ4Chunk.decode(stored, into: decoded) ? nil : "cannot be decoded (LZ4)"
        case .bitshuffle(let element, let size, let inner):
            let isWhole = Bitshuffle(element: element, block: size, inner: inner).decode(
                stored, into: decoded, scratch: block, zstandard: zstandard)
            return isWhole ? nil : "cannot be decoded (\(filter.name))"
        case .blosc: return BloscChunk.decode(stored, into: decoded) ? nil : "cannot be decoded (Blosc)"
        case .fletcher32, .crc32c: return nil
        }
    }
}

extension StreamFault {
    /// What was found, as the end of a message about a chunk.
    fileprivate func chunkWords(needed: Int) -> String {
        switch self {
        case .short(let bytes): "holds \(bytes) bytes, its samples are \(needed)"
        case .surplus: "holds more than the \(needed) bytes of its samples"
        case .truncated, .damaged, .memory: words(needed: needed)
        }
    }
}
