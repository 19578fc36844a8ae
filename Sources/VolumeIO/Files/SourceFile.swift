import Glibc
import VoxelCore

/// The identity of an input file at the time it was opened.
public struct SourceFile: Sendable, Hashable {
    /// The path as it was found: the folder or the pattern's folder as given, then the name.
    public let path: String
    /// The size in bytes.
    public let bytes: Int
    /// The time of the last change: whole seconds since 1970, UTC.
    package let modifiedSeconds: Int
    /// The time of the last change: nanoseconds within the second.
    package let modifiedNanoseconds: Int
    private let changedSeconds: Int
    private let changedNanoseconds: Int

    /// The time of the last change in UTC, as `2024-05-17T08:30:00.123456789Z`.
    public var modified: String { Self.text(modifiedSeconds, modifiedNanoseconds) }

    /// The time of the last change of the inode (ctime), in the same form: of contents, name, owner or rights. Unlike that
    /// of the contents it cannot be set back.
    public var changed: String { Self.text(changedSeconds, changedNanoseconds) }

    private static func text(_ seconds: Int, _ nanoseconds: Int) -> String {
        var seconds = time_t(seconds)
        var parts = tm()
        guard gmtime_r(&seconds, &parts) != nil else { return "" }
        let whole = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { text in
            guard let start = text.baseAddress, strftime(start, 64, "%Y-%m-%dT%H:%M:%S", &parts) > 0 else { return "" }
            return String(cString: start)
        }
        // Two versions of a slice have the same size and may well be of the same second.
        return whole + "." + String(String(1_000_000_000 + nanoseconds).dropFirst()) + "Z"
    }

    /// Whether another look at a path shows the same size and the same time of change: rights and links that were given in
    /// between are nothing to who reads it.
    func hasContents(of other: SourceFile) -> Bool {
        path == other.path && bytes == other.bytes && modifiedSeconds == other.modifiedSeconds
            && modifiedNanoseconds == other.modifiedNanoseconds
    }

    /// The identity of a file that is there; nil where none is, or where it is not a regular file.
    package init?(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        self.init(path: path, status)
    }

    /// Several files as one.
    init(
        path: String, bytes: Int, modified: (seconds: Int, nanoseconds: Int), changed: (seconds: Int, nanoseconds: Int)
    ) {
        (self.path, self.bytes) = (path, bytes)
        (modifiedSeconds, modifiedNanoseconds) = modified
        (changedSeconds, changedNanoseconds) = changed
    }

    /// Whether contents were changed later than those of another.
    func isModified(after other: SourceFile) -> Bool {
        (modifiedSeconds, modifiedNanoseconds) > (other.modifiedSeconds, other.modifiedNanoseconds)
    }

    init(path: String, _ status: stat) {
        self.path = path
        bytes = Int(status.st_size)
        modifiedSeconds = status.st_mtim.tv_sec
        modifiedNanoseconds = status.st_mtim.tv_nsec
        changedSeconds = status.st_ctim.tv_sec
        changedNanoseconds = status.st_ctim.tv_nsec
    }

    /// The last component of the path.
    var name: String { FilePath.last(of: path) }
}
