import VoxelCore

extension BoxGrid {
    /// No measured grey values compress that much.
    private static let plausibleExpansion = 500

    /// Whatever the limit of memory, a stored chunk may have so many bytes.
    static let smallestLimit = 16 << 20

    /// Refuses what would need far more time and memory than its stored bytes can justify.
    ///
    /// - Throws: `SimstripError` of kind `data`.
    static func checkExpansion(
        from stored: Int, to decoded: Int, memoryLimit: Int, place: String
    ) throws(SimstripError) {
        let (plausible, overflow) = stored.multipliedReportingOverflow(by: plausibleExpansion)
        guard overflow || decoded <= max(plausible, memoryLimit) else {
            throw .data(
                "\(place) would grow from \(stored) to \(decoded) bytes when decoded, which no measured volume does;"
                    + " if it is real, raise --memory-limit above that, or write it without compression")
        }
    }
}

extension Warning {
    /// That chunks have to be decoded several times; nil where a reader can hold a layer of them.
    init?(layerOfChunks layer: Int, memoryLimit: Int) {
        guard layer > memoryLimit else { return nil }
        self.init(
            "chunks_decoded_again",
            "a layer of chunks takes \(mebibytes(layer)), a reader may hold \(mebibytes(memoryLimit)); what does not"
                + " fit is decoded once for each of its slices. --memory-limit \(layer / (1 << 20) + 1)MiB makes it faster,"
                + " with as much memory for each thread")
    }
}

extension SampleType {
    /// A sample of this type for messages.
    ///
    /// - Parameter bytes: as many as a sample has, in the machine's order.
    func words(ofSample bytes: [UInt8]) -> String {
        guard bytes.count == byteCount else { return "" }
        return bytes.withUnsafeBytes { bytes in
            switch self {
            case .uint8: "\(bytes.load(as: UInt8.self))"
            case .uint16: "\(bytes.loadUnaligned(as: UInt16.self))"
            case .uint32: "\(bytes.loadUnaligned(as: UInt32.self))"
            case .int8: "\(bytes.load(as: Int8.self))"
            case .int16: "\(bytes.loadUnaligned(as: Int16.self))"
            case .int32: "\(bytes.loadUnaligned(as: Int32.self))"
            case .float16: "\(bytes.loadUnaligned(as: Float16.self))"
            case .float32: "\(bytes.loadUnaligned(as: Float.self))"
            case .float64: "\(bytes.loadUnaligned(as: Double.self))"
            }
        }
    }
}
