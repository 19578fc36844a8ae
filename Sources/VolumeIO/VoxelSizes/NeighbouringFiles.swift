import VoxelCore
import Yams

/// The files beside the data that may tell its voxel size.
enum NeighbouringFiles {
    /// What is larger was not written by hand.
    private static let largestBytes = 1 << 16

    private static let settingsName = "simstrip.yaml"
    private static let reconstructionName = "rec_line.txt"

    /// Which of these files are there.
    static func all(in folder: String) -> [SourceFile] {
        [settingsName, reconstructionName].compactMap { SourceFile(of: FilePath.joined(folder, $0)) }
    }

    /// `voxel-size` of `simstrip.yaml`: a text as on the command line, or a list of three.
    ///
    /// - Returns: nil without the file or the key; a nil size for `voxel`, which asks to work without a length.
    /// - Throws: `SimstripError` of kind `data` where it does not hold what it should: it was put there on purpose.
    static func settings(in folder: String) throws(SimstripError) -> (source: String, size: VoxelSize?)? {
        let file = FilePath.joined(folder, settingsName)
        guard let text = text(of: file) else { return nil }
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw .data("'\(file)' is not valid YAML")
        }
        guard let value = node?.mapping?["voxel-size"] else { return nil }
        let parts = value.sequence.map { $0.compactMap(\.scalar?.string) } ?? value.scalar.map { [$0.string] } ?? []
        let words = parts.joined(separator: ",")
        if words == "voxel" { return (settingsName, nil) }
        do {
            return (settingsName, try VoxelSize(parsing: words))
        } catch {
            throw .data("in '\(file)': \(error.message)")
        }
    }

    /// The voxel size from the command line that tomocupy leaves beside its slices.
    ///
    /// `--pixel-size` is in µm and of the detector; `--binning n` joins 2ⁿ × 2ⁿ of its pixels into one.
    static func reconstructionLine(in folder: String) -> VoxelSize? {
        guard let text = text(of: FilePath.joined(folder, reconstructionName)) else { return nil }
        guard let pixel = option("--pixel-size", in: text), pixel > 0 else { return nil }
        let binning = option("--binning", in: text) ?? 0
        guard (0...16).contains(binning), binning == binning.rounded() else { return nil }
        let edge = pixel * Double(1 << Int(binning))
        return edge.isFinite ? VoxelSize(cubic: Length(micrometres: edge)) : nil
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
        guard let file = try? InputFile(opening: path), file.identity.bytes <= largestBytes,
            let bytes = file.bytes(at: 0, count: file.identity.bytes)
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
