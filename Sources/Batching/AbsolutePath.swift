import FoundationEssentials

/// Paths from the root of the file system, so that a batch means the same files from wherever it is started.
enum AbsolutePath {
    /// A path that is relative to a folder, without `.` and without doubled slashes.
    ///
    /// `..` stays: where it leads depends on links.
    static func of(_ path: String, in folder: String) -> String {
        let whole = path.hasPrefix("/") ? path : "\(folder)/\(path)"
        return "/" + whole.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    /// A path that is relative to where the program was started.
    static func of(_ path: String) -> String { of(path, in: FileManager.default.currentDirectoryPath) }

    /// The folder that holds a file.
    static func folder(of path: String) -> String {
        let parts = of(path).split(separator: "/").dropLast()
        return "/" + parts.joined(separator: "/")
    }
}
