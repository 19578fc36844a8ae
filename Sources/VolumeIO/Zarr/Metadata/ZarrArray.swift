import VoxelCore

/// What the metadata of an array say, in either version of Zarr: all that is needed to read its chunks.
struct ZarrArray: Sendable {
    /// 2 or 3.
    let version: Int
    /// Its folder.
    let folder: String
    /// Its extents, the slowest first.
    let extents: [Int]
    /// The names of its axes; nil where none are told.
    var axisNames: [String?]?
    /// The extents of what a file holds: of a chunk, or of a shard of chunks.
    let fileExtents: [Int]
    /// How a shard holds chunks; nil where a file is a chunk.
    var shard: Shard?
    let sampleType: SampleType
    let isLittleEndian: Bool
    /// What a chunk went through when it was written.
    let filters: [ChunkFilter]
    /// The names of these, as people know them: `blosc-lz4`.
    let filterNames: [String]
    let keys: ZarrKeys
    let fill: ZarrFill
    /// The files that say all this.
    let metadata: [SourceFile]

    /// Several chunks in a file, with an index of where they are.
    struct Shard: Sendable {
        /// The extents of a chunk.
        let extents: [Int]
        let indexIsAtStart: Bool
        let indexIsLittleEndian: Bool
        let indexHasChecksum: Bool
    }

    /// The extents of a chunk.
    var chunkExtents: [Int] { shard?.extents ?? fileExtents }

    /// `none`, or the name of the compression.
    var compression: String { filters.lastIndex { $0.isCompression }.map { filterNames[$0] } ?? "none" }

    /// Extents and type for messages.
    var words: String { "\(extents.map(String.init).joined(separator: " × ")), \(sampleType.rawValue)" }

    /// Whether it may be a volume of grey values.
    var isVolume: Bool { extents.count >= 3 && extents.suffix(3).allSatisfy { $0 > 0 } }

    /// Reads the metadata of an array.
    ///
    /// - Returns: nil where the folder is none.
    /// - Throws: `SimstripError` of kind `data` for what is damaged, or stored in a way that is not read.
    static func read(_ folder: String) throws(SimstripError) -> ZarrArray? {
        if let json = try ZarrJSON("zarr.json", in: folder) {
            guard try json.decode(ZarrV3Node.self).isArray else { return nil }
            return try json.decode(ZarrV3Array.self).array(in: folder, json.file)
        }
        guard let json = try ZarrJSON(".zarray", in: folder) else { return nil }
        return try json.decode(ZarrV2Array.self).array(in: folder, json.file)
    }

    /// Makes sure that extents are such as an array can have.
    ///
    /// - Throws: `SimstripError` of kind `data`.
    static func check(extents: [Int], chunks: [Int], place: String) throws(SimstripError) {
        guard extents.count <= 32, chunks.count == extents.count else {
            throw .data("\(place) is damaged: it has \(extents.count) axes, its chunks have \(chunks.count)")
        }
        guard extents.allSatisfy({ $0 >= 0 }), chunks.allSatisfy({ $0 > 0 }) else {
            let list = { (numbers: [Int]) in numbers.map(String.init).joined(separator: " × ") }
            throw .data(
                "\(place) is damaged: \(list(extents)) cannot be its extents, or \(list(chunks)) those of its chunks")
        }
    }

    /// A compression or filter that is not read.
    static func unread(_ what: String, place: String) -> SimstripError {
        .data(
            "\(place) is stored with \(what), which is not read; write it with blosc, zstd, gzip or without compression, and"
                + " without other filters (zarr.copy, or zarr.create_array with compressors=…)")
    }

    /// What is known of a type that is not read.
    static func unread(type: String, place: String) -> SimstripError {
        .data(
            "\(place) holds no grey values (\(type)); \(RawType.read). Convert it, for instance to float32")
    }

    /// The name of a compression with what is inside of Blosc.
    static func name(_ filter: ChunkFilter, inner: String?) -> String {
        filter == .blosc ? "blosc" + (inner.map { "-\($0)" } ?? "") : filter.name
    }
}

/// How the files of chunks are called.
struct ZarrKeys: Sendable {
    /// Before the numbers: `c` and the separator, or nothing.
    let prefix: String
    let separator: String

    /// The path of a chunk below its array.
    func path(_ indices: [Int]) -> String { prefix + indices.map(String.init).joined(separator: separator) }

    /// - Parameter separator: as metadata have it.
    /// - Throws: `SimstripError` of kind `data` where it is neither a point nor a slash.
    init(prefix: String, separator: String, place: String) throws(SimstripError) {
        guard separator == "." || separator == "/" else {
            throw .data("\(place) is damaged: '\(separator)' between the numbers of its chunks; '.' or '/' can be")
        }
        self.prefix = prefix.isEmpty ? "" : prefix + separator
        self.separator = separator
    }
}
