import VoxelCore

/// `.zarray`: the metadata of an array in version 2.
struct ZarrV2Array: Decodable {
    let format: Int
    let shape: [Int]
    let chunks: [Int]
    let type: DataType
    let compressor: Codec?
    let filters: [Codec]?
    let order: String
    let fill: ZarrFill?
    let separator: String?

    enum CodingKeys: String, CodingKey {
        case shape, chunks, compressor, filters, order
        case format = "zarr_format"
        case type = "dtype"
        case fill = "fill_value"
        case separator = "dimension_separator"
    }

    /// A compression or a filter of numcodecs.
    struct Codec: Decodable {
        let id: String
        let cname: String?
    }

    /// A type as NumPy spells it, or the fields of a record.
    enum DataType: Decodable {
        case name(String)
        case record

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            self = (try? value.decode(String.self)).map { .name($0) } ?? .record
        }
    }

    /// What it says, if that can be read.
    func array(in folder: String, _ file: SourceFile) throws(SimstripError) -> ZarrArray {
        let place = "'\(folder)'"
        guard format == 2 else { throw .data("\(place) is of Zarr \(format) by its .zarray; 2 is what that can be") }
        try ZarrArray.check(extents: shape, chunks: chunks, place: place)
        guard case .name(let name) = type else { throw ZarrArray.unread(type: "records", place: place) }
        guard let (sampleType, isLittleEndian) = ZarrV2Array.sampleType(name) else {
            throw ZarrArray.unread(type: name, place: place)
        }
        guard order == "C" else {
            throw .data(
                "\(place) keeps the samples of a chunk in the order '\(order)', x slowest; 'C' is read: write it again with"
                    + " order='C'")
        }
        if let filter = filters?.first { throw ZarrArray.unread("the filter '\(filter.id)'", place: place) }
        var stored: [ChunkFilter] = []
        if let compressor {
            guard let filter = ZarrV2Array.filters[compressor.id] else {
                throw ZarrArray.unread("the compression '\(compressor.id)'", place: place)
            }
            stored = [filter]
        }
        return ZarrArray(
            version: 2, folder: folder, extents: shape, fileExtents: chunks, sampleType: sampleType,
            isLittleEndian: isLittleEndian, filters: stored,
            filterNames: stored.map { $0 == .deflate ? "zlib" : ZarrArray.name($0, inner: compressor?.cname) },
            keys: try ZarrKeys(prefix: "", separator: separator ?? ".", place: place), fill: fill ?? .none,
            metadata: [file])
    }

    private static let filters: [String: ChunkFilter] = [
        "blosc": .blosc, "zstd": .zstd, "gzip": .gzip, "zlib": .deflate,
    ]

    /// `<u2`: the byte order, then what NumPy calls the type.
    private static func sampleType(_ name: String) -> (SampleType, isLittleEndian: Bool)? {
        let types: [String: SampleType] = [
            "u1": .uint8, "u2": .uint16, "u4": .uint32, "i1": .int8, "i2": .int16, "i4": .int32, "f2": .float16,
            "f4": .float32, "f8": .float64,
        ]
        guard let order = name.first, "<>|".contains(order), let type = types[String(name.dropFirst())],
            order != "|" || type.byteCount == 1
        else { return nil }
        return (type, order != ">")
    }
}
