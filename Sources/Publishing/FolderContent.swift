/// What a folder of ours holds: the one list that whoever writes, replaces, checks or deletes its files goes by.
package struct FolderContent: Sendable {
    /// The file that is written last: its presence says that the folder is complete.
    package let seal: String
    /// The names at the top of the folder, the seal before all others: in this order they are removed, so that what is left
    /// of a removal that was cut short does not pass for a result.
    package let names: [String]

    /// A folder of these names.
    package init(seal: String, names: [String]) {
        precondition(names.contains(seal), "the seal is one of the folder's files")
        self.seal = seal
        self.names = [seal] + names.filter { $0 != seal }
    }
}
