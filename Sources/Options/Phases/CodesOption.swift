import Segmentation
import VoxelCore

package enum CodesOption: ScanOption {
    package static let name = "codes"
    package static let help = OptionHelp(
        "With --segmentation labels, the codes of the phases: li=1,na=2+5,sse=3,void=0,outside=255, and isolated=na (or li, void)"
            + " for SSE that lies within the layers.", "codes")
    package static let standard: PhaseCodes? = nil
    package static let bearing = OptionBearing.method

    private static let isolated = "isolated"
    private static let example = "li=1,na=2,sse=3"
    /// What samples of whole numbers can be.
    private static let range = Int(Int32.min)...Int(UInt32.max)

    package static func value(parsing text: String) throws(SimstripError) -> PhaseCodes? {
        var codes = PhaseCodes(lithium: [], electrolyte: [])
        var named: Set<String> = []
        var owners: [Int: String] = [:]
        for part in text.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed) {
            let pair = part.split(separator: "=", omittingEmptySubsequences: false).map { String($0).trimmed }
            guard pair.count == 2 else {
                throw .usage("\(typed) is '\(text)': '\(part)' is no phase with its codes; write \(example)")
            }
            let (name, value) = (pair[0], pair[1])
            guard named.insert(name).inserted else {
                throw .usage("\(typed) is '\(text)': it names \(name) twice; write several codes of a phase as na=2+5")
            }
            if name == isolated {
                codes.isolated = try phaseOfIsolated(value, text)
                continue
            }
            guard let phase = PhaseCodes.names.first(where: { $0.name == name })?.phase else {
                let names = PhaseCodes.names.map(\.name) + [isolated]
                throw .usage(
                    "\(typed) is '\(text)': there is no phase '\(name)'; name \(names.joined(separator: ", "))")
            }
            for code in value.split(separator: "+", omittingEmptySubsequences: false).map({ String($0).trimmed }) {
                guard let number = Int(code), range.contains(number) else {
                    throw .usage(
                        "\(typed) is '\(text)': '\(code)' of \(name) is no code; write whole numbers, such as na=2+5")
                }
                if let owner = owners[number] {
                    throw .usage("\(typed) is '\(text)': the code \(number) is named twice, of \(owner) and of \(name)")
                }
                owners[number] = name
                codes[phase].append(number)
            }
        }
        for (name, phase) in PhaseCodes.names where [.lithium, .electrolyte].contains(phase) && codes[phase].isEmpty {
            throw .usage("\(typed) is '\(text)': \(name) has no code; name at least li and sse, such as \(example)")
        }
        return codes
    }

    private static func phaseOfIsolated(_ value: String, _ text: String) throws(SimstripError) -> Phase {
        let allowed: [String: Phase] = ["li": .lithium, "na": .sodium, "void": .void]
        guard let phase = allowed[value] else {
            throw .usage(
                "\(typed) is '\(text)': SSE within the layers cannot count as '\(value)'; write \(isolated)=li, na or void"
            )
        }
        return phase
    }

    package static func spelling(of value: PhaseCodes?) -> JSONValue {
        guard let value else { return .null }
        let names = PhaseCodes.names
        var parts = names.filter { !value[$0.phase].isEmpty }.map { name, phase in
            name + "=" + value[phase].sorted().map(String.init).joined(separator: "+")
        }
        if let phase = value.isolated {
            parts.append(isolated + "=" + (names.first { $0.phase == phase }?.name ?? "\(phase)"))
        }
        return .text(parts.joined(separator: ","))
    }

    /// Results of grey volumes have none.
    package static func spelling(in parameters: ScanParameters) -> JSONValue? {
        parameters.codes.map { spelling(of: $0) }
    }

    /// Which number stands for which phase is a matter of each volume; what isolated SSE counts as is one of the method.
    package static func compared(_ spelling: JSONValue) -> String? {
        spelling.description.split(separator: ",").first { $0.hasPrefix(isolated) }.map(String.init)
    }

    package static func objection(to method: SegmentationMethod) -> String? {
        method == .labels ? nil : "says what the labels of a volume stand for; add --segmentation labels"
    }
}

extension ScanParameters {
    /// What the codes of a label volume stand for; nil for a grey volume.
    public var codes: PhaseCodes? {
        get { self[CodesOption.self] }
        set { self[CodesOption.self] = newValue }
    }
}
