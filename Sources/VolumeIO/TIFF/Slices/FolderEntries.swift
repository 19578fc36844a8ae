import Glibc
import VoxelCore

/// What lies in a folder: files, and what bears the name of a slice without being one.
struct FolderEntries {
    let folder: String
    /// The names of the regular files that are not hidden, sorted.
    let files: [String]
    /// What has the name of a slice, but cannot be read as one, sorted by name.
    let lost: [Lost]
    private let subfolders: [String]

    /// A slice that is there by name only.
    struct Lost {
        let name: String
        /// `is a link to …, which is not there`, for instance.
        let reason: String
        let advice: String
        /// The slice's name if it counts only beside slices of its kind: folders and packed files have many uses.
        var slice: String?
    }

    /// Looks at everything in a folder.
    ///
    /// - Parameter names: what to look at; nil for everything.
    /// - Throws: `SimstripError` of kind `missingInput` where the folder cannot be read to its end.
    init(of folder: String, only names: [String]? = nil) throws(SimstripError) {
        let all: [String]
        if let names { all = names } else { all = try FolderEntries.names(in: folder) }
        var files: [String] = []
        var lost: [Lost] = []
        var subfolders: [String] = []
        for name in all where names != nil || !name.hasPrefix(".") {
            let path = FilePath.joined(folder, name)
            var status = stat()
            let code = stat(path, &status) == 0 ? 0 : errno
            switch (code, status.st_mode & S_IFMT) {
            case (0, S_IFREG): files.append(name)
            case (0, S_IFDIR):
                subfolders.append(name)
                if NumberedName.isTIFF(name) {
                    lost.append(
                        Lost(
                            name: name, reason: "is a folder", advice: "put the slice in its place", slice: name))
                }
            case _ where !NumberedName.isTIFF(name): break
            case (0, _):
                lost.append(Lost(name: name, reason: "is not a regular file", advice: "put the slice in its place"))
            default: lost.append(FolderEntries.unreadable(name, path, code))
            }
        }
        let there = Set(files)
        for name in files {
            guard let whole = FolderEntries.partial(name), !there.contains(whole) else { continue }
            lost.append(
                Lost(
                    name: name, reason: "is not complete, or packed",
                    advice: "wait until it has arrived, or unpack it", slice: whole))
        }
        self.folder = folder
        self.files = files.sorted()
        self.lost = lost.sorted { $0.name < $1.name }
        self.subfolders = subfolders.sorted()
    }

    /// What is lost of the slices.
    func lostSlices(beside names: [String]) -> [Lost] {
        let kinds = Set(names.map { NumberedName($0).texts })
        return lost.filter { lost in lost.slice.map { kinds.contains(NumberedName($0).texts) } ?? true }
    }

    /// What there is where slices were looked for.
    var insteadOfSlices: String {
        let found = files.isEmpty ? "it holds no files" : "none of its \(files.count) files is one"
        for name in subfolders {
            let path = FilePath.joined(folder, name)
            if ZarrPath.metadataName(in: path) != nil {
                return "\(found), but '\(name)' is a Zarr volume; give '\(path)'"
            }
            let count = (try? FolderEntries.names(in: path))?.count { NumberedName.isTIFF($0) } ?? 0
            if count > 0 { return "\(found), but its folder '\(name)' holds \(count); give '\(path)'" }
        }
        let known = files.lazy.compactMap { name in
            FileKind(ofName: name).map { "'\(name)' is \($0.words)" }
        }.first
        return found + (known.map { " (\($0))" } ?? "")
    }

    private static func unreadable(_ name: String, _ path: String, _ code: Int32) -> Lost {
        guard code == ENOENT || code == ELOOP, let target = try? target(of: path) else {
            // Bytes that are no text were replaced as the name was read.
            guard code != ENOENT || !name.contains(scalar: "\u{FFFD}") else {
                return Lost(name: name, reason: "has a name that is not UTF-8", advice: "rename it")
            }
            return Lost(
                name: name, reason: "cannot be read (\(describe(errno: code)))",
                advice: "see to it that it can be read")
        }
        let isAnnexed = target.contains("annex/objects")
        return Lost(
            name: name, reason: "is a link to '\(target)', which is not there",
            advice: isAnnexed
                ? "fetch its content with 'git annex get' or 'datalad get'"
                : "put the file there, or the slice in its place")
    }

    /// Where a link leads.
    static func target(of path: String) throws(SimstripError) -> String {
        let target = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { text -> String? in
            guard let start = text.baseAddress else { return nil }
            let count = readlink(path, start, text.count)
            return count > 0 ? String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
        }
        guard let target else { throw .missingInput("'\(path)' is not a link") }
        return target
    }

    /// The name of the slice that a file is not yet, or is packed; nil for other names.
    private static func partial(_ name: String) -> String? {
        let endings = [
            ".part", ".partial", ".crdownload", ".download", ".filepart", ".tmp", ".aria2", ".gz", ".bz2", ".xz",
            ".zst",
            ".zip", ".!qb", ".opdownload",
        ]
        guard let ending = endings.first(where: { name.lowercased().hasSuffix($0) }) else { return nil }
        let whole = String(name.dropLast(ending.count))
        return NumberedName.isTIFF(whole) ? whole : nil
    }

    /// All names in a folder, sorted.
    static func names(in folder: String) throws(SimstripError) -> [String] {
        guard let stream = opendir(folder) else {
            throw .missingInput("cannot read the folder '\(folder)': \(describe(errno: errno))")
        }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            // Only errno tells a failure from the end.
            errno = 0
            guard let entry = readdir(stream) else { break }
            names.append(
                withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
        guard errno == 0 else {
            throw .missingInput("cannot read the folder '\(folder)' to its end: \(describe(errno: errno))")
        }
        return names.filter { $0 != "." && $0 != ".." }.sorted()
    }
}
