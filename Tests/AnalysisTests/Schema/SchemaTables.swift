import Foundation
import Phantom
import Results
import VoxelCore

/// The tables of docs/result.md that the schema and the code are the source of.
struct SchemaTables {
    private let checker: SchemaChecker
    /// In which field of which document a definition was explained first.
    private var explained: [String: (field: String, document: String)] = [:]

    private init(_ checker: SchemaChecker) { self.checker = checker }

    /// The tables by their names.
    static func all(_ checker: SchemaChecker) -> [String: String] {
        var tables = SchemaTables(checker)
        return [
            "fields of result.json": tables.fields(of: "result", in: "result.json"),
            "fields of comparison.json": tables.fields(of: "comparison", in: "comparison.json"),
            "fields of a series": tables.fieldsOfSeries(),
            "codes of result.json": tables.codes("scan_code"),
            "codes of comparison.json": tables.codes("comparison_code"),
            "phases": phases,
        ]
    }

    // MARK: Phases

    private static var phases: String {
        let rows = Phase.allCases.map { phase -> [String] in
            let isInMaps = phase != .electrolyte
            return [
                name(phase), isInMaps ? "\(phase.rawValue)" : "–", isInMaps ? "\(phase.grey)" : "–",
                "\(phase.rawValue)",
                phase == .outside ? "–" : "\(phase.truthCode)",
            ]
        }
        let header = ["phase", "`maps/*.csv`", "`maps/*.pgm`", "`labels.tif`", "`truth_labels.tif` of a phantom"]
        return table(header, rows)
    }

    private static func name(_ phase: Phase) -> String {
        switch phase {
        case .outside: "outside"
        case .lithium: "Li"
        case .sodium: "Na"
        case .void: "void"
        case .electrolyte: "SSE"
        }
    }

    // MARK: Codes

    private func codes(_ definition: String) -> String {
        let rows = (checker.definition(definition)["oneOf"]?.items ?? []).map { code in
            ["`\(code["const"]?.string ?? "")`", code["description"]?.string ?? ""]
        }
        return Self.table(["code", "when"], rows)
    }

    // MARK: Fields

    private mutating func fields(of definition: String, in document: String) -> String {
        let rows = rows(of: checker.definition(definition), below: "", in: document)
        return Self.table(["field", "holds", "unit", "is"], rows)
    }

    /// What a series' comparison.json has besides comparisons.
    private mutating func fieldsOfSeries() -> String {
        explained["comparison"] = ("comparison.json", "comparison.json")
        return fields(of: "series", in: "comparison.json")
    }

    private mutating func rows(of object: JSONTree, below path: String, in document: String) -> [[String]] {
        let required = Set(object["required"]?.texts ?? [])
        let named = (object["properties"]?.members ?? []).flatMap { member in
            rows(of: member.value, path + member.key, isRequired: required.contains(member.key), in: document)
        }
        let patterned = (object["patternProperties"]?.members ?? []).flatMap { member in
            rows(of: member.value, path + Self.name(ofPattern: member.key), isRequired: true, in: document)
        }
        return named + patterned
    }

    private static func name(ofPattern pattern: String) -> String {
        pattern.hasPrefix("^(")
            ? "…"
            : pattern.replacing("(_low|_high)?$", with: "").replacing("(um|voxel)", with: "um").replacing("^", with: "")
    }

    private mutating func rows(
        of property: JSONTree, _ field: String, isRequired: Bool, in document: String
    ) -> [[String]] {
        let words = (property["description"] ?? target(of: property)?["description"])?.string ?? ""
        let parts = words.components(separatedBy: " Unit: ")
        let unit = parts.count > 1 ? String(parts[1].dropLast()) : ""
        let absence = isRequired ? "" : ", or absent"
        let inner = property["items"] ?? property
        let place = property["items"] == nil ? field : field + "[]"
        if let name = reference(of: inner), let known = explained[name] {
            let list = property["items"] == nil ? "" : "list, "
            let there = known.document == document ? "" : " of \(known.document)"
            let own = property["description"] == nil ? "" : parts[0]
            return [["`\(field)`", "\(list)as `\(known.field)`\(there)\(absence)", own.isEmpty ? "" : unit, own]]
        }
        if let name = reference(of: inner) { explained[name] = (place, document) }
        return [["`\(field)`", holds(property) + absence, unit, parts[0]]]
            + rows(of: target(of: inner) ?? inner, below: place + ".", in: document)
    }

    /// The definition that explains a property; nil for one that says no more than what a text looks like.
    private func reference(of property: JSONTree) -> String? {
        guard let name = property["$ref"]?.string, let target = target(of: property) else { return nil }
        return target["description"] != nil || target["properties"] != nil ? name : nil
    }

    private func target(of property: JSONTree) -> JSONTree? {
        property["$ref"]?.string.map { checker.target(ofReference: $0) }
    }

    private func holds(_ schema: JSONTree) -> String {
        let schema = target(of: schema) ?? schema
        if let const = schema["const"]?.string { return "`\(const)`" }
        if let values = schema["enum"]?.texts { return values.map { "`\($0)`" }.joined(separator: ", ") }
        if let choices = schema["oneOf"]?.items, choices.allSatisfy({ $0["const"] != nil }) { return "code" }
        if let choices = schema["anyOf"]?.items {
            let held = choices.map { holds($0) }
            return Set(held).count == 1 ? held[0] : held.joined(separator: " or ")
        }
        let types = schema["type"].map { $0.items.isEmpty ? [$0] : $0.items }?.compactMap(\.string) ?? []
        return types.map { name(ofType: $0, schema) }.joined(separator: " or ")
    }

    private func name(ofType type: String, _ schema: JSONTree) -> String {
        switch type {
        case "string": schema["format"] == nil ? "text" : "time"
        case "boolean": "true or false"
        case "integer": "whole number" + range(schema)
        case "number": "number" + range(schema)
        case "array": list(schema)
        default: type
        }
    }

    private func range(_ schema: JSONTree) -> String {
        let text = { (key: String) in schema[key]?.double.map { short($0) } }
        if let low = text("minimum"), let high = text("maximum") { return " \(low) to \(high)" }
        if let low = text("minimum") { return " from \(low)" }
        if let low = text("exclusiveMinimum") { return " above \(low)" }
        return text("maximum").map { " up to \($0)" } ?? ""
    }

    private func list(_ schema: JSONTree) -> String {
        let held = schema["items"].map { holds($0) } ?? ""
        guard let count = schema["maxItems"]?.double else { return held == "object" ? "list" : "list: \(held)" }
        return "\(short(count)) × \(held)"
    }

    private static func table(_ header: [String], _ rows: [[String]]) -> String {
        let line = { (fields: [String]) in "| " + fields.joined(separator: " | ") + " |" }
        return ([line(header), "|" + header.map { _ in "---|" }.joined()] + rows.map(line)).joined(separator: "\n")
    }
}
