import Glibc

/// What a path is itself, not what a link there leads to.
package enum FileKind {
    case file, folder
    /// A link, a pipe, a device.
    case other

    /// Nil where there is nothing.
    package init?(of path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFREG: self = .file
        case S_IFDIR: self = .folder
        default: self = .other
        }
    }
}
