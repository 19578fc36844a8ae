import VoxelCore

import Glibc

/// Where hidden folders and locks of an output lie: beside it, or in it where nothing may be written beside it.
struct StagingPlace {
    /// The folder that holds them.
    let folder: String
    /// What their names begin with.
    let prefix: String

    /// Beside an output, or in it.
    ///
    /// - Parameter output: resolved; it may be missing.
    init(for output: String) {
        let isWritable = access(FilePath.folder(of: output), W_OK | X_OK) == 0
        if output != "/", isWritable || FileKind(of: output) == nil {
            self.init(beside: output)
        } else {
            self.init(within: output)
        }
    }

    /// Beside a file or a folder.
    init(beside output: String) {
        let parent = FilePath.folder(of: output)
        (folder, prefix) = (parent == "/" ? "" : parent, ".\(FilePath.last(of: output))")
    }

    /// In an output.
    init(within output: String) { (folder, prefix) = (output, "") }
}
