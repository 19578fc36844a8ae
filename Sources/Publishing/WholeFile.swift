import FoundationEssentials
import VoxelCore

/// A file that appears whole or not at all.
package enum WholeFile {
    /// Writes a text in UTF-8, in place of what was there.
    ///
    /// What a killed process leaves of it is removed by `StagingFolder.removeLeftovers`.
    ///
    /// - Throws: `SimstripError` of kind `output`.
    package static func write(_ text: String, to path: String) throws(SimstripError) {
        do {
            let (parent, name) = (FilePath.folder(of: path), FilePath.last(of: path))
            let staging = try StagingFolder(in: parent, for: ".\(name)")
            let draft = "\(staging.path)/\(name)"
            try Data(text.utf8).write(to: URL(filePath: draft))
            try staging.move(name, to: path)
        } catch {
            throw .output("'\(path)' cannot be written: \(OutputFolder.reason(error))")
        }
    }
}
