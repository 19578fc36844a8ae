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
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw .data("'\(path)' is damaged: it is not JSON, for it is not UTF-8\(adviceForTruncated)")
        }
        (file, self.bytes) = (input.identity, ZarrJSON.withoutNaN(bytes))
    }

    /// What Python writes for numbers that JSON does not have (NaN, Infinity, -Infinity), as null.
    private static func withoutNaN(_ bytes: [UInt8]) -> [UInt8] {
        let words = ["NaN", "Infinity", "-Infinity"].map { Array($0.utf8) }
        var (result, isText, isEscaped): ([UInt8], Bool, Bool) = ([], false, false)
        result.reserveCapacity(bytes.count + 64)
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            if isText {
                (isText, isEscaped) = (
                    byte != UInt8(ascii: "\"") || isEscaped, byte == UInt8(ascii: "\\") && !isEscaped
                )
                result.append(byte)
                continue
            }
            isText = byte == UInt8(ascii: "\"")
            let word =
                "NI-".utf8.contains(byte) ? words.first { $0[0] == byte && rest.starts(with: $0.dropFirst()) } : nil
            if let word {
                rest = rest.dropFirst(word.count - 1)
                result += "null".utf8
            } else {
                result.append(byte)
            }
        }
        return result
    }

    /// What it says.
    ///
    /// - Throws: `SimstripError` of kind `data` where it is not JSON, or says something else.
    func decode<Value: Decodable>(_: Value.Type) throws(SimstripError) -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(bytes))
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
        case .dataCorrupted(let context) where context.codingPath.isEmpty && context.underlyingError != nil:
            "it is not JSON"
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            "a number in it is none that can be there (\(context.debugDescription))"
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
