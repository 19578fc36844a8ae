import FoundationEssentials
import VoxelCore

import Glibc

/// A former result replaced file by file, where the folder cannot be exchanged as a whole: in it lies what is not ours,
/// or its file system knows no exchange.
///
/// Everything happens in a staging folder within the output: `new` holds what is not in place yet, `old` what has left
/// its place, and `journal` what both consist of. As long as the journal is there, where the files lie tells how far it
/// has come; so whoever comes next can go on from every point, or back. The seal leaves first and comes last: in between
/// the folder has none.
struct PiecewiseReplacement {
    private let output: String
    private let content: FolderContent
    private let staging: StagingFolder
    private let journal: ReplacementJournal
    private let trial: PublishingTrial

    private var new: String { "\(staging.path)/new" }
    private var old: String { "\(staging.path)/old" }

    /// Prepares the replacement; nothing of the former result is touched yet.
    ///
    /// - Parameters:
    ///   - former: the files that go.
    ///   - gathered: the folder of the new result, whose bytes are on the disk; it is moved.
    /// - Throws: `SystemFailure` and what files throw.
    init(
        of former: FormerResult, in output: String, by gathered: StagingFolder, for content: FolderContent,
        _ trial: PublishingTrial
    ) throws {
        (self.output, self.content, self.trial) = (output, content, trial)
        let written = try FileManager.default.subpathsOfDirectory(atPath: gathered.path).filter {
            FileKind(of: "\(gathered.path)/\($0)") == .file
        }
        journal = ReplacementJournal(seal: content.seal, former: former.files, written: Set(written))
        staging = try StagingFolder(in: StagingPlace(within: output))
        try step { rename(gathered.path, new) }
        try step { mkdir(old, 0o777) }
        let disk = DiskSync(trial)
        let draft = try journal.draft(in: staging.path)
        try disk.path(draft)
        // From here on it goes on, whoever does it.
        try step { rename(draft, ReplacementJournal.path(in: staging.path)) }
        do {
            try disk.path(staging.path)
            try disk.path(output)
        } catch {
            unlink(ReplacementJournal.path(in: staging.path))
            throw error
        }
    }

    /// What a killed process has begun; nil where the folder holds no such thing.
    private init?(
        begunIn staging: StagingFolder, of output: String, for content: FolderContent, _ trial: PublishingTrial
    ) throws(SimstripError) {
        guard ReplacementJournal.lies(in: staging.path) else { return nil }
        guard let journal = ReplacementJournal(in: staging.path), journal.isOf(content)
        else {
            throw .output(
                "in the output folder '\(output)' a result of another kind was being replaced when its process was killed;"
                    + " give that command again, or name another folder with --output")
        }
        (self.output, self.content, self.staging, self.trial) = (output, content, staging, trial)
        self.journal = journal
    }

    /// Brings to its end what killed processes have begun in an output, or takes it back.
    ///
    /// Whoever calls has the output's lock.
    ///
    /// - Throws: `SimstripError` of kind `output` where neither is possible.
    static func recover(
        _ leftovers: [StagingFolder], in output: String, for content: FolderContent, _ trial: PublishingTrial
    ) throws(SimstripError) {
        for staging in leftovers {
            guard let begun = try Self(begunIn: staging, of: output, for: content, trial) else { continue }
            do {
                try begun.finish()
            } catch {
                throw .output(
                    "a replacement of '\(output)' whose process was killed cannot be finished: \(OutputFolder.reason(error))"
                )
            }
        }
    }

    /// Moves the old files away and the new ones to their places; on failure the old ones back.
    ///
    /// - Throws: what has failed; the folder then holds the former result, or, where that has failed too, no seal.
    func finish() throws {
        do {
            try forward()
        } catch {
            // With the new seal in place it is the new result that is there.
            guard FileKind(of: "\(new)/\(journal.seal)") != nil || !journal.written.contains(journal.seal) else {
                throw error
            }
            try? back()
            throw error
        }
    }

    private func forward() throws {
        try checkFolders()
        let disk = DiskSync(trial)
        for name in journal.former.sorted(by: sealFirst) where isOldInPlace(name) {
            try makeFolder(of: "\(old)/\(name)")
            try step { rename("\(output)/\(name)", "\(old)/\(name)") }
            if name == journal.seal { try disk.path(output) }
        }
        for name in journal.written.sorted(by: sealFirst).reversed() where FileKind(of: "\(new)/\(name)") != nil {
            guard FileKind(of: "\(output)/\(name)") == nil else {
                throw SimstripError.output("'\(output)/\(name)' has come there in the meantime; move it away")
            }
            try makeFolder(of: "\(output)/\(name)")
            if name == journal.seal {
                removeEmptyFolders()
                try syncFolders(disk)
            }
            try step { rename("\(new)/\(name)", "\(output)/\(name)") }
        }
        removeEmptyFolders()
        try syncFolders(disk)
        try end()
    }

    private func back() throws {
        for name in journal.written.sorted(by: sealFirst)
        where FileKind(of: "\(new)/\(name)") == nil && FileKind(of: "\(output)/\(name)") != nil {
            try step { rename("\(output)/\(name)", "\(new)/\(name)") }
        }
        for name in journal.former.sorted(by: sealFirst).reversed() where FileKind(of: "\(old)/\(name)") != nil {
            try makeFolder(of: "\(output)/\(name)")
            try step { rename("\(old)/\(name)", "\(output)/\(name)") }
        }
        removeEmptyFolders()
        try syncFolders(DiskSync(trial))
        try end()
    }

    /// Without its journal the staging folder is a leftover like any other.
    private func end() throws {
        try step { unlink(ReplacementJournal.path(in: staging.path)) }
    }

    /// Whether the file in a place is that of the former result: neither gone already nor the new one.
    private func isOldInPlace(_ name: String) -> Bool {
        guard FileKind(of: "\(old)/\(name)") == nil, FileKind(of: "\(output)/\(name)") == .file else { return false }
        return !journal.written.contains(name) || FileKind(of: "\(new)/\(name)") != nil
    }

    /// The order in which files leave; they come in the reverse one.
    private func sealFirst(_ a: String, _ b: String) -> Bool {
        a != b && (a == journal.seal || b != journal.seal && a > b)
    }

    /// Makes sure that no folder of ours has become a link.
    private func checkFolders() throws {
        for folder in content.folders.dropFirst() {
            let kind = FileKind(of: "\(output)/\(folder)")
            guard kind == nil || kind == .folder else { throw SystemFailure(ENOTDIR) }
        }
    }

    private func makeFolder(of path: String) throws {
        let folder = FilePath.folder(of: path)
        guard FileKind(of: folder) == nil else { return }
        try trial.beforeStep()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    /// A folder in which there is something else stays.
    private func removeEmptyFolders() {
        for folder in content.folders.dropFirst().reversed()
        where journal.former.contains(where: { $0.hasPrefix("\(folder)/") }) {
            rmdir("\(output)/\(folder)")
        }
    }

    private func syncFolders(_ disk: DiskSync) throws {
        for folder in content.folders.reversed() {
            let place = folder.isEmpty ? output : "\(output)/\(folder)"
            if FileKind(of: place) == .folder { try disk.path(place) }
        }
    }

    private func step(_ call: () -> Int32) throws {
        try trial.beforeStep()
        try SystemFailure.check(call)
    }
}
