/// The memory in which a reader's strips and tiles are decoded: kept from file to file, since fresh memory costs more
/// than copying into it.
final class DecodingBuffers {
    /// The bytes of a strip or tile as they are stored.
    let stored = GrowingBuffer()
    /// A strip or tile of another plane of the same pixels.
    let plane = GrowingBuffer()
    /// A row whose bytes are put in another order.
    let row = GrowingBuffer()
    private var decoded: [GrowingBuffer] = []

    /// The buffer of a column of decoded strips or tiles.
    func decoded(column: Int) -> GrowingBuffer {
        while decoded.count <= column { decoded.append(GrowingBuffer()) }
        return decoded[column]
    }
}
