/// What a folder of ours holds: what whoever writes, replaces, checks or deletes its files goes by.
package struct FolderContent: Sendable {
    /// The file that is written last: its presence says that the folder is complete, and it tells what else is part of it.
    package let seal: String
    /// The folders in which files lie, seen from the folder itself, which is the empty path; outer ones first.
    package let folders: [String]
    private let isName: @Sendable (String) -> Bool
    private let list: @Sendable (String) -> [String]?

    /// A folder of such files.
    ///
    /// - Parameters:
    ///   - seal: the file that is written last.
    ///   - folders: the folders within it in which files lie, outer ones first.
    ///   - isName: whether a path within it can be that of a file of ours.
    ///   - list: the files of the result in a folder, as its seal tells them; nil where there is no seal of ours.
    package init(
        seal: String, folders: [String] = [], isName: @escaping @Sendable (String) -> Bool,
        list: @escaping @Sendable (_ folder: String) -> [String]?
    ) {
        self.seal = seal
        self.folders = [""] + folders
        self.isName = isName
        self.list = list
    }

    /// Whether a path within the folder can be that of a file of ours, whatever the result.
    package func mayHold(_ name: String) -> Bool { isName(name) }

    /// The files of the finished result in a folder, by its own telling; nil where there is none of ours.
    package func files(ofResultIn folder: String) -> Set<String>? { list(folder).map(Set.init) }
}
