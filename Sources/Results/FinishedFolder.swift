import FoundationEssentials
import VoxelCore

/// What result.json tells of the files beside it, whatever version of simstrip has written it.
package struct FinishedFolder: Sendable {
    /// The path of the volume as it was given.
    package let input: String
    /// After how many layers there are maps.
    package let mapLayers: [Int]
    /// Whether it names the schema that lies beside it.
    package let namesSchema: Bool
    /// Whether it tells of Na domains, and of grey against depth.
    package let hasDomains, hasProfile: Bool
    private let parameters: [String: JSONValue]

    /// Reads the seal of a folder; nil where it has none, or not one of ours.
    package init?(_ folder: String) {
        guard let json = RegularFile.contents("\(folder)/\(ScanFolder.seal)"),
            let seal = try? JSONDecoder().decode(Seal.self, from: Data(json)), seal.curve.count > 1,
            seal.curve.enumerated().allSatisfy({ $0.offset == $0.element.layersRemoved }), seal.input.shape.count == 3
        else { return nil }
        input = seal.input.path
        namesSchema = seal.schema == ResultSchema.reference
        (hasDomains, hasProfile) = (seal.domains != nil, seal.profile != nil)
        parameters = seal.parameters
        mapLayers = Self.mapLayers(seal.parameters, points: seal.curve.count)
    }

    /// After how many layers there are maps.
    ///
    /// - Parameters:
    ///   - parameters: every option as it was resolved.
    ///   - points: of the curve.
    static func mapLayers(_ parameters: [String: JSONValue], points: Int) -> [Int] {
        switch parameters["maps"] {
        case .list(let layers): layers.compactMap { if case .integer(let layer) = $0 { layer } else { nil } }
        case .text("all"): Array(0..<points)
        default: []
        }
    }

    /// Whether a switch was on.
    package func isOn(_ option: String) -> Bool { parameters[option] == .bool(true) }

    /// What an option was, as result.json spells it; nil where it knows no such option.
    package func text(of option: String) -> String? { parameters[option]?.description }

    /// An object, whatever it holds.
    struct Anything: Decodable {}

    /// What every result.json of ours has, and hardly a file of another program.
    private struct Seal: Decodable {
        let version: String
        let input: Input
        let parameters: [String: JSONValue]
        let geometry: ResultDocument.Geometry
        let curve: [Point]
        /// Results of older versions name none.
        let schema: String?
        let domains, profile: Anything?

        enum CodingKeys: String, CodingKey {
            case version, input, parameters, geometry, curve, domains, profile
            case schema = "$schema"
        }

        struct Input: Decodable {
            let path: String
            let shape: [Int]
            let dtype: String
        }

        struct Point: Decodable {
            let layersRemoved: Int
            let naCoverage: Double

            enum CodingKeys: String, CodingKey {
                case layersRemoved = "layers_removed"
                case naCoverage = "na_coverage"
            }
        }
    }
}

/// What comparison.json tells of the files beside it.
package struct FinishedComparisonFolder: Sendable {
    /// The sides, `a` and `b`, whose scans were stripped to be compared: their results lie beside the comparison's files.
    package let strippedSides: [String]
    /// Whether it names the schema that lies beside it.
    package let namesSchema: Bool
    /// Whether the scans were compared place by place.
    package let hasSamePlace: Bool

    /// Reads the seal of a folder; nil where it has none, or not one of ours.
    package init?(_ folder: String) {
        struct Seal: Decodable {
            let version: String
            let a, b: Side
            let difference, compared: [String: JSONValue]
            let schema: String?
            let samePlace: FinishedFolder.Anything?

            enum CodingKeys: String, CodingKey {
                case version, a, b, difference, compared
                case samePlace = "same_place"
                case schema = "$schema"
            }

            struct Side: Decodable {
                let name: String
                let input: Input
            }
            struct Input: Decodable { let path: String }
        }
        guard let json = RegularFile.contents("\(folder)/\(ComparisonFolder.seal)"),
            let seal = try? JSONDecoder().decode(Seal.self, from: Data(json))
        else { return nil }
        namesSchema = seal.schema == ResultSchema.reference
        hasSamePlace = seal.samePlace != nil
        strippedSides = [("a", seal.a), ("b", seal.b)].compactMap { letter, side in
            FinishedFolder("\(folder)/\(ComparisonFolder.stripped)/\(letter)")?.input == side.input.path ? letter : nil
        }
    }
}
