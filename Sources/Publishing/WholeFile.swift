import FoundationEssentials
import VoxelCore

import Glibc

/// A file that appears whole or not at all.
package enum WholeFile {
    /// Writes a text in UTF-8, in place of what was there.
    ///
    /// What a killed process leaves of it is removed by `StagingFolder.removeLeftovers`.
    ///
    /// - Throws: `SimstripError` of kind `output`.
    package static func write(_ text: String, to path: String) throws(SimstripError) {
        do {
            let staging = try StagingFolder(in: StagingPlace(beside: path))
            let draft = "\(staging.path)/\(FilePath.last(of: path))"
            try Data(text.utf8).write(to: URL(filePath: draft))
            let disk = DiskSync()
            try disk.path(draft)
            try SystemFailure.check { rename(draft, path) }
            try disk.path(FilePath.resolved(FilePath.folder(of: path)))
        } catch {
            throw .output("'\(path)' cannot be written: \(OutputFolder.reason(error))")
        }
    }
}
