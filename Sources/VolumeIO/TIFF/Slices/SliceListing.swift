import Glibc
import VoxelCore

/// The slice files that a folder or a pattern stands for.
struct SliceListing: Sendable {
    /// The folder as it was given.
    let folder: String
    /// The names of the slices, in their order.
    let names: [String]
    let warnings: [Warning]

    var paths: [String] { names.map { FilePath.joined(folder, $0) } }

    /// The slices of a folder: its .tif and .tiff files, without hidden files and subfolders.
    ///
    /// - Throws: `SimstripError` of kind `missingInput` where it holds none, of kind `data` where they are not one
    ///   complete family.
    init(folder: String, options: ReadingOptions) throws(SimstripError) {
        let entries = try SliceListing.files(in: folder)
        let names = entries.filter { NumberedName.isTIFF($0) }
        guard !names.isEmpty else {
            let others = entries.isEmpty ? "it holds no files" : "none of its \(entries.count) files is one"
            throw .missingInput("the folder '\(folder)' has no .tif or .tiff slices: \(others)")
        }
        try self.init(folder: folder, names: names, options: options)
    }

    /// The slices a pattern matches.
    ///
    /// - Throws: `SimstripError` of kind `missingInput` where it matches none, of kind `data` where they are not
    ///   one complete family in one folder.
    init(pattern: String, options: ReadingOptions) throws(SimstripError) {
        let matches = VolumeIO.paths(matching: pattern)
        guard !matches.isEmpty else { throw .missingInput("nothing matches '\(pattern)'") }
        let slices = matches.filter { NumberedName.isTIFF($0) && SliceListing.isRegularFile($0) }
        guard !slices.isEmpty else {
            throw .missingInput(
                "'\(pattern)' matches no .tif or .tiff file, only \(matches.prefix(3).joined(separator: ", "))"
                    + (matches.count > 3 ? ", …" : ""))
        }
        let folders = Set(slices.map { FilePath.folder(of: $0) }).sorted()
        guard folders.count == 1 else {
            throw .data(
                "'\(pattern)' matches slices in \(folders.count) folders (\(folders.prefix(3).joined(separator: ", "))"
                    + "\(folders.count > 3 ? ", …" : "")); choose one of them")
        }
        try self.init(folder: folders[0], names: slices.map { FilePath.last(of: $0) }, options: options)
    }

    private init(folder: String, names: [String], options: ReadingOptions) throws(SimstripError) {
        self.folder = folder
        let families = SliceFamily.families(of: names)
        guard let family = families.first, families.count == 1 else {
            throw SliceListing.severalFamilies(families, folder: folder, names: names)
        }
        do {
            (self.names, warnings) = try family.orderedNames(allowGaps: options.allowGaps)
        } catch {
            throw SimstripError(error.kind, "in '\(folder)' \(error.message)")
        }
    }

    private static func severalFamilies(
        _ families: [SliceFamily], folder: String, names: [String]
    ) -> SimstripError {
        let shown = families.prefix(4)
        let list = shown.map { family in
            family.members.count == 1
                ? family.members[0].name : "\(family.template) (\(family.members.count) files)"
        }
        let more = families.count > shown.count ? ", … (\(families.count) in all)" : ""
        let choice =
            shown.lazy.compactMap { $0.pattern(among: names) }.first
            .map { "choose one with a pattern, such as '\(FilePath.joined(folder, $0))'" }
            ?? "keep one and move the others away"
        return .data(
            "'\(folder)' holds slices of more than one kind: \(list.joined(separator: ", "))\(more); \(choice)")
    }

    /// The names of the regular files in a folder that are not hidden, sorted.
    private static func files(in folder: String) throws(SimstripError) -> [String] {
        guard let stream = opendir(folder) else {
            throw .missingInput("cannot read the folder '\(folder)': \(describe(errno: errno))")
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let type = Int(entry.pointee.d_type)
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard !name.hasPrefix(".") else { continue }
            // Some file systems do not tell the type, and a link may lead anywhere.
            if type == DT_REG
                || ((type == DT_UNKNOWN || type == DT_LNK) && isRegularFile(FilePath.joined(folder, name)))
            {
                names.append(name)
            }
        }
        return names.sorted()
    }

    private static func isRegularFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
}

/// The paths that a pattern of the shell matches, sorted.
package func paths(matching pattern: String) -> [String] {
    var result = glob_t()
    defer { globfree(&result) }
    guard glob(pattern, GLOB_NOSORT, nil, &result) == 0, let paths = result.gl_pathv else { return [] }
    return (0..<Int(result.gl_pathc)).compactMap { paths[$0].map { String(cString: $0) } }.sorted()
}
