import FoundationEssentials
import VoxelCore

import Glibc

/// A folder of results that appears whole or not at all.
///
/// Files are written into a hidden folder beside their place, or inside it where it exists already, and moved by
/// rename when all are there; the seal (`result.json` of a scan) comes last, so a folder that has one is complete. What
/// was not published is removed.
package final class OutputFolder: Sendable {
    /// What happens to a folder that is there already.
    package enum Replacement: Sendable {
        /// Its results are replaced one by one; what is not ours stays.
        case files
        /// It is replaced as a whole; one that holds anything but the files of a finished result is refused.
        case folder
    }

    /// Where the results will be.
    package let path: String
    private let content: FolderContent
    private let replacement: Replacement
    private let staging: StagingFolder
    private let existed: Bool

    /// Makes sure that results can be written, before anything is read.
    ///
    /// A folder that holds a finished result is accepted: the new one replaces the files that the former one lists. So is
    /// any folder in which no file of ours would overwrite another's.
    ///
    /// - Parameters:
    ///   - path: where the results will be.
    ///   - content: what they are.
    ///   - replacement: what happens to a folder that is there already.
    /// - Throws: `SimstripError` of kind `output`.
    package init(
        _ path: String, for content: FolderContent, replacing replacement: Replacement = .files
    ) throws(SimstripError) {
        let files = FileManager.default
        _ = try OutputPlace(path)
        self.path = path
        self.content = content
        self.replacement = replacement
        var isFolder = false
        existed = files.fileExists(atPath: path, isDirectory: &isFolder)
        guard !existed || isFolder else {
            throw .output("the output '\(path)' is a file; name a folder with --output")
        }
        guard existed || FileKind(of: path) == nil else {
            throw .output("the output '\(path)' is a link that leads nowhere; name a folder with --output")
        }
        if existed { _ = try FormerResult(in: path, for: content, asAWhole: replacement == .folder) }
        let whole = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        let (parent, name) = (FilePath.folder(of: whole), FilePath.last(of: whole))
        do {
            if existed, replacement == .files {
                staging = try StagingFolder(in: whole, for: "")
            } else {
                try files.createDirectory(atPath: parent, withIntermediateDirectories: true)
                staging = try StagingFolder(in: parent, for: ".\(name)")
            }
        } catch {
            throw .output("the output folder '\(path)' cannot be written: \(Self.reason(error))")
        }
    }

    /// Makes sure that results can go to a place, as far as what lies there tells, and writes nothing.
    ///
    /// - Throws: `SimstripError` of kind `output`.
    package static func check(
        _ path: String, for content: FolderContent, replacing replacement: Replacement
    ) throws(SimstripError) {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
        guard isFolder else { throw .output("the output '\(path)' is a file; name a folder with --output") }
        _ = try FormerResult(in: path, for: content, asAWhole: replacement == .folder)
    }

    /// Where a file has to be written now, its folders made.
    ///
    /// - Parameter name: path within the folder: `curve.csv`, `maps/coverage_0003.pgm`.
    /// - Throws: `SimstripError` of kind `output`.
    package func place(of name: String) throws(SimstripError) -> String {
        let full = "\(staging.path)/\(name)"
        do {
            try FileManager.default.createDirectory(
                atPath: FilePath.folder(of: full), withIntermediateDirectories: true)
        } catch {
            throw .output("'\(path)/\(name)' cannot be written: \(Self.reason(error))")
        }
        return full
    }

    /// Writes a file.
    ///
    /// - Throws: `SimstripError` of kind `output`.
    package func write(_ bytes: [UInt8], to name: String) throws(SimstripError) {
        let full = try place(of: name)
        do {
            try Data(bytes).write(to: URL(filePath: full))
        } catch {
            throw .output("'\(path)/\(name)' cannot be written: \(Self.reason(error))")
        }
    }

    /// Has a file, or a folder, written by what takes a path; failures name the place where it was to be.
    ///
    /// - Parameters:
    ///   - name: path within the folder.
    ///   - body: writes at the path it is given.
    /// - Throws: `SimstripError` of kind `output`, and what `body` throws.
    package func write(to name: String, by body: (_ path: String) throws -> Void) throws {
        let full = try place(of: name)
        do {
            try body(full)
        } catch let failure as SimstripError where failure.kind == .output {
            let place = "\(path)/\(name)"
            let words = "cannot write '\(full)': "
            guard failure.message.hasPrefix(words) else {
                throw SimstripError.output(failure.message.replacing(full, with: place))
            }
            let reason = String(failure.message.dropFirst(words.count))
            throw SimstripError.output("'\(place)' cannot be written: \(Self.withinSentence(reason))")
        }
    }

    /// Writes a large file part by part.
    ///
    /// - Parameters:
    ///   - name: path within the folder.
    ///   - body: calls what it is given with the parts in their order, never two at once.
    /// - Throws: `SimstripError` of kind `output`, and what `body` throws.
    package func writeInParts(to name: String, by body: (_ write: @Sendable ([UInt8]) throws -> Void) throws -> Void)
        throws
    {
        try write(to: name) { path in
            let file = try OutputFile(creating: path)
            try body { try file.write($0) }
            try file.close()
        }
    }

    /// Writes a text file in UTF-8.
    ///
    /// - Throws: `SimstripError` of kind `output`.
    package func write(_ text: String, to name: String) throws(SimstripError) {
        try write(Array(text.utf8), to: name)
    }

    /// Moves everything to its place.
    ///
    /// - Throws: `SimstripError` of kind `output`; what was at the place before may then be incomplete, and has no
    ///   seal.
    package func publish() throws(SimstripError) {
        // What has been put there in the meantime is not replaced either.
        let former = existed ? try FormerResult(in: path, for: content, asAWhole: replacement == .folder) : nil
        do {
            switch (replacement, former) {
            case (.files, let former?): try replace(former)
            case (.files, nil): try Self.move(staging.path, to: path)
            case (.folder, _): try staging.moveAsAWhole(to: path)
            }
        } catch {
            throw .output("the results cannot be moved to '\(path)': \(Self.reason(error))")
        }
    }

    /// Without its seal the folder is unfinished until the new seal is in place.
    private func replace(_ former: FormerResult) throws {
        let files = FileManager.default
        let seal = content.seal
        if former.files.contains(seal) { try files.removeItem(atPath: "\(path)/\(seal)") }
        let written = try files.subpathsOfDirectory(atPath: staging.path).filter {
            FileKind(of: "\(staging.path)/\($0)") != .folder
        }
        for name in written.sorted() where name != seal {
            try files.createDirectory(
                atPath: FilePath.folder(of: "\(path)/\(name)"), withIntermediateDirectories: true)
            try Self.move("\(staging.path)/\(name)", to: "\(path)/\(name)")
        }
        for name in former.files.subtracting(written) where name != seal { unlink("\(path)/\(name)") }
        // A folder in which there is something else stays.
        for folder in content.folders.reversed() where former.files.contains(where: { $0.hasPrefix("\(folder)/") }) {
            rmdir("\(path)/\(folder)")
        }
        if written.contains(seal) { try Self.move("\(staging.path)/\(seal)", to: "\(path)/\(seal)") }
        try files.removeItem(atPath: staging.path)
    }

    private static func move(_ from: String, to place: String) throws {
        guard rename(from, place) == 0 else { throw SystemFailure(errno) }
    }

    /// The system's words as they stand behind a colon.
    private static func withinSentence(_ words: String) -> String { words.prefix(1).lowercased() + words.dropFirst() }

    /// The system's reason in a few words.
    static func reason(_ error: any Error) -> String {
        if let system = error as? SystemFailure { return system.description }
        guard let cocoa = error as? CocoaError else { return "\(error)" }
        switch cocoa.code {
        case .fileWriteNoPermission, .fileReadNoPermission: return "permission denied"
        case .fileWriteOutOfSpace: return "no space left on the device"
        case .fileWriteVolumeReadOnly: return "the file system is read-only"
        case .fileNoSuchFile, .fileReadNoSuchFile: return "a folder on the way to it does not exist"
        case .fileWriteFileExists: return "a file is in the way"
        case .fileWriteInvalidFileName: return "the name is not valid"
        default:
            let system = (cocoa.underlying as? POSIXError).map { describe(errno: $0.code.rawValue) }
            return system.map(Self.withinSentence) ?? "error \(cocoa.code.rawValue)"
        }
    }
}
