import Publishing
import Report
import Results
import VoxelCore

/// A file of a comparison. A new one is a type of its own and a line in ``ComparisonExports``.
protocol ComparisonExport: Sendable {
    static var name: String { get }

    /// - Throws: `SimstripError` of kind `output`.
    static func write(_ comparison: ScanComparison, into folder: OutputFolder) throws
}

/// All files of a comparison.
package enum ComparisonExports {
    private static let all: [any ComparisonExport.Type] = [
        ComparisonCSV.self, ComparisonReport.self, ComparisonJSON.self,
    ]

    /// What a folder of a comparison holds: its files, and the results of scans that were stripped to be compared.
    package static let folder = FolderContent(
        seal: ComparisonFolder.seal, names: all.map { $0.name } + [ComparisonFolder.stripped])

    /// Writes every file of a comparison.
    ///
    /// - Parameter folder: where to; published by whoever made it.
    /// - Throws: `SimstripError` of kind `output`.
    package static func write(_ comparison: ScanComparison, into folder: OutputFolder) throws {
        for export in all { try export.write(comparison, into: folder) }
    }
}

extension ScanComparison {
    /// Writes the comparison as a folder that appears whole or not at all; a finished comparison in its place is replaced.
    ///
    /// - Parameter path: the folder.
    /// - Throws: `SimstripError` of kind `output`.
    public func write(to path: String) throws {
        let folder = try OutputFolder(path, for: ComparisonExports.folder)
        try ComparisonExports.write(self, into: folder)
        try folder.publish()
    }
}

/// report.html: the comparison for eyes.
private enum ComparisonReport: ComparisonExport {
    static let name = "report.html"

    static func write(_ comparison: ScanComparison, into folder: OutputFolder) throws {
        try folder.write(ComparisonPage(comparison).html(), to: name)
    }
}

/// comparison.json: every number.
private enum ComparisonJSON: ComparisonExport {
    static let name = ComparisonFolder.seal

    static func write(_ comparison: ScanComparison, into folder: OutputFolder) throws {
        try folder.write(encodedJSON(comparison.document, named: name), to: name)
    }
}
