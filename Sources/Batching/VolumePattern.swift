import VolumeIO
import VoxelCore

import Glibc

/// What the `volume` of a manifest stands for: one scan, or all the folders that a pattern matches.
enum VolumePattern {
    /// A scan with its name.
    struct Match {
        let name: String
        let volume: String
        /// The pattern that matches it among others.
        var pattern: String?
    }

    /// The scans of a path or pattern.
    ///
    /// What exists under the path is one volume. A pattern that matches folders stands for a scan each, named by its
    /// folder; one that matches files are the slices of one scan, which then has to have a name.
    ///
    /// - Parameter given: the name that the manifest gives.
    /// - Throws: `SimstripError` of kind `missingInput` where nothing is there, of kind `usage` where names are not
    ///   clear.
    static func scans(of path: String, named given: String?) throws(SimstripError) -> [Match] {
        if kind(of: Volume.file(of: path)) != nil {
            return [Match(name: given ?? Volume.name(of: path), volume: path)]
        }
        guard FilePath.isPattern(path) else {
            let hint = path.contains("/~") ? "; ~ is not your home here, write the path from / on" : ""
            throw .missingInput("there is no file or folder '\(path)'\(hint)")
        }
        let matches = pathsMatching(path)
        guard !matches.isEmpty else { throw .missingInput("nothing matches '\(path)'") }
        let folders = matches.filter { kind(of: $0) == S_IFDIR }
        if folders.isEmpty {
            guard let given else {
                throw .usage(
                    "'\(path)' matches files, not folders; if they are the slices of one scan, give it a 'name'")
            }
            return [Match(name: given, volume: path)]
        }
        guard let given else { return folders.map { Match(name: Volume.name(of: $0), volume: $0, pattern: path) } }
        guard folders.count == 1 else {
            throw .usage(
                "'\(path)' matches \(folders.count) folders, which cannot all have the name '\(given)'; leave 'name'"
                    + " out, and each is named by its folder")
        }
        return [Match(name: given, volume: folders[0], pattern: path)]
    }

    private static func kind(of path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }
}
