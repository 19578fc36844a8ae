import Glibc

/// What can be said of a path by its letters alone.
///
/// A slash divides a path whatever combines with it.
package enum FilePath {
    /// The components of a path.
    package static func components(of path: String) -> [String] {
        path.unicodeScalars.split(separator: "/").map { String($0) }
    }

    /// Whether a path leads below a folder, both from the root of the file system.
    package static func leads(_ path: String, below folder: String) -> Bool {
        let (whole, start) = (components(of: path), components(of: folder))
        return whole.count > start.count && whole.starts(with: start)
    }

    /// Whether a path is a pattern of the shell.
    package static func isPattern(_ path: String) -> Bool {
        path.unicodeScalars.contains { "*?[".unicodeScalars.contains($0) }
    }

    /// The last component: what follows the last slash that has anything behind it; the path itself where there is none.
    package static func last(of path: String) -> String {
        components(of: path).last ?? path
    }

    /// What precedes the last slash; `.` where there is none, `/` for what lies in the root.
    package static func folder(of path: String) -> String {
        guard let slash = path.unicodeScalars.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path.unicodeScalars[..<slash])
    }

    /// A name in a folder; the current folder's goes without saying.
    package static func joined(_ folder: String, _ name: String) -> String {
        switch folder {
        case ".": name
        case let folder where folder.unicodeScalars.last == "/": folder + name
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
        let whole = path.unicodeScalars.first == "/" ? path : "\(folder ?? currentFolder)/\(path)"
        return "/" + components(of: whole).filter { $0 != "." }.joined(separator: "/")
    }

    /// Where a path leads in the end: from the root, through every link, as far as it exists.
    package static func resolved(_ path: String) -> String {
        var head = absolute(path)
        var tail: [String] = []
        while true {
            if let real = realpath(head, nil) {
                defer { free(real) }
                var parts = components(of: String(cString: real))
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

    /// The way to a path from a folder, both from the root of the file system and without links: `../pristine/report.html`.
    package static func relative(_ path: String, from folder: String) -> String {
        let (to, from) = (components(of: path), components(of: folder))
        let common = zip(to, from).prefix { $0 == $1 }.count
        return ((0..<from.count - common).map { _ in ".." } + to.dropFirst(common)).joined(separator: "/")
    }

    /// Makes sure that a path can stand in commands that are printed and in scripts.
    ///
    /// - Parameter what: what it is the path of, with its article.
    /// - Throws: `SimstripError` of kind `usage` where a terminal would act on what is in it.
    package static func check(_ path: String, of what: String) throws(SimstripError) {
        guard let control = path.unicodeScalars.first(where: { $0.isControl }) else { return }
        let digits = String(control.value, radix: 16, uppercase: true)
        let number = String(repeating: "0", count: 4 - digits.count) + digits
        throw .usage(
            "the path of \(what), '\(path)', holds the control character U+\(number), on which a terminal acts; rename it, or"
                + " reach it by a link")
    }

    private static var currentFolder: String {
        guard let path = getcwd(nil, 0) else { return "" }
        defer { free(path) }
        return String(cString: path)
    }
}
