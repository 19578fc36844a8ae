import VoxelCore

/// A file that holds a volume or describes one.
enum HeaderFile {
    /// Opens it.
    ///
    /// - Throws: `SimstripError` of kind `missingInput` where it is not there, of kind `data` where it is no file.
    static func open(_ path: String) throws(SimstripError) -> InputFile {
        _ = try paths(of: path)
        return try InputFile(opening: path)
    }

    /// The path itself, once something is there.
    static func paths(of path: String) throws(SimstripError) -> [String] {
        guard case .missing = PathKind(of: path) else { return [path] }
        if let target = try? FolderEntries.target(of: path) {
            throw .missingInput(
                "'\(path)' is a link to '\(target)', which is not there; put the file there (of git-annex or datalad:"
                    + " 'git annex get'), or give another path")
        }
        throw .missingInput(
            "there is no file '\(path)'"
                + (FilePath.isPattern(path) ? "; patterns stand for TIFF slices, or for raw ones with --raw" : ""))
    }

    /// The path of a file that a header names, which lies in the header's folder or below it.
    ///
    /// - Throws: `SimstripError` of kind `data` where the name leads elsewhere.
    static func path(of name: String, namedBy header: String) throws(SimstripError) -> String {
        let place = Place(path: header)
        let isBelow =
            !name.isEmpty && name.unicodeScalars.first != "/" && !name.contains(scalar: "\0")
            && !FilePath.components(of: name).contains("..")
        guard isBelow else {
            throw .data(
                "\(place) names '\(name)' as the file of its samples; only files in its own folder or below are opened. Put"
                    + " it there, and name it without a way that leads elsewhere")
        }
        let parts = FilePath.components(of: name).filter { $0 != "." }
        return FilePath.joined(FilePath.folder(of: header), parts.joined(separator: "/"))
    }

    /// A file that a header names.
    ///
    /// - Throws: `SimstripError` of kind `missingInput` where it is not there, of kind `data` where it is no file, or the
    ///   name leads out of the header's folder.
    static func data(_ name: String, namedBy header: String) throws(SimstripError) -> SourceFile {
        let path = try path(of: name, namedBy: header)
        do {
            return try InputFile(opening: path).identity
        } catch {
            throw SimstripError(error.kind, "\(Place(path: header)) keeps its samples in '\(name)': \(error.message)")
        }
    }

    /// Names with a number in them, as C writes it: `slice%03d.raw`, from a first number to a last one.
    ///
    /// - Throws: `SimstripError` of kind `data` where the pattern has not one `%d`, or the numbers do not end.
    static func names(
        _ pattern: String, from first: Int, to last: Int, by step: Int, place: Place
    ) throws(SimstripError) -> [String] {
        let parts = pattern.split(separator: "%", omittingEmptySubsequences: false)
        let rest = parts.count == 2 ? parts[1] : ""
        let width = rest.prefix { $0.isASCII && $0.isNumber }
        guard parts.count == 2, rest.dropFirst(width.count).first == "d", width.count <= 2 else {
            throw .data("\(place) names its files '\(pattern)'; write the number in them as one %d, %03d or the like")
        }
        let (reach, overflow) = last.subtractingReportingOverflow(first)
        guard step != 0, !overflow, reach == 0 || (reach > 0) == (step > 0), first >= 0, last >= 0 else {
            throw .data("\(place) numbers its files from \(first) to \(last) in steps of \(step), which never ends")
        }
        guard reach / step < RawDescription.mostSlices else {
            throw .data("\(place) numbers its files from \(first) to \(last), more than \(RawDescription.mostSlices)")
        }
        let count = reach / step + 1
        let digits = Int(width) ?? 0
        let end = rest.dropFirst(width.count + 1)
        return (0..<count).map { index in
            let number = String(first + index * step)
            let fill = String(repeating: width.first == "0" ? "0" : " ", count: max(0, digits - number.count))
            return parts[0] + fill + number + end
        }
    }
}

extension VolumeFormat {
    /// Whether a path has one of the format's endings, in any case, and is no folder.
    static func claimsByEnding(_ path: String) -> Bool {
        let lower = FilePath.last(of: path).lowercased()
        guard endings.contains(where: { lower.hasSuffix($0) }) else { return false }
        if case .folder = PathKind(of: path) { return false }
        return true
    }
}
