import FoundationEssentials
import VoxelCore

/// A file of JSON within a Zarr store.
struct ZarrJSON {
    let file: SourceFile
    private let bytes: [UInt8]

    /// Metadata of all that lies in a store may be gathered in one file; more than this would be no metadata.
    private static let largestBytes = 8 << 20

    /// Reads a file.
    ///
    /// - Returns: nil where it is not there.
    /// - Throws: `SimstripError` of kind `data` where it is no regular file or too large, of kind `missingInput` where it
    ///   cannot be read.
    init?(_ name: String, in folder: String) throws(SimstripError) {
        let path = FilePath.joined(folder, name)
        guard PathKind(of: path) != .missing else { return nil }
        let input = try InputFile(opening: path)
        guard input.identity.bytes <= ZarrJSON.largestBytes else {
            throw .data(
                "'\(path)' has \(input.identity.bytes) bytes, which is no metadata: at most \(ZarrJSON.largestBytes) are read"
            )
        }
        guard let bytes = input.bytes(at: 0, count: input.identity.bytes) else {
            throw .data("'\(path)' cannot be read to its end\(adviceForTruncated)")
        }
        (file, self.bytes) = (input.identity, bytes)
    }

    /// What it says.
    ///
    /// - Throws: `SimstripError` of kind `data` where it is not JSON, or says something else.
    func decode<Value: Decodable>(_: Value.Type) throws(SimstripError) -> Value {
        let decoder = JSONDecoder()
        // Python writes NaN and Infinity as JavaScript does.
        decoder.allowsJSON5 = true
        do {
            return try decoder.decode(Value.self, from: Data(bytes))
        } catch let error as DecodingError {
            throw .data("'\(file.path)' is damaged: \(error.words)\(adviceForTruncated)")
        } catch {
            throw .data("'\(file.path)' is damaged: it is not JSON\(adviceForTruncated)")
        }
    }
}

extension DecodingError {
    /// What is wrong, and where.
    fileprivate var words: String {
        switch self {
        case .keyNotFound(let key, let context): "it has no '\(Self.path(context, key))'"
        case .valueNotFound(_, let context): "'\(Self.path(context))' is null"
        case .typeMismatch(_, let context) where context.codingPath.isEmpty: "it is not an object of JSON"
        case .typeMismatch(_, let context): "'\(Self.path(context))' is of another type than it has to be"
        case .dataCorrupted(let context) where context.codingPath.isEmpty: "it is not JSON"
        case .dataCorrupted(let context): "'\(Self.path(context))' is no value that it can have"
        @unknown default: "it is not JSON"
        }
    }

    private static func path(_ context: Context, _ key: (any CodingKey)? = nil) -> String {
        (context.codingPath + (key.map { [$0] } ?? [])).map { $0.intValue.map(String.init) ?? $0.stringValue }
            .joined(separator: ".")
    }
}

/// A key whose name is known only at run time.
struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
