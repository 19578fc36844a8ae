import VoxelCore
import Yams

/// The files beside the data that may tell its voxel size.
enum NeighbouringFiles {
    /// What is larger was not written by hand.
    private static let largestBytes = 1 << 16

    /// The first is the documented name.
    private static let settingsNames = ["simstrip.yaml", "simstrip.yml"]
    private static let reconstructionName = "rec_line.txt"

    /// Which of these files are there.
    ///
    /// - Parameter path: the volume's first file.
    static func all(beside path: String) -> [SourceFile] {
        let folder = FilePath.folder(of: path)
        let known = (settingsNames + [reconstructionName]).compactMap { SourceFile(of: FilePath.joined(folder, $0)) }
        return known + Logs(beside: path).files
    }

    /// `voxel-size` of `simstrip.yaml` (or `simstrip.yml`): a text as on the command line, or a list of three.
    ///
    /// - Returns: no claim without the file or the key; a claim without a size for `voxel`, which asks to work without
    ///   a length.
    /// - Throws: `SimstripError` of kind `data` where it does not hold what it should: it was put there on purpose.
    static func settings(in folder: String) throws(SimstripError) -> (claim: VoxelSizeClaim?, warnings: [Warning]) {
        let there = settingsNames.filter { PathKind(of: FilePath.joined(folder, $0)) != .missing }
        guard let name = there.first else { return (nil, []) }
        guard there.count == 1 else {
            throw .data("in '\(folder)' there are \(there.joined(separator: " and ")); keep one of them")
        }
        return try settings(named: name, in: folder)
    }

    private static func settings(
        named name: String, in folder: String
    ) throws(SimstripError) -> (claim: VoxelSizeClaim?, warnings: [Warning]) {
        let file = FilePath.joined(folder, name)
        guard let text = text(of: file) else {
            throw .data("'\(file)' cannot be read, or has more than \(largestBytes) bytes; mend it, or move it away")
        }
        let node: Node?
        do {
            node = try YAMLText(text, name: "'\(file)'").root()
        } catch {
            throw .data(error.message)
        }
        guard let node, node.scalar?.string.isEmpty != true else { return (nil, []) }
        guard let mapping = node.mapping else {
            throw .data("'\(file)' holds no names with values; write a line such as 'voxel-size: 1.4um'")
        }
        var values: [Node] = []
        var warnings: [Warning] = []
        for (key, value) in mapping {
            let key = key.string ?? ""
            switch key.lowercased().filter({ $0.isLetter || $0.isNumber }) {
            case "voxelsize": values.append(value)
            case let letters
            where ["voxel", "pixel", "spacing", "resolution"].contains(where: { letters.contains($0) }):
                warnings.append(
                    Warning(
                        "settings_ignored", "'\(key)' in '\(file)' is not read; the voxel size is named 'voxel-size'"))
            default: break
            }
        }
        guard let value = values.first else { return (nil, warnings) }
        guard values.count == 1 else { throw .data("'\(file)' gives the voxel size \(values.count) times; keep one") }
        let parts = value.sequence.map { $0.compactMap(\.scalar?.string) } ?? value.scalar.map { [$0.string] } ?? []
        let words = parts.joined(separator: ",")
        if words == "voxel" { return (VoxelSizeClaim(name, nil), warnings) }
        do {
            return (VoxelSizeClaim(name, try VoxelSize(parsing: words)), warnings)
        } catch {
            throw .data("in '\(file)': \(error.message)")
        }
    }

    /// The voxel size from the command line that tomocupy leaves beside its slices.
    ///
    /// `--pixel-size` is in µm and of the detector; `--binning n` joins 2ⁿ × 2ⁿ of its pixels into one.
    static func reconstructionLine(in folder: String) -> VoxelSizeClaim? {
        text(of: FilePath.joined(folder, reconstructionName)).flatMap {
            reconstructionClaim(in: $0, named: reconstructionName)
        }
    }

    /// The voxel size from a command line of tomocupy's.
    ///
    /// - Parameter source: what holds the line.
    static func reconstructionClaim(in text: String, named source: String) -> VoxelSizeClaim? {
        guard let pixel = option("--pixel-size", in: text), pixel > 0 else { return nil }
        let binning = option("--binning", in: text) ?? 0
        guard (0...16).contains(binning), binning == binning.rounded() else { return nil }
        let edge = pixel * Double(1 << Int(binning))
        guard edge.isFinite else { return nil }
        return VoxelSizeClaim(source, VoxelSize(cubic: Length(micrometres: edge)))
    }

    /// The number behind an option, apart or after an equals sign; the last one counts, as for its command.
    private static func option(_ name: String, in line: String) -> Double? {
        let words = line.split(whereSeparator: \.isWhitespace)
        var value: Double?
        for (index, word) in words.enumerated() {
            if word == name, index + 1 < words.count {
                value = Double(words[index + 1])
            } else if word.hasPrefix(name + "=") {
                value = Double(word.dropFirst(name.count + 1))
            }
        }
        return value
    }

    private static func text(of path: String) -> String? {
        RegularFile.contents(path, atMost: largestBytes).map { String(decoding: $0, as: UTF8.self) }
    }
}
