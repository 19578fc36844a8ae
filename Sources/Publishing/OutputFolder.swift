import FoundationEssentials
import VoxelCore

import Glibc

/// A folder of results that appears whole or not at all.
///
/// Files are written into a hidden folder beside their place, or inside it where it exists already, brought to the disk,
/// and moved when all are there: the folder at once where nothing or a former result alone is in its place
/// (`FolderExchange`), file by file otherwise (`PiecewiseReplacement`). A folder with a seal (`result.json` of a scan) is
/// complete. What was not published is removed, if not by its process then by the next one that writes to the same
/// place. No two write there at once (`OutputLock`).
package final class OutputFolder: Sendable {
    /// What happens to a folder that is there already.
    package enum Replacement: Sendable {
        /// Its results are replaced; what is not ours stays.
        case files
        /// It is replaced as a whole; one that holds anything but the files of a finished result is refused.
        case folder
    }

    /// Where the results will be.
    package let path: String
    private let content: FolderContent
    private let replacement: Replacement
    private let trial: PublishingTrial
    /// The place without links on the way.
    private let place: String
    /// Where it lies in the end, seen from which ways lead to files that stay where they are.
    private let lastPlace: String
    private let lock: OutputLock
    private let staging: StagingFolder

    /// Makes sure that results can be written, before anything is read.
    ///
    /// A folder that holds a finished result is accepted: the new one replaces the files that the former one lists. So is
    /// any folder in which no file of ours would overwrite another's.
    ///
    /// - Parameters:
    ///   - path: where the results will be.
    ///   - content: what they are.
    ///   - replacement: what happens to a folder that is there already.
    ///   - lastPath: where the results lie in the end, if they are published within another folder that moves there; nil for `path`.
    ///   - trial: what a test puts in the place of the system.
    /// - Throws: `SimstripError` of kind `output`, also where another process is writing to the same place.
    package init(
        _ path: String, for content: FolderContent, replacing replacement: Replacement = .files,
        movingTo lastPath: String? = nil, trial: PublishingTrial = .init()
    ) throws(SimstripError) {
        let files = FileManager.default
        _ = try OutputPlace(path)
        self.path = path
        self.content = content
        self.replacement = replacement
        self.trial = trial
        var isFolder = false
        let exists = files.fileExists(atPath: path, isDirectory: &isFolder)
        guard !exists || isFolder else {
            throw .output("the output '\(path)' is a file; name a folder with --output")
        }
        guard exists || FileKind(of: path) == nil else {
            throw .output("the output '\(path)' is a link that leads nowhere; name a folder with --output")
        }
        place = FilePath.resolved(path)
        lastPlace = lastPath.map(FilePath.resolved) ?? place
        do {
            if !exists {
                try files.createDirectory(atPath: FilePath.folder(of: place), withIntermediateDirectories: true)
            }
            lock = try OutputLock(StagingPlace(for: place), named: path)
            try Self.tidy(place, for: content, isLocked: lock.isEffective, trial)
            if exists { _ = try FormerResult(in: place, named: path, for: content, asAWhole: replacement == .folder) }
            staging = try StagingFolder(in: exists ? StagingPlace(within: place) : StagingPlace(for: place))
        } catch let error as SimstripError where error.kind == .output {
            throw error
        } catch {
            throw .output("the output folder '\(path)' cannot be written: \(Self.reason(error))")
        }
    }

    /// Ends or takes back what killed processes have left in an output and beside it; nothing where one is at work there.
    ///
    /// - Throws: `SimstripError` of kind `output` where a replacement can neither be finished nor taken back.
    package static func tidy(_ path: String, for content: FolderContent) throws(SimstripError) {
        let place = FilePath.resolved(path)
        let places = [StagingPlace(for: place), StagingPlace(within: place)]
        guard !places.allSatisfy({ StagingFolder.all(in: $0).isEmpty }),
            let lock = try? OutputLock(StagingPlace(for: place), named: path)
        else { return }
        defer { lock.release() }
        try tidy(place, for: content, isLocked: lock.isEffective, .init())
    }

    private static func tidy(
        _ place: String, for content: FolderContent, isLocked: Bool, _ trial: PublishingTrial
    ) throws(SimstripError) {
        try PiecewiseReplacement.recover(
            StagingFolder.leftovers(in: StagingPlace(within: place), isLocked: isLocked), in: place, for: content, trial
        )
        _ = StagingFolder.leftovers(in: StagingPlace(for: place), isLocked: isLocked)
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
        _ = try FormerResult(in: path, named: path, for: content, asAWhole: replacement == .folder)
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

    /// The way to a file from where the folder will be; nil where there is no such file. What was written into the folder is
    /// within it.
    package func way(to file: String) -> String? {
        guard FileKind(of: file) != nil else { return nil }
        let (file, within) = (FilePath.resolved(file), FilePath.resolved(staging.path))
        if FilePath.leads(file, below: within) { return FilePath.relative(file, from: within) }
        // What lies beside it moves along.
        let movesAlong = FilePath.leads(file, below: FilePath.folder(of: place))
        return FilePath.relative(file, from: movesAlong ? place : lastPlace)
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

    /// Moves everything to its place, once all of it is on the disk.
    ///
    /// - Throws: `SimstripError` of kind `output`; what was at the place before is then still there, or the new results
    ///   are; never a mixture with a seal.
    package func publish() throws(SimstripError) {
        defer { lock.release() }
        do {
            let disk = DiskSync(trial)
            try disk.tree(staging.path)
            guard FileKind(of: place) != nil else {
                try trial.beforeStep()
                try SystemFailure.check { rename(staging.path, place) }
                return try disk.path(FilePath.folder(of: place))
            }
            // What has been put there in the meantime is not replaced either.
            let former = try FormerResult(in: place, named: path, for: content, asAWhole: replacement == .folder)
            guard try !FolderExchange(of: former, in: place, trial).happens(with: staging) else { return }
            try PiecewiseReplacement(of: former, in: place, by: staging, for: content, trial).finish()
        } catch let error as SimstripError where error.kind == .output {
            throw error
        } catch {
            throw .output("the results cannot be moved to '\(path)': \(Self.reason(error))")
        }
    }
}
