import FoundationEssentials
import VoxelCore
import Yams

extension ScanSettings {
    /// Reads options from a YAML mapping, for example `{ voxel-size: 1.4um, layers: 10 }`.
    ///
    /// - Parameters:
    ///   - yaml: the text.
    ///   - name: the file's name, for messages.
    /// - Throws: `SimstripError` of kind `usage` with the line, where the text is not such a mapping.
    package init(yaml: String, name: String) throws { try self.init(YAMLText(yaml, name: name), name: name) }

    private init(_ yaml: YAMLText, name: String) throws {
        self.init()
        let root = try yaml.root()
        guard let root else { return }
        guard let mapping = root.mapping else {
            throw SimstripError.usage("\(name) is not a mapping; write one option a line, such as 'voxel-size: 1.4um'")
        }
        for (key, value) in mapping {
            let (option, text) = try ScanSettings.option(key, value, name: name)
            guard self[option] == nil else {
                throw SimstripError.usage("\(name), line \(key.mark?.line ?? 1): \(option.name) is set twice")
            }
            self[option] = text
        }
    }

    /// Understands one entry of a YAML mapping.
    ///
    /// - Parameters:
    ///   - name: the file's name, for messages.
    ///   - others: the keys that the mapping may have besides, for messages.
    /// - Throws: `SimstripError` of kind `usage` with the line, for a key that is no option, and for a value that is
    ///   neither plain nor a list.
    package static func option(
        _ key: Node, _ value: Node, name: String, others: [String] = []
    ) throws(SimstripError) -> (option: any ScanOption.Type, text: String) {
        let place = "\(name), line \(key.mark?.line ?? 1)"
        guard let word = key.string, let option = ScanOptions.named(word) else {
            let word = key.string ?? "this key"
            let known = others + ScanOptions.all.map { $0.name }
            let meant = nearest(to: word, among: known).map { "; is \($0) meant?" } ?? "."
            throw .usage(
                "\(place): '\(word)' is not an option\(meant) The options are \(known.joined(separator: ", "))")
        }
        let text: String
        if let scalar = value.scalar?.string {
            text = scalar
        } else if let list = value.sequence, list.allSatisfy({ $0.scalar != nil }) {
            text = list.compactMap { $0.scalar?.string }.joined(separator: ",")
        } else {
            throw .usage("\(place): \(word) has no plain value; write a value or a list of values")
        }
        if option.isSwitch, value.bool == nil {
            throw .usage("\(place): \(word) is '\(text)'; write true or false")
        }
        return (option, text)
    }

    /// Reads options from a YAML file, or from the result.json of a scan that is to be stripped once more.
    ///
    /// - Throws: `SimstripError` of kind `missingInput` where it cannot be read, else as `init(yaml:name:)`.
    package init(contentsOf path: String) throws {
        if let recorded = try Self(ofResult: path) {
            self = recorded
            return
        }
        try self.init(YAMLText(contentsOf: path, as: "the configuration file", atMost: 1 << 16), name: path)
    }
}
