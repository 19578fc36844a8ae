import Glibc

/// What a path leads to.
enum PathKind {
    case folder
    /// Anything that is not a folder; opening it tells whether it can be read.
    case file
    case missing

    init(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            // What exists but may not be looked at fails better where it is opened.
            self = errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG ? .missing : .file
            return
        }
        self = status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
    }
}
