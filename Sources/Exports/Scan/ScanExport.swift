import Publishing
import Results
import VoxelCore

/// A file of a scan's result, or several of a kind.
///
/// A new format is a type of its own and a line in ``ScanExports``.
package protocol ScanExport: Sendable {
    /// What lies at the top of a folder of results because of it.
    static var names: [String] { get }

    /// The export of a result and its numbers; nil where the result has nothing to write.
    init?(_ result: ScanResult, _ document: ResultDocument)

    /// How many pieces of work it takes, each of which may be done beside any other.
    var pieces: Int { get }

    /// Does a piece of the work.
    ///
    /// - Returns: what ``finish(_:in:)`` needs of it.
    /// - Throws: `SimstripError` of kind `output`.
    func make(_ piece: Int, in folder: OutputFolder) throws -> [UInt8]

    /// Does what takes all pieces together.
    ///
    /// - Throws: `SimstripError` of kind `output`.
    func finish(_ made: [[UInt8]], in folder: OutputFolder) throws
}

extension ScanExport {
    package var pieces: Int { 1 }

    package func finish(_ made: [[UInt8]], in folder: OutputFolder) throws {}
}

/// An export that is a single file.
protocol ScanFileExport: ScanExport {
    static var name: String { get }

    func write(into folder: OutputFolder) throws
}

extension ScanFileExport {
    package static var names: [String] { [name] }

    package func make(_ piece: Int, in folder: OutputFolder) throws -> [UInt8] {
        try write(into: folder)
        return []
    }
}
