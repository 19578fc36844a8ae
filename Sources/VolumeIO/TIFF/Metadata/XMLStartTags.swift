/// The start and end tags of an XML text with their attributes, and nothing else of it.
///
/// A scanner of our own rather than FoundationXML: OME metadata needs attributes only, every start of the command
/// would load two more libraries, and what does not exist cannot be attacked: no entities but the five predefined and
/// numeric ones, no document types, nothing fetched.
struct XMLStartTags: Sequence, IteratorProtocol {
    struct Tag {
        /// The name without its namespace prefix.
        let name: String
        var attributes: [String: String] = [:]
        var isEnd = false
        /// Whether the element ends where it begins.
        var isEmpty = false
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func next() -> Tag? {
        while let start = bytes[position...].firstIndex(of: UInt8(ascii: "<")) {
            position = start + 1
            if has("!--") {
                skip(past: "-->")
            } else if has("![CDATA[") {
                skip(past: "]]>")
            } else if has("?") || has("!") {
                skip(past: ">")
            } else {
                return tag()
            }
        }
        return nil
    }

    /// The tag whose name begins at the position.
    private mutating func tag() -> Tag? {
        let isEnd = has("/")
        if isEnd { position += 1 }
        let name = word()
        var tag = Tag(name: String(name.split(separator: ":").last ?? ""), isEnd: isEnd)
        while position < bytes.count {
            skipSpace()
            guard position < bytes.count else { return nil }
            if bytes[position] == UInt8(ascii: ">") {
                position += 1
                return tag
            }
            if bytes[position] == UInt8(ascii: "/") {
                tag.isEmpty = true
                position += 1
                continue
            }
            let key = word()
            skipSpace()
            guard !key.isEmpty, position < bytes.count, bytes[position] == UInt8(ascii: "=") else { return nil }
            position += 1
            skipSpace()
            guard position < bytes.count, let end = bytes[(position + 1)...].firstIndex(of: bytes[position]),
                bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "'")
            else { return nil }
            tag.attributes[key] = XMLStartTags.decoded(bytes[(position + 1)..<end])
            position = end + 1
        }
        return nil
    }

    /// The characters up to a space or a sign that ends a name.
    private mutating func word() -> String {
        let rest = bytes[position...]
        let end = rest.firstIndex { $0 <= 0x20 || "=>/\"'<".utf8.contains($0) } ?? bytes.count
        defer { position = end }
        return String(decoding: bytes[position..<end], as: UTF8.self)
    }

    private mutating func skipSpace() {
        while position < bytes.count && bytes[position] <= 0x20 { position += 1 }
    }

    private func has(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes[position...].starts(with: $0) }
    }

    private mutating func skip(past text: String) {
        let wanted = Array(text.utf8)
        while position < bytes.count {
            if bytes[position...].starts(with: wanted) {
                position += wanted.count
                return
            }
            position += 1
        }
    }

    /// An attribute's value with its entities replaced; an unknown entity stays as it is.
    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.contains("&") else { return text }
        var result = ""
        var rest = text[...]
        while let ampersand = rest.firstIndex(of: "&") {
            result += rest[..<ampersand]
            rest = rest[ampersand...]
            guard let semicolon = rest.prefix(12).firstIndex(of: ";"),
                let character = character(of: rest[rest.index(after: rest.startIndex)..<semicolon])
            else {
                result += "&"
                rest = rest.dropFirst()
                continue
            }
            result.unicodeScalars.append(character)
            rest = rest[rest.index(after: semicolon)...]
        }
        return result + rest
    }

    private static func character(of entity: Substring) -> Unicode.Scalar? {
        switch entity {
        case "amp": "&"
        case "lt": "<"
        case "gt": ">"
        case "quot": "\""
        case "apos": "'"
        case _ where entity.hasPrefix("#x"): UInt32(entity.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
        case _ where entity.hasPrefix("#"): UInt32(entity.dropFirst()).flatMap(Unicode.Scalar.init)
        default: nil
        }
    }
}
