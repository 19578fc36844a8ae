import VoxelCore

import Glibc

/// Where results are to go, seen from what they are made of: they may neither replace it nor lie among it.
package struct OutputPlace {
    private let given: String
    private let path: String

    /// The place that `--output` names.
    ///
    /// - Throws: `SimstripError` of kind `usage` where it names none.
    package init(_ path: String) throws(SimstripError) {
        guard !path.isEmpty else {
            throw .usage("--output is empty; name a folder for the results, such as --output results")
        }
        given = path
        self.path = FilePath.resolved(path)
    }

    /// Makes sure that results there leave a volume alone, now and when it is read again.
    ///
    /// - Parameters:
    ///   - volume: a folder, a pattern or a file, as it was given; nothing is asked of one that is not there.
    ///   - pattern: the pattern that it was one of the matches of.
    ///   - content: what will be written; nil where folders of results will lie in the place.
    /// - Throws: `SimstripError` of kind `usage`.
    package func check(
        apartFrom volume: String, pattern: String? = nil, for content: FolderContent?
    ) throws(SimstripError) {
        var status = stat()
        if stat(volume, &status) == 0 {
            if status.st_mode & S_IFMT == S_IFDIR {
                try check(apartFromFolder: FilePath.resolved(volume))
            } else {
                try check(apartFromFile: volume, for: content)
            }
            if let pattern { try check(unmatchedBy: pattern) }
            return
        }
        let matches = pathsMatching(volume)
        let files = matches.filter { stat($0, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR }
        let folders = Set(matches).subtracting(files).union(files.map { FilePath.folder(of: $0) })
        for folder in folders.sorted() { try check(apartFromFolder: FilePath.resolved(folder)) }
        try check(unmatchedBy: volume)
    }

    /// Makes sure that results there do not replace a file that they are made of.
    ///
    /// - Throws: `SimstripError` of kind `usage`.
    package func check(apartFromFile file: String, for content: FolderContent?) throws(SimstripError) {
        let whole = FilePath.resolved(file)
        guard let content, FilePath.leads(whole, below: path) else { return }
        let inner = FilePath.components(of: whole).dropFirst(FilePath.components(of: path).count)
        guard content.mayHold(inner.joined(separator: "/")) else { return }
        throw .usage(
            "the input '\(file)' lies in the output folder '\(given)' under a name of a result's file, so the results would"
                + " replace it; name another folder with --output")
    }

    private func check(apartFromFolder folder: String) throws(SimstripError) {
        let relation: String
        switch path {
        case folder: relation = "is the folder of slices '\(folder)'"
        case let path where FilePath.leads(path, below: folder):
            relation = "lies in the folder of slices '\(folder)'"
        case let path where FilePath.leads(folder, below: path):
            relation = "holds the folder of slices '\(folder)'"
        default: return
        }
        throw .usage(
            "the output folder '\(given)' \(relation); results among what they are made of would make the scan unreadable or"
                + " part of the next pattern: name a folder beside it with --output")
    }

    private func check(unmatchedBy pattern: String) throws(SimstripError) {
        let parts = FilePath.components(of: FilePath.absolute(pattern))
        let plain = parts.prefix { !FilePath.isPattern($0) }
        let start = FilePath.components(of: FilePath.resolved("/" + plain.joined(separator: "/")))
        let whole = start + parts.dropFirst(plain.count)
        let components = FilePath.components(of: path)
        guard plain.count < parts.count, components.count >= whole.count else { return }
        let matches =
            Array(components.prefix(start.count)) == start
            && zip(whole, components).dropFirst(start.count).allSatisfy { fnmatch($0, $1, FNM_PERIOD) == 0 }
        guard matches else { return }
        throw .usage(
            "the output folder '\(given)' is matched by the pattern '\(pattern)', so the results would be taken for a scan the"
                + " next time; name a folder elsewhere with --output")
    }
}
