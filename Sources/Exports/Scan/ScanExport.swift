import Publishing
import Results
import VoxelCore

/// A file of a scan's result, or several of a kind.
///
/// A new format is a type of its own and a line in ``ScanExports``.
package protocol ScanExport: Sendable {
    /// The folder within the results' in which its files lie; empty for that itself.
    static var folder: String { get }

    /// Whether a path within the results can be that of a file of its.
    static func mayWrite(_ path: String) -> Bool

    /// The files that it has written for a finished result.
    static func files(of result: FinishedFolder) -> [String]

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
    package static var folder: String { "" }

    package var pieces: Int { 1 }

    package func finish(_ made: [[UInt8]], in folder: OutputFolder) throws {}
}

/// An export that is a single file.
protocol ScanFileExport: ScanExport {
    static var name: String { get }

    func write(into folder: OutputFolder) throws
}

extension ScanFileExport {
    package static func mayWrite(_ path: String) -> Bool { path == name }

    package static func files(of result: FinishedFolder) -> [String] { [name] }

    package func make(_ piece: Int, in folder: OutputFolder) throws -> [UInt8] {
        try write(into: folder)
        return []
    }
}
