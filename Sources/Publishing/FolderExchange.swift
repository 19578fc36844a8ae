import CRename
import FoundationEssentials
import VoxelCore

import Glibc

/// A folder of a former result exchanged for the new one in a single call (renameat2): whoever looks sees the one or the
/// other, and so does whoever comes after a kill.
///
/// Only a folder that holds nothing but the former result goes so. What else lies in a folder would have to be moved from
/// one to the other, in calls of their own; there files are replaced one by one instead (`PiecewiseReplacement`).
struct FolderExchange {
    private let former: FormerResult
    private let output: String
    private let trial: PublishingTrial

    /// - Parameter output: without links on the way.
    init(of former: FormerResult, in output: String, _ trial: PublishingTrial) {
        (self.former, self.output, self.trial) = (former, output, trial)
    }

    /// Exchanges the folders where that is possible.
    ///
    /// - Parameter staging: the new one, in the output, whose bytes are on the disk.
    /// - Returns: false where it is not possible; then the output is as it was.
    /// - Throws: `SystemFailure` where the new folder is in its place but not known to be on the disk.
    func happens(with staging: StagingFolder) throws -> Bool {
        let place = StagingPlace(for: output)
        guard !place.prefix.isEmpty, former.isAll(of: output, but: FilePath.last(of: staging.path)), !isCurrent,
            looksLikeOutput(staging.path)
        else { return false }
        try trial.beforeStep()
        // Where another device or a bind mount begins at the output, this fails.
        guard (try? staging.move(to: place)) != nil else { return false }
        try trial.beforeStep()
        guard trial.exchanges, simstrip_exchange(staging.path, output) == 0 else { return false }
        try trial.beforeStep()
        // The new folder is in its place, whatever comes now.
        let synced = Result { try DiskSync(trial).path(FilePath.folder(of: output)) }
        former.clear(staging.path, carryingTo: output)
        staging.remove()
        try synced.get()
        return true
    }

    /// Whether somebody who starts the program in the output would then stand in a folder that is no more.
    private var isCurrent: Bool {
        let here = FilePath.resolved(".")
        return here == output || FilePath.leads(here, below: output)
    }

    /// Gives a folder the owner and the rights of the output; false where that is not possible.
    private func looksLikeOutput(_ folder: String) -> Bool {
        var (there, here) = (stat(), stat())
        guard stat(output, &there) == 0, stat(folder, &here) == 0, !hasAccessList(output), !hasAccessList(folder)
        else { return false }
        if there.st_uid != here.st_uid || there.st_gid != here.st_gid {
            guard chown(folder, there.st_uid, there.st_gid) == 0 else { return false }
        }
        return chmod(folder, there.st_mode & 0o7777) == 0
    }

    private func hasAccessList(_ folder: String) -> Bool {
        ["system.posix_acl_access", "system.posix_acl_default"].contains { (name: String) in
            simstrip_has_attribute(folder, name) != 0
        }
    }
}
