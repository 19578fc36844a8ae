import VoxelCore

/// The name of a scan: that of its folder of results, in messages and in `summary.csv`.
enum ScanName {
    /// Why a text can be no name; nil where it can.
    ///
    /// A name is one component of a path, not hidden, and reads the same in a shell, in a line of a file and in CSV.
    static func fault(of name: String) -> String? {
        if name.isEmpty { return "a name has to have a letter at least" }
        if name.contains(scalar: "/") { return "a name is a folder in the output, so it holds no /" }
        if name.unicodeScalars.first == "." { return "a name does not begin with a dot" }
        if name.hasControls {
            return "a name holds no control characters"
        }
        if let first = name.unicodeScalars.first,
            first.properties.isGraphemeExtend || first.properties.generalCategory == .format
        {
            return "a name does not begin with a mark that belongs to a letter before it"
        }
        if name.utf8.count > 150 { return "a name has at most 150 bytes" }
        if BatchFolder.ownNames.contains(name) { return "the output has a file of its own of that name" }
        return nil
    }
}
