/// Decoded chunks of the slice that is being read, as many as memory allows.
///
/// Whoever walks through slices asks for the same chunks in every slice of a layer. Those that do not fit are decoded each
/// time; those that are there stay, for a chunk that were thrown out for the next would be missed in the next slice.
final class ChunkCache {
    /// A chunk of one of the volume's parts.
    struct Key: Hashable {
        let part: Int
        let chunk: Int
    }

    private struct Entry {
        let slices: Range<Int>
        let buffer: GrowingBuffer
        let room: Int
    }

    private let limit: Int
    private var entries: [Key: Entry] = [:]
    private var spare: [(buffer: GrowingBuffer, room: Int)] = []
    private var taken = 0
    /// The slices for which all entries are of use.
    private var slices = 0..<Int.max
    private let passing = GrowingBuffer()

    /// - Parameter limit: bytes of decoded chunks.
    init(limit: Int) { self.limit = limit }

    /// Gives up what a slice has no use for.
    func begin(slice: Int) {
        guard !slices.contains(slice) else { return }
        slices = 0..<Int.max
        for (key, entry) in entries {
            if entry.slices.contains(slice) {
                slices = slices.clamped(to: entry.slices)
            } else {
                spare.append((entry.buffer, entry.room))
                entries[key] = nil
            }
        }
    }

    /// A decoded chunk, valid until the next is asked for.
    ///
    /// - Parameters:
    ///   - bytes: of the chunk.
    ///   - slices: of the volume, that it is of use for.
    ///   - decode: fills it.
    func chunk(
        _ key: Key, bytes: Int, slices: Range<Int>, decode: (UnsafeMutableRawBufferPointer) throws -> Void
    ) throws -> UnsafeRawBufferPointer {
        if let entry = entries[key] { return UnsafeRawBufferPointer(entry.buffer.bytes(bytes)) }
        var place = spare.popLast()
        if let found = place, found.room < bytes {
            // It would have to grow; its place is given up instead.
            taken -= found.room
            place = nil
        }
        if place == nil, bytes <= limit - taken {
            place = (GrowingBuffer(), bytes)
            taken += bytes
        }
        guard let place else {
            let memory = passing.bytes(bytes)
            try decode(memory)
            return UnsafeRawBufferPointer(memory)
        }
        let memory = place.buffer.bytes(bytes)
        do {
            try decode(memory)
        } catch {
            spare.append(place)
            throw error
        }
        entries[key] = Entry(slices: slices, buffer: place.buffer, room: place.room)
        self.slices = self.slices.clamped(to: slices)
        return UnsafeRawBufferPointer(memory)
    }
}
