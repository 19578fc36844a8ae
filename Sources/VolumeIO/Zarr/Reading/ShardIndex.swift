import VoxelCore

/// The index of a shard: of every chunk its offset and its bytes, each in 8 bytes, both all ones where there is none; then
/// perhaps a checksum.
struct ShardIndex {
    private let bytes: [UInt8]
    private let isLittleEndian: Bool

    /// Reads and checks an index.
    ///
    /// - Parameters:
    ///   - size: of the file, as it was found.
    ///   - entries: the number of chunks in the shard.
    ///   - place: the words with which messages name the shard.
    /// - Throws: `SimstripError` of kind `data` where it is damaged, or a chunk lies outside of the file.
    init(
        of path: String, bytes size: Int, entries: Int, _ shard: ZarrArray.Shard, place: String
    ) throws(SimstripError) {
        let count = 16 * entries + (shard.indexHasChecksum ? 4 : 0)
        let file = try InputFile(opening: path)
        guard file.identity.bytes == size, count <= size,
            let bytes = file.bytes(at: UInt64(shard.indexIsAtStart ? 0 : size - count), count: count)
        else {
            throw .data("\(place) is truncated: it has \(size) bytes, its index alone \(count)\(adviceForTruncated)")
        }
        guard !shard.indexHasChecksum || bytes.withUnsafeBytes({ CRC32C.verified($0) != nil }) else {
            throw .data("\(place) is damaged: its index does not match its checksum (CRC-32C)\(adviceForTruncated)")
        }
        (self.bytes, isLittleEndian) = (bytes, shard.indexIsLittleEndian)
        var stored = 0
        for entry in 0..<entries {
            let (offset, length) = numbers(entry)
            if offset == .max, length == .max { continue }
            guard offset <= UInt64(size), length <= UInt64(size) - offset, length > 0 else {
                throw .data(
                    "\(place) is damaged: its chunk \(entry) has \(length) bytes from byte \(offset) on, the file has"
                        + " \(size)\(adviceForTruncated)")
            }
            stored += Int(length)
            // Chunks that share their bytes let a small file claim any size.
            guard stored <= size else {
                throw .data("\(place) is damaged: its chunks are together larger than the file")
            }
        }
    }

    /// Where a chunk is; nil where it was never written.
    func place(_ entry: Int) -> ZarrChunks.Place? {
        let (offset, length) = numbers(entry)
        return offset == .max ? nil : .init(offset: Int(offset), bytes: Int(length))
    }

    private func numbers(_ entry: Int) -> (offset: UInt64, length: UInt64) {
        bytes.withUnsafeBytes { bytes in
            let offset = bytes.loadUnaligned(fromByteOffset: 16 * entry, as: UInt64.self)
            let length = bytes.loadUnaligned(fromByteOffset: 16 * entry + 8, as: UInt64.self)
            return isLittleEndian
                ? (UInt64(littleEndian: offset), UInt64(littleEndian: length))
                : (UInt64(bigEndian: offset), UInt64(bigEndian: length))
        }
    }
}
