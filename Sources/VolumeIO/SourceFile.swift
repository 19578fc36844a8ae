import Glibc

/// The identity of an input file at the time it was opened.
public struct SourceFile: Sendable, Hashable {
    /// The path as it was found: the folder or the pattern's folder as given, then the name.
    public let path: String
    /// The size in bytes.
    public let bytes: Int
    /// The time of the last change: whole seconds since 1970, UTC.
    public let modifiedSeconds: Int
    /// The time of the last change: nanoseconds within the second.
    public let modifiedNanoseconds: Int

    /// The time of the last change, to the second, as `2024-05-17T08:30:00Z`.
    public var modified: String {
        var seconds = time_t(modifiedSeconds)
        var parts = tm()
        guard gmtime_r(&seconds, &parts) != nil else { return "" }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { text in
            guard let start = text.baseAddress, strftime(start, 64, "%Y-%m-%dT%H:%M:%SZ", &parts) > 0 else { return "" }
            return String(cString: start)
        }
    }

    /// The last component of the path.
    var name: String { lastComponent(of: path) }
}

/// What follows the last slash of a path.
func lastComponent(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
}

/// What precedes the last slash of a path; `.` where there is none.
func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}
