import FoundationEssentials
import Options
import Results
import VoxelCore
import Yams

extension Manifest {
    /// Reads a manifest and checks all of it: keys, options, names, and that the volumes are there.
    ///
    /// - Parameters:
    ///   - path: the YAML file; paths in it are relative to its folder.
    ///   - overrides: options that win over the file's.
    /// - Throws: `SimstripError` with every mistake, each with its line: of kind `missingInput` where files are
    ///   missing and nothing else is wrong, else of kind `usage`.
    package init(contentsOf path: String, overrides: ScanSettings = .init()) throws(SimstripError) {
        try self.init(
            YAMLText(contentsOf: path, as: "the manifest", atMost: 16 << 20), name: path,
            folder: FilePath.folder(of: FilePath.absolute(path)),
            overrides: overrides)
    }

    /// Reads a manifest's text.
    ///
    /// - Parameters:
    ///   - name: the file's name, for messages.
    ///   - folder: where relative paths begin, from the root of the file system.
    init(yaml: String, name: String, folder: String, overrides: ScanSettings = .init()) throws(SimstripError) {
        try self.init(YAMLText(yaml, name: name), name: name, folder: folder, overrides: overrides)
    }

    private init(_ yaml: YAMLText, name: String, folder: String, overrides: ScanSettings) throws(SimstripError) {
        let root = try yaml.root()
        guard let mapping = root?.mapping else {
            throw .usage(
                "\(name) is not a mapping; write 'scans:' with a list below it, such as"
                    + " '  - { name: pristine, volume: scans/cell7_000_rec }'")
        }
        var reader = ManifestReader(name: name, folder: folder, overrides: overrides)
        reader.read(mapping)
        try reader.throwFaults()
        self.name = name
        scans = reader.scans
        comparisons = reader.comparisons
    }
}

/// Reads a manifest and gathers what is wrong with it.
private struct ManifestReader {
    let name: String
    let folder: String
    let overrides: ScanSettings
    private(set) var scans: [ScanTask] = []
    private(set) var comparisons: [Manifest.Comparison] = []
    private var defaults = ScanSettings()
    private var faults: [SimstripError] = []

    private static let keys = ["defaults", "scans", "compare"]
    private static let scanKeys = ["name", "volume"]

    init(name: String, folder: String, overrides: ScanSettings) {
        self.name = name
        self.folder = folder
        self.overrides = overrides
    }

    func throwFaults() throws(SimstripError) {
        guard let first = faults.first else { return }
        let kind = faults.allSatisfy { $0.kind == .missingInput } ? SimstripError.Kind.missingInput : .usage
        guard faults.count > 1 else { throw SimstripError(kind, first.message) }
        let shown = 12
        let others = faults.count > shown ? ["and \(faults.count - shown) others"] : []
        throw SimstripError(
            kind,
            "\(name) has \(faults.count) mistakes; nothing was started\n  "
                + (faults.prefix(shown).map(\.message) + others).joined(separator: "\n  "))
    }

    mutating func read(_ mapping: Node.Mapping) {
        for (key, _) in mapping where !Self.keys.contains(key.string ?? "") {
            let word = key.string ?? "this key"
            let meant = nearest(to: word, among: Self.keys).map { "; is \($0) meant?" } ?? "."
            fault(
                key, "'\(word)' is not a part of a manifest\(meant) The parts are \(Self.keys.joined(separator: ", "))")
        }
        if let node = mapping["defaults"] {
            if let mapping = node.mapping {
                defaults = settings(mapping)
            } else if node.null == nil {
                fault(node, "defaults is not a mapping; write options such as '{ voxel-size: 1.4um, layers: 10 }'")
            }
        }
        readScans(mapping["scans"])
        readComparisons(mapping["compare"])
    }

    private mutating func readScans(_ node: Node?) {
        guard let node, let list = node.sequence, !list.isEmpty else {
            fault(
                node,
                "there are no scans; write 'scans:' with a list below it, such as"
                    + " '  - { name: pristine, volume: scans/cell7_000_rec }'")
            return
        }
        for entry in list {
            guard let mapping = entry.mapping else {
                fault(entry, "a scan is not a mapping; write '- { name: pristine, volume: scans/cell7_000_rec }'")
                continue
            }
            readScan(mapping, entry)
        }
        let names = Dictionary(grouping: scans, by: \.name)
        for name in names.keys.sorted() {
            guard let same = names[name], same.count > 1 else { continue }
            let volumes = same.map { "\($0.volume) (line \($0.line))" }.joined(separator: ", ")
            fault(
                line: same[1].line, "\(same.count) scans have the name '\(name)': \(volumes); give each its own 'name'")
        }
    }

    private mutating func readScan(_ mapping: Node.Mapping, _ entry: Node) {
        let count = faults.count
        let own = settings(mapping, besides: Self.scanKeys)
        if let volume = mapping["volume"], let why = YAMLText.fault(of: volume, key: "volume") {
            fault(volume, why)
            return
        }
        guard let volume = mapping["volume"]?.scalar?.string, !volume.isEmpty else {
            fault(
                entry,
                "the scan has no volume; write 'volume: scans/cell7_000_rec', in quotes where it begins with # or !")
            return
        }
        let given = mapping["name"]
        if let given, let why = YAMLText.fault(of: given, key: "name") { fault(given, why) }
        let matches: [VolumePattern.Match]
        do throws(SimstripError) {
            let path = FilePath.absolute(volume, in: folder)
            matches = try VolumePattern.scans(of: path, named: given?.scalar?.string)
        } catch {
            fault(mapping["volume"] ?? entry, error.message, error.kind)
            return
        }
        for match in matches {
            do throws(SimstripError) {
                try FilePath.check(match.volume, of: "the volume")
            } catch {
                fault(mapping["volume"] ?? entry, error.message)
            }
            if let why = ScanName.fault(of: match.name) {
                fault(given ?? entry, "'\(match.name)' cannot be the name of a scan: \(why)")
            }
        }
        var settings = defaults.overridden(by: own).overridden(by: overrides)
        guard faults.count == count else { return }
        // What each option means alone is known to be right; here they have to agree.
        do throws(SimstripError) {
            if case .heightMap(let path) = try ScanParameters(settings).interface {
                let whole = FilePath.absolute(path, in: folder)
                try FilePath.check(whole, of: "the height map")
                guard FileManager.default.fileExists(atPath: whole) else {
                    fault(entry, "the height map '\(whole)' of 'interface' does not exist", .missingInput)
                    return
                }
                settings[InterfaceOption.self] = whole
            }
        } catch {
            fault(entry, error.message)
            return
        }
        let line = entry.mark?.line ?? 1
        scans += matches.map { match in
            ScanTask(name: match.name, volume: match.volume, settings: settings, line: line, pattern: match.pattern)
        }
    }

    /// The options of a mapping, each checked alone so that a mistake has its own line.
    private mutating func settings(_ mapping: Node.Mapping, besides others: [String] = []) -> ScanSettings {
        var settings = ScanSettings()
        for (key, value) in mapping where !others.contains(key.string ?? "") {
            do {
                let (option, text) = try ScanSettings.option(key, value, name: name, others: others)
                settings[option] = text
                do throws(SimstripError) {
                    try option.check(text)
                } catch {
                    fault(key, error.message)
                }
            } catch {
                faults.append(error)
            }
        }
        return settings
    }

    private mutating func readComparisons(_ node: Node?) {
        guard let node, node.null == nil else { return }
        guard let list = node.sequence else {
            fault(node, "compare is not a list; write '- [pristine, cycled]' below it")
            return
        }
        let known = Set(scans.map(\.name))
        var folders = known
        for entry in list {
            let names = entry.sequence.map { $0.compactMap { $0.scalar?.string } } ?? []
            guard names.count >= 2, entry.sequence?.count == names.count else {
                fault(entry, "a comparison names two scans or more; write '- [pristine, cycled]'")
                continue
            }
            guard names.count <= ComparisonFolder.letters.count else {
                fault(
                    entry, "a series has at most \(ComparisonFolder.letters.count) scans, this one has \(names.count)")
                continue
            }
            // A scan that could not be understood has been complained of.
            if let missing = names.first(where: { !known.contains($0) }) {
                if faults.isEmpty {
                    let meant = nearest(to: missing, among: known.sorted()).map { "; is \($0) meant?" } ?? ""
                    fault(entry, "compare names '\(missing)', which is no scan of this manifest\(meant)")
                }
                continue
            }
            let comparison = Manifest.Comparison(scans: names)
            if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
                fault(entry, "'\(twice)' is compared with itself")
                continue
            }
            guard folders.insert(comparison.name).inserted else {
                fault(entry, "there is another '\(comparison.name)' in this manifest")
                continue
            }
            comparisons.append(comparison)
        }
    }

    private mutating func fault(_ node: Node?, _ message: String, _ kind: SimstripError.Kind = .usage) {
        fault(line: node?.mark?.line ?? 1, message, kind)
    }

    private mutating func fault(line: Int, _ message: String, _ kind: SimstripError.Kind = .usage) {
        faults.append(SimstripError(kind, "\(name), line \(line): \(message)"))
    }
}
