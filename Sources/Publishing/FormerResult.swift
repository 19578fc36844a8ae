import FoundationEssentials
import VoxelCore

import Glibc

/// What lies where results are to go: the files of a former result, which may be replaced, and nothing else that would be.
struct FormerResult {
    /// The files that the seal of the former result lists and that are there.
    let files: Set<String>

    /// Looks at what is there.
    ///
    /// - Parameters:
    ///   - path: the folder, which exists.
    ///   - name: the folder as it was given, for messages.
    ///   - content: what will be written.
    ///   - asAWhole: whether all that is in the folder would go, and not only what is written anew.
    /// - Throws: `SimstripError` of kind `output` where anything would be replaced that no result of ours lists.
    init(in path: String, named name: String, for content: FolderContent, asAWhole: Bool) throws(SimstripError) {
        let listed = content.files(ofResultIn: path) ?? ReplacementJournal.files(in: path, for: content)
        guard listed != nil || FileKind(of: "\(path)/\(content.seal)") == nil else {
            throw .output(
                "the output folder '\(name)' holds a \(content.seal) that is no finished result of simstrip: it is another's,"
                    + " or damaged; so nothing there is replaced. Name another folder with --output, or move that one away"
            )
        }
        let found =
            asAWhole ? Self.everything(in: path) { !StagingFolder.isOne($0) } : Self.namesakes(in: path, of: content)
        let known = listed ?? []
        let foreign = found.filter {
            // Nothing is lost with an empty folder of ours.
            $0.kind == .folder ? !content.folders.contains($0.name) : !known.contains($0.name) || $0.kind != .file
        }
        .map(\.name)
        guard foreign.isEmpty else {
            let names = foreign.prefix(3).joined(separator: ", ") + (foreign.count > 3 ? ", …" : "")
            guard listed != nil else {
                throw .output(
                    "the output folder '\(name)' holds \(names) but no \(content.seal), so it is no finished result that"
                        + " could be replaced; name another folder with --output, or move these files away")
            }
            throw .output(
                "the output folder '\(name)' holds \(names), which is no file of the result that lies there and would be"
                    + " lost; move it away, or name another folder with --output")
        }
        files = Set(found.filter { $0.kind == .file }.map(\.name))
    }

    /// Whether a folder holds nothing but these files and folders for them.
    ///
    /// - Parameter staging: the name of a folder in it that does not count.
    func isAll(of path: String, but staging: String) -> Bool {
        Self.everything(in: path) { $0 != staging }.allSatisfy { $0.kind == .file && files.contains($0.name) }
    }

    /// Takes the files of the result out of a folder that has left its place, and brings to the place what has come into
    /// the folder while it was leaving.
    func clear(_ folder: String, carryingTo place: String) {
        for name in files { unlink("\(folder)/\(name)") }
        for (name, kind) in Self.everything(in: folder, where: { _ in true })
        where kind != .folder && FileKind(of: "\(place)/\(name)") == nil {
            let parent = FilePath.folder(of: "\(place)/\(name)")
            try? FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
            rename("\(folder)/\(name)", "\(place)/\(name)")
        }
    }

    private typealias Entry = (name: String, kind: FileKind)

    /// What has a name that a file of ours may have.
    private static func namesakes(in path: String, of content: FolderContent) -> [Entry] {
        content.folders.flatMap { folder -> [Entry] in
            let place = folder.isEmpty ? path : "\(path)/\(folder)"
            switch FileKind(of: place) {
            case nil: return []
            // A file or a link where a folder of ours has to be.
            case let kind? where kind != .folder && !folder.isEmpty: return [(folder, kind)]
            default:
                return names(in: place).map { folder.isEmpty ? $0 : "\(folder)/\($0)" }.filter(content.mayHold)
                    .compactMap { name in FileKind(of: "\(path)/\(name)").map { (name, $0) } }
            }
        }
    }

    /// All files, however deep, and folders that hold nothing, but for what has names that do not count.
    private static func everything(
        in path: String, below folder: String = "", where counts: (_ name: String) -> Bool
    ) -> [Entry] {
        names(in: folder.isEmpty ? path : "\(path)/\(folder)").filter(counts).flatMap { name in
            let name = folder.isEmpty ? name : "\(folder)/\(name)"
            // It is there, but not by this name: one whose bytes are no text.
            guard let kind = FileKind(of: "\(path)/\(name)") else { return [Entry(name, .other)] }
            guard kind == .folder else { return [(name, kind)] }
            let inner = everything(in: path, below: name, where: counts)
            return inner.isEmpty ? [(name, kind)] : inner
        }
    }

    /// What is in a folder; of one that cannot be listed, something that is not ours.
    private static func names(in folder: String) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            return FileKind(of: folder) == .folder ? ["\u{FFFD}"] : []
        }
    }
}
