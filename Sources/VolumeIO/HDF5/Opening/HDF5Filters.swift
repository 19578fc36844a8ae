import VoxelCore

/// The filters of HDF5 that are read.
extension ChunkFilter {
    /// The filters of a dataset, in the order of writing.
    ///
    /// - Throws: `SimstripError` of kind `data` for one that is not read, with its number.
    static func pipeline(
        _ filters: [HDF5Description.Filter], sampleSize: Int, place: String
    ) throws(SimstripError) -> [ChunkFilter] {
        guard filters.count <= 8 else { throw .data("\(place) has \(filters.count) filters, which is not read") }
        var result: [ChunkFilter] = []
        for filter in filters {
            guard let known = ChunkFilter(filter, sampleSize: sampleSize) else {
                let name = names[filter.number] ?? filter.name
                throw .data(
                    "\(place) is compressed with the filter \(filter.number)\(name.isEmpty ? "" : " (\(name))"), which is not"
                        + " read; write it with deflate, LZ4, bitshuffle, Zstandard or Blosc, or without (h5repack -f GZIP=1)"
                )
            }
            result.append(known)
        }
        guard result.count(where: \.isCompression) <= 1 else {
            throw .data(
                "\(place) is compressed twice, which is not read; write it with one compression (h5repack -f GZIP=1)")
        }
        return result
    }

    /// Those filters that a chunk's mask does not leave out.
    static func remaining(_ filters: [ChunkFilter], mask: UInt32) -> [ChunkFilter] {
        filters.enumerated().filter { mask >> UInt32($0.offset) & 1 == 0 }.map(\.element)
    }

    /// The names of filters that are not read.
    private static let names = [
        4: "SZIP", 5: "N-bit", 6: "scale-offset", 305: "LZO", 307: "bzip2", 32000: "LZF", 32003: "MAFISC",
        32010: "SPDP",
        32013: "ZFP", 32017: "SZ", 32024: "SZ3", 32026: "Blosc2", 32028: "SPERR",
    ]

    /// nil for what is not read.
    private init?(_ filter: HDF5Description.Filter, sampleSize: Int) {
        let parameters = filter.parameters
        switch filter.number {
        case 1: self = .deflate
        case 2: self = .shuffle(element: parameters.first ?? sampleSize)
        case 3: self = .fletcher32
        case 32_001: self = .blosc
        case 32_004: self = .lz4
        case 32_008:
            // Two numbers of its version come first.
            let element = parameters.count > 2 ? parameters[2] : sampleSize
            let block = parameters.count > 3 ? parameters[3] : 0
            guard element > 0, element <= 8, block <= 1 << 30 else { return nil }
            switch parameters.count > 4 ? parameters[4] : 0 {
            case 0: self = .bitshuffle(element: element, block: block, inner: nil)
            case 2: self = .bitshuffle(element: element, block: block, inner: .lz4)
            case 3: self = .bitshuffle(element: element, block: block, inner: .zstd)
            default: return nil
            }
        case 32_015: self = .zstd
        default: return nil
        }
    }
}
