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
        let entries = try FolderEntries(of: folder)
        let names = SliceListing.withoutPreviews(entries.files.filter { NumberedName.isTIFF($0) })
        guard !names.isEmpty || !entries.lostSlices(beside: []).isEmpty else {
            throw .missingInput("the folder '\(folder)' has no .tif or .tiff slices: \(entries.insteadOfSlices)")
        }
        try self.init(entries, names, options: options)
    }

    /// Without the preview that NRecon writes beside the slices: `NAME_rec_spr.tif` beside `NAME_rec0000.tif`.
    private static func withoutPreviews(_ names: [String]) -> [String] {
        names.filter { name in
            let stem = name.prefix { $0 != "." }
            guard stem.lowercased().hasSuffix("_rec_spr") else { return true }
            let start = stem.dropLast("_spr".count)
            return !names.contains {
                $0 != name && $0.hasPrefix(start) && $0.dropFirst(start.count).first?.isNumber == true
            }
        }
    }

    /// The slices a pattern matches.
    ///
    /// - Throws: `SimstripError` of kind `missingInput` where it matches none, of kind `data` where they are not
    ///   one complete family in one folder.
    init(pattern: String, options: ReadingOptions) throws(SimstripError) {
        let matches = pathsMatching(pattern)
        guard !matches.isEmpty else { throw .missingInput("nothing matches '\(pattern)'") }
        let slices = matches.filter { NumberedName.isTIFF($0) && PathKind(of: $0) != .folder }
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
        let entries = try FolderEntries(of: folders[0], only: matches.map { FilePath.last(of: $0) })
        try self.init(entries, entries.files.filter { NumberedName.isTIFF($0) }, options: options)
    }

    /// The files that a pattern matches, whatever their names end in, in the order of the number that varies.
    ///
    /// - Throws: `SimstripError` of kind `missingInput` where it matches none, of kind `data` where they are not one
    ///   complete family in one folder.
    init(rawPattern pattern: String, options: ReadingOptions) throws(SimstripError) {
        let matches = pathsMatching(pattern).filter { PathKind(of: $0) != .folder }
        guard !matches.isEmpty else { throw .missingInput("no file matches '\(pattern)'") }
        let folders = Set(matches.map { FilePath.folder(of: $0) }).sorted()
        guard folders.count == 1 else {
            throw .data(
                "'\(pattern)' matches files in \(folders.count) folders (\(folders.prefix(3).joined(separator: ", "))"
                    + "\(folders.count > 3 ? ", …" : "")); choose one of them")
        }
        let entries = try FolderEntries(of: folders[0], only: matches.map { FilePath.last(of: $0) })
        let missing = Set(matches.map { FilePath.last(of: $0) }).subtracting(entries.files).sorted()
        guard missing.isEmpty else {
            throw .data(
                "'\(FilePath.joined(folders[0], missing[0]))' is not a regular file, or a link that leads nowhere")
        }
        try self.init(entries, entries.files, options: options)
    }

    private init(_ entries: FolderEntries, _ names: [String], options: ReadingOptions) throws(SimstripError) {
        folder = entries.folder
        var warnings: [Warning] = []
        let lost = entries.lostSlices(beside: names)
        if !lost.isEmpty {
            let count = lost.count == 1 ? "1 slice is" : "\(lost.count) slices are"
            let list = lost.prefix(3).map { "\($0.name) \($0.reason)" }.joined(separator: ", ")
            let found = "\(count) in '\(folder)' by name only: \(list)\(lost.count > 3 ? ", …" : "")"
            guard options.allowGaps, !names.isEmpty else {
                let more = names.isEmpty ? "" : ", or give --allow-gaps to leave \(lost.count == 1 ? "it" : "them") out"
                throw .data("\(found); \(lost[0].advice)\(more)")
            }
            warnings.append(
                Warning(
                    "slices_lost",
                    "\(found); left out, so that the index of every slice behind one is too small and depths along z are"
                        + " too small there"))
        }
        let families = SliceFamily.families(of: names)
        guard let family = families.first, families.count == 1 else {
            throw SliceListing.severalFamilies(families, folder: folder, names: names)
        }
        do {
            let ordered = try family.orderedNames(allowGaps: options.allowGaps)
            self.names = ordered.names
            self.warnings = warnings + ordered.warnings
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
        let choice: String
        if let related = SliceFamily.relation(of: families) {
            choice =
                "\(related), and read alone each would be a part of the scan; rename them so that one whole number counts"
                + " the slices from the first to the last"
        } else {
            // What would open comes first: a family without a gap.
            let whole = shown.lazy.filter { $0.isComplete }.compactMap { $0.pattern(among: names) }.first
            let broken = shown.lazy.compactMap { $0.pattern(among: names) }.first
            switch (whole, broken) {
            case (let whole?, _):
                choice = "choose one with a pattern, such as '\(FilePath.joined(folder, whole))'"
            case (nil, let broken?):
                choice =
                    "none is complete by its numbers; choose one with a pattern and --allow-gaps, such as"
                    + " '\(FilePath.joined(folder, broken))'"
            default: choice = "keep one and move the others away"
            }
        }
        return .data(
            "'\(folder)' holds slices of more than one kind: \(list.joined(separator: ", "))\(more); \(choice)")
    }
}

extension Warning {
    /// The code of the warning that a volume is but one slice.
    package static let singleSlice = "single_slice"

    /// A file of one slice that has others of its kind beside it; nil where it is alone.
    init?(singleSlice path: String) {
        let (folder, name) = (FilePath.folder(of: path), FilePath.last(of: path))
        guard NumberedName.isTIFF(name), let entries = try? FolderEntries(of: folder) else { return nil }
        let kin = entries.files.filter { NumberedName.isTIFF($0) && NumberedName($0).texts == NumberedName(name).texts }
        let families = SliceFamily.families(of: kin)
        guard let family = families.first(where: { $0.members.contains { $0.name == name } }), family.members.count > 1
        else { return nil }
        let whole =
            families.count == 1 && kin.count == entries.files.count(where: { NumberedName.isTIFF($0) })
            ? folder : family.pattern(among: entries.files).map { FilePath.joined(folder, $0) } ?? folder
        self.init(
            Warning.singleSlice,
            "'\(path)' is one of \(family.members.count) slices in '\(folder)'; for the whole volume give '\(whole)'")
    }
}
