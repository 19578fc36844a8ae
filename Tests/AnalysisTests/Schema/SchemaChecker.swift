import Results

/// Holds documents against the schema that lies beside results: the keywords that it uses, and no others. Python's jsonschema
/// does the same in Tests/Pages/schema.py.
struct SchemaChecker {
    let schema: JSONTree
    /// The properties that occurred in what was checked, by their places in the schema.
    private(set) var met: Set<String> = []

    init() throws { schema = try JSONTree(ResultSchema.json) }

    /// What is wrong with a document.
    mutating func faults(in document: JSONTree) -> [String] { faults(document, schema, "#", at: "") }

    /// What `#/$defs/NAME` leads to.
    func definition(_ name: String) -> JSONTree { schema["$defs"]?[name] ?? .null }

    func target(ofReference text: String) -> JSONTree { definition(text.replacing("#/$defs/", with: "")) }

    /// Every property of the schema, by its place.
    var properties: [(place: String, owner: JSONTree, key: String, schema: JSONTree)] {
        (schema["$defs"]?.members ?? []).flatMap { properties(of: $0.value, "#/$defs/\($0.key)") }
    }

    private func properties(
        of schema: JSONTree, _ place: String
    ) -> [(place: String, owner: JSONTree, key: String, schema: JSONTree)] {
        let own = ["properties", "patternProperties"].flatMap { group in
            (schema[group]?.members ?? []).flatMap { member in
                let inner = "\(place)/\(group)/\(member.key)"
                return [(inner, schema, member.key, member.value)] + properties(of: member.value, inner)
            }
        }
        return own + (schema["items"].map { properties(of: $0, place + "/items") } ?? [])
    }

    private mutating func isValid(_ value: JSONTree, _ schema: JSONTree, _ place: String) -> Bool {
        faults(value, schema, place, at: "").isEmpty
    }

    private mutating func faults(_ value: JSONTree, _ schema: JSONTree, _ place: String, at path: String) -> [String] {
        schema.members.flatMap { keyword in
            faults(value, keyword.key, keyword.value, schema, "\(place)/\(keyword.key)", at: path)
        }
    }

    private mutating func faults(
        _ value: JSONTree, _ keyword: String, _ says: JSONTree, _ schema: JSONTree, _ place: String, at path: String
    ) -> [String] {
        let fault = { (holds: Bool) in holds ? [] : ["\(path): \(keyword) is \(says), found \(value)"] }
        switch keyword {
        case "$schema", "$defs", "title", "description", "then", "else": return []
        // Its times have a pattern, too.
        case "format": return fault(says == .text("date-time"))
        case "$ref":
            let reference = says.string ?? ""
            return faults(value, target(ofReference: reference), reference, at: path)
        case "if":
            let branch = isValid(value, says, place) ? "then" : "else"
            return schema[branch].map { faults(value, $0, "\(place)/../\(branch)", at: path) } ?? []
        case "anyOf", "oneOf":
            var count = 0
            for (index, choice) in says.items.enumerated() where isValid(value, choice, "\(place)/\(index)") {
                count += 1
            }
            return fault(keyword == "anyOf" ? count > 0 : count == 1)
        case "not": return fault(!isValid(value, says, place))
        case "type": return fault((says.items + [says]).compactMap(\.string).contains { value.isA($0) })
        case "const": return fault(value == says)
        case "enum": return fault(says.items.contains(value))
        case "properties", "patternProperties", "required", "dependentRequired", "additionalProperties",
            "propertyNames":
            return value.isA("object") ? faults(inObject: value, keyword, says, schema, place, at: path) : []
        case "items":
            return value.items.enumerated().flatMap { faults($1, says, place, at: "\(path)[\($0)]") }
        case "minItems": return value.isA("array") ? fault(Double(value.items.count) >= says.double ?? .nan) : []
        case "maxItems": return value.isA("array") ? fault(Double(value.items.count) <= says.double ?? .nan) : []
        case "minimum": return value.double.map { fault($0 >= says.double ?? .nan) } ?? []
        case "maximum": return value.double.map { fault($0 <= says.double ?? .nan) } ?? []
        case "exclusiveMinimum": return value.double.map { fault($0 > says.double ?? .nan) } ?? []
        case "minLength":
            return value.string.map { fault(Double($0.unicodeScalars.count) >= says.double ?? .nan) } ?? []
        case "pattern": return value.string.map { fault(Self.fits($0, says.string ?? "")) } ?? []
        default: return ["\(place): this keyword is not known here"]
        }
    }

    private mutating func faults(
        inObject value: JSONTree, _ keyword: String, _ says: JSONTree, _ schema: JSONTree, _ place: String,
        at path: String
    ) -> [String] {
        switch keyword {
        case "required":
            return says.texts.filter { value[$0] == nil }.map { "\(path): '\($0)' is missing" }
        case "dependentRequired":
            return says.members.filter { value[$0.key] != nil }.flatMap { rule in
                rule.value.texts.filter { value[$0] == nil }.map { "\(path): '\($0)' is missing beside '\(rule.key)'" }
            }
        case "additionalProperties":
            let names = Set(schema["properties"]?.keys ?? [])
            let patterns = schema["patternProperties"]?.keys ?? []
            let unknown = value.keys.filter { key in
                !names.contains(key) && !patterns.contains { Self.fits(key, $0) }
            }
            return (says == .bool(false) ? unknown : ["anything"]).map { "\(path): '\($0)' is not known" }
        case "propertyNames":
            return value.keys.flatMap { faults(.text($0), says, place, at: "\(path).\($0), its name") }
        default:
            return value.members.flatMap { member -> [String] in
                let rules = says.members.filter {
                    keyword == "properties" ? $0.key == member.key : Self.fits(member.key, $0.key)
                }
                return rules.flatMap { rule -> [String] in
                    met.insert("\(place)/\(rule.key)")
                    return faults(member.value, rule.value, "\(place)/\(rule.key)", at: "\(path).\(member.key)")
                }
            }
        }
    }

    static func fits(_ text: String, _ pattern: String) -> Bool {
        guard let regex = try? Regex(pattern) else { return false }
        return text.firstMatch(of: regex) != nil
    }
}
