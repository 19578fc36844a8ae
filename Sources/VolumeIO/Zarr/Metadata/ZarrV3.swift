import VoxelCore

/// What `zarr.json` is of, in version 3.
struct ZarrV3Node: Decodable {
    let format: Int
    let type: String

    enum CodingKeys: String, CodingKey {
        case format = "zarr_format"
        case type = "node_type"
    }

    var isArray: Bool { type == "array" }
}

/// `zarr.json` of an array: its metadata in version 3.
struct ZarrV3Array: Decodable {
    let format: Int
    let shape: [Int]
    let type: Extension
    let grid: Extension
    let keys: Extension
    let fill: ZarrFill
    let codecs: [Extension]
    let axisNames: [String?]?
    let transformers: [Extension]
    /// Names that a reader has to know and does not.
    let unknown: [String]

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case shape, codecs, attributes
        case format = "zarr_format"
        case node = "node_type"
        case type = "data_type"
        case grid = "chunk_grid"
        case keys = "chunk_key_encoding"
        case fill = "fill_value"
        case axisNames = "dimension_names"
        case transformers = "storage_transformers"
        case consolidated = "consolidated_metadata"
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        format = try values.decode(Int.self, forKey: .format)
        shape = try values.decode([Int].self, forKey: .shape)
        type = try values.decode(Extension.self, forKey: .type)
        grid = try values.decode(Extension.self, forKey: .grid)
        keys = try values.decode(Extension.self, forKey: .keys)
        fill = try values.decodeIfPresent(ZarrFill.self, forKey: .fill) ?? .none
        codecs = try values.decode([Extension].self, forKey: .codecs)
        axisNames = try values.decodeIfPresent([String?].self, forKey: .axisNames)
        transformers = try values.decodeIfPresent([Extension].self, forKey: .transformers) ?? []
        let all = try decoder.container(keyedBy: AnyKey.self)
        let known = Set(CodingKeys.allCases.map(\.rawValue))
        unknown = all.allKeys.filter { !known.contains($0.stringValue) }
            .filter { (try? all.decode(Optionality.self, forKey: $0))?.mustBeUnderstood != false }
            .map(\.stringValue)
    }

    private struct Optionality: Decodable {
        let mustBeUnderstood: Bool?
        enum CodingKeys: String, CodingKey { case mustBeUnderstood = "must_understand" }
    }

    /// A name with its settings: of a type, a grid, a codec; the name may stand alone.
    struct Extension: Decodable {
        let name: String
        let configuration: Configuration?

        private enum CodingKeys: String, CodingKey { case name, configuration }

        init(from decoder: any Decoder) throws {
            if let name = try? decoder.singleValueContainer().decode(String.self) {
                (self.name, configuration) = (name, nil)
                return
            }
            let values = try decoder.container(keyedBy: CodingKeys.self)
            name = try values.decode(String.self, forKey: .name)
            configuration = try values.decodeIfPresent(Configuration.self, forKey: .configuration)
        }
    }

    /// The settings that matter here.
    struct Configuration: Decodable {
        let extents: [Int]?
        let separator: String?
        let endian: String?
        let order: Order?
        let cname: String?
        let codecs: [Extension]?
        let indexCodecs: [Extension]?
        let indexLocation: String?

        enum CodingKeys: String, CodingKey {
            case separator, endian, order, cname, codecs
            case extents = "chunk_shape"
            case indexCodecs = "index_codecs"
            case indexLocation = "index_location"
        }
    }

    /// The order of axes of `transpose`.
    enum Order: Decodable {
        case axes([Int])
        case other(String)

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            self = try (try? value.decode([Int].self)).map { .axes($0) } ?? .other(value.decode(String.self))
        }

        /// Whether it leaves the axes as they are.
        var isIdentity: Bool {
            switch self {
            case .axes(let axes): axes.elementsEqual(axes.indices)
            case .other(let name): name == "C"
            }
        }
    }

    /// What it says, if that can be read.
    func array(in folder: String, _ file: SourceFile) throws(SimstripError) -> ZarrArray {
        let place = "'\(folder)'"
        guard format == 3 else { throw .data("\(place) is of Zarr \(format) by its zarr.json; 3 is what that can be") }
        if let name = unknown.first ?? transformers.first?.name {
            throw .data("\(place) needs '\(name)' to be understood, which it is not; write it without")
        }
        guard grid.name == "regular", let chunks = grid.configuration?.extents else {
            throw .data("\(place) has chunks of the grid '\(grid.name)'; chunks of one size ('regular') are read")
        }
        try ZarrArray.check(extents: shape, chunks: chunks, place: place)
        let types: [String: SampleType] = [
            "uint8": .uint8, "uint16": .uint16, "uint32": .uint32, "int8": .int8, "int16": .int16, "int32": .int32,
            "float16": .float16, "float32": .float32, "float64": .float64,
        ]
        guard let sampleType = types[type.name] else { throw ZarrArray.unread(type: type.name, place: place) }
        if let axisNames, axisNames.count != shape.count {
            throw .data("\(place) is damaged: it names \(axisNames.count) of its \(shape.count) axes")
        }
        var chain = try ZarrCodecs(codecs, place: place)
        var shard: ZarrArray.Shard?
        if let configuration = chain.sharding {
            guard chain.filters.isEmpty else {
                throw ZarrArray.unread("shards that went through '\(chain.filterNames[0])' as a whole", place: place)
            }
            shard = try ZarrV3Array.shard(configuration, within: chunks, place: place)
            chain = try ZarrCodecs(configuration.codecs ?? [], place: place)
            guard chain.sharding == nil else { throw ZarrArray.unread("shards within shards", place: place) }
        }
        guard chain.isLittleEndian != nil || sampleType.byteCount == 1 else {
            throw .data("\(place) is damaged: it does not tell the byte order of its samples ('endian' of 'bytes')")
        }
        return ZarrArray(
            version: 3, folder: folder, extents: shape, axisNames: axisNames, fileExtents: chunks, shard: shard,
            sampleType: sampleType, isLittleEndian: chain.isLittleEndian ?? true, filters: chain.filters,
            filterNames: chain.filterNames, keys: try chunkKeys(place), fill: fill, metadata: [file])
    }

    private func chunkKeys(_ place: String) throws(SimstripError) -> ZarrKeys {
        switch keys.name {
        case "default": try ZarrKeys(prefix: "c", separator: keys.configuration?.separator ?? "/", place: place)
        case "v2": try ZarrKeys(prefix: "", separator: keys.configuration?.separator ?? ".", place: place)
        default: throw .data("\(place) names its chunks by '\(keys.name)', which is not known; write it again")
        }
    }

    private static func shard(
        _ configuration: Configuration, within chunks: [Int], place: String
    ) throws(SimstripError) -> ZarrArray.Shard {
        guard let extents = configuration.extents, extents.count == chunks.count, extents.allSatisfy({ $0 > 0 }),
            zip(chunks, extents).allSatisfy({ $0 % $1 == 0 })
        else {
            throw .data(
                "\(place) is damaged: shards of \(chunks.map(String.init).joined(separator: " × ")) are not made of whole"
                    + " chunks of \((configuration.extents ?? []).map(String.init).joined(separator: " × "))")
        }
        let index = try ZarrCodecs(configuration.indexCodecs ?? [], place: "the index of shards of \(place)")
        guard let isLittleEndian = index.isLittleEndian, index.filters.isEmpty || index.filters == [.crc32c] else {
            throw ZarrArray.unread("an index of shards that is compressed, or has no byte order", place: place)
        }
        let location = configuration.indexLocation ?? "end"
        guard location == "end" || location == "start" else {
            throw .data("\(place) is damaged: the index of its shards lies at '\(location)'; 'start' or 'end' can be")
        }
        return .init(
            extents: extents, indexIsAtStart: location == "start", indexIsLittleEndian: isLittleEndian,
            indexHasChecksum: !index.filters.isEmpty)
    }
}

/// A chain of codecs of version 3: axes, then bytes or shards, then what bytes go through.
struct ZarrCodecs {
    /// nil where it is not told.
    private(set) var isLittleEndian: Bool?
    /// Set where bytes are those of a shard.
    private(set) var sharding: ZarrV3Array.Configuration?
    private(set) var filters: [ChunkFilter] = []
    private(set) var filterNames: [String] = []

    /// - Throws: `SimstripError` of kind `data` for what is not read, by its name.
    init(_ codecs: [ZarrV3Array.Extension], place: String) throws(SimstripError) {
        var hasBytes = false
        for codec in codecs {
            switch codec.name {
            case "transpose" where !hasBytes:
                guard codec.configuration?.order?.isIdentity == true else {
                    throw .data(
                        "\(place) keeps the samples of a chunk with its axes in another order (the codec 'transpose'), which is"
                            + " not read; write it without")
                }
            case "bytes" where !hasBytes:
                hasBytes = true
                switch codec.configuration?.endian {
                case "little": isLittleEndian = true
                case "big": isLittleEndian = false
                case nil: break
                case let other?: throw .data("\(place) is damaged: '\(other)' is no byte order")
                }
            case "sharding_indexed" where !hasBytes:
                hasBytes = true
                guard let configuration = codec.configuration else {
                    throw .data("\(place) is damaged: its codec 'sharding_indexed' has no configuration")
                }
                sharding = configuration
            case let name:
                guard hasBytes, filters.count < 8, let filter = ZarrCodecs.known[name] else {
                    throw ZarrArray.unread("the codec '\(name)'", place: place)
                }
                filters.append(filter)
                filterNames.append(ZarrArray.name(filter, inner: codec.configuration?.cname))
            }
        }
        guard hasBytes else { throw .data("\(place) is damaged: none of its codecs makes bytes ('bytes')") }
        guard filters.count(where: \.isCompression) <= 1 else {
            throw ZarrArray.unread("two compressions one over the other", place: place)
        }
    }

    private static let known: [String: ChunkFilter] = [
        "blosc": .blosc, "zstd": .zstd, "gzip": .gzip, "crc32c": .crc32c,
    ]
}
