import Testing
import Yams

/// A value of JSON whose objects keep the order of their keys. JSON is YAML, and Yams keeps it.
indirect enum JSONTree: Hashable {
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    case list([JSONTree])
    case object([Member])

    struct Member: Hashable {
        let key: String
        let value: JSONTree
    }

    init(_ json: some Sequence<UInt8>) throws {
        let node = try compose(yaml: String(decoding: Array(json), as: UTF8.self))
        self.init(try #require(node))
    }

    private init(_ node: Node) {
        if let mapping = node.mapping {
            self = .object(mapping.map { Member(key: $0.key.string ?? "", value: JSONTree($0.value)) })
        } else if let sequence = node.sequence {
            self = .list(sequence.map { JSONTree($0) })
        } else if let scalar = node.scalar, scalar.style != .doubleQuoted {
            switch scalar.string {
            case "null": self = .null
            case "true": self = .bool(true)
            case "false": self = .bool(false)
            default: self = .number(Double(scalar.string) ?? .nan)
            }
        } else {
            self = .text(node.string ?? "")
        }
    }

    /// A member of an object; nil where there is none.
    subscript(key: String) -> JSONTree? { members.first { $0.key == key }?.value }

    /// Of an object, in their order.
    var members: [Member] { if case .object(let members) = self { members } else { [] } }

    var keys: [String] { members.map(\.key) }

    var items: [JSONTree] { if case .list(let items) = self { items } else { [] } }

    var texts: [String] { items.compactMap(\.string) }

    var string: String? { if case .text(let text) = self { text } else { nil } }

    var double: Double? { if case .number(let number) = self { number } else { nil } }

    /// Whether a schema's `type` says that it is of this one.
    func isA(_ type: String) -> Bool {
        switch self {
        case .null: type == "null"
        case .bool: type == "boolean"
        case .number(let number): type == "number" || type == "integer" && number == number.rounded()
        case .text: type == "string"
        case .list: type == "array"
        case .object: type == "object"
        }
    }
}
