import Glibc

/// What can be said of a path by its letters alone.
package enum FilePath {
    /// The last component: what follows the last slash that has anything behind it; the path itself where there is none.
    package static func last(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// What precedes the last slash; `.` where there is none, `/` for what lies in the root.
    package static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// A name in a folder; the current folder's goes without saying.
    package static func joined(_ folder: String, _ name: String) -> String {
        switch folder {
        case ".": name
        case let folder where folder.hasSuffix("/"): folder + name
        default: folder + "/" + name
        }
    }

    /// A path from the root of the file system, without `.` and without doubled slashes, so that it means the same wherever
    /// a program is started.
    ///
    /// `..` stays: where it leads depends on links.
    ///
    /// - Parameter folder: where relative paths begin; nil for where the program was started.
    package static func absolute(_ path: String, in folder: String? = nil) -> String {
        let whole = path.hasPrefix("/") ? path : "\(folder ?? currentFolder)/\(path)"
        return "/" + whole.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    /// Where a path leads in the end: from the root, through every link, as far as it exists.
    package static func resolved(_ path: String) -> String {
        var head = absolute(path)
        var tail: [String] = []
        while true {
            if let real = realpath(head, nil) {
                defer { free(real) }
                var parts = String(cString: real).split(separator: "/").map(String.init)
                for part in tail.reversed() {
                    if part == ".." { _ = parts.popLast() } else { parts.append(part) }
                }
                return "/" + parts.joined(separator: "/")
            }
            guard head != "/" else { return absolute(path) }
            tail.append(last(of: head))
            head = folder(of: head)
        }
    }

    private static var currentFolder: String {
        guard let path = getcwd(nil, 0) else { return "" }
        defer { free(path) }
        return String(cString: path)
    }
}
