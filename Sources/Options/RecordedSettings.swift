import FoundationEssentials
import VoxelCore

extension ScanSettings {
    /// The options that were asked for of a result, without those that were left at their standard.
    ///
    /// - Parameter request: every option by its name, as result.json has it.
    package init(recordedIn request: [String: JSONValue]) {
        self.init()
        for option in ScanOptions.all {
            guard let value = request[option.name], value != option.spellingOfStandard else { continue }
            self[option] = value.typed
        }
    }

    /// Reads the options of a result.json.
    ///
    /// - Returns: nil where the file is none.
    /// - Throws: `SimstripError` of kind `usage` where it holds what is no option here, or no option's value.
    init?(ofResult path: String) throws(SimstripError) {
        guard path.hasSuffix(".json"), let bytes = RegularFile.contents(path, atMost: Self.largestResult),
            let result = try? JSONDecoder().decode(Recorded.self, from: Data(bytes))
        else { return nil }
        for name in result.request.keys.sorted() where ScanOptions.named(name) == nil {
            throw .usage(
                "'\(path)' is the result of a run with --\(name), which this version of simstrip does not know: take the version"
                    + " that it names, or write the options in YAML")
        }
        self.init(recordedIn: result.request)
        for option in options { try option.check(self[option] ?? "") }
    }

    /// The files of a million slices are listed in about so many bytes.
    private static let largestResult = 1 << 28

    private struct Recorded: Decodable {
        let request: [String: JSONValue]
    }
}

extension ScanOption {
    static var spellingOfStandard: JSONValue { spelling(of: standard) }
}

extension JSONValue {
    /// The value as it is typed; nil for none.
    fileprivate var typed: String? {
        switch self {
        case .null: nil
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let integer): "\(integer)"
        case .number(let number): "\(number)"
        case .text(let text): text
        case .list(let list): list.compactMap(\.typed).joined(separator: ",")
        }
    }
}
