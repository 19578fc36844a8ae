import Publishing
import Report
import Results
import VoxelCore

/// A file of a comparison, or files of a kind. A new one is a type of its own and a line in ``ComparisonExports``.
protocol ComparisonExport: Sendable {
    static var names: [String] { get }

    /// Whether it is among the files of a finished comparison.
    static func isFile(of comparison: FinishedComparisonFolder) -> Bool

    /// - Throws: `SimstripError` of kind `output`.
    static func write(_ comparison: ScanComparison, into folder: OutputFolder) throws
}

extension ComparisonExport {
    static func isFile(of comparison: FinishedComparisonFolder) -> Bool { true }
}

/// A single file of a comparison.
protocol ComparisonFileExport: ComparisonExport {
    static var name: String { get }
}

extension ComparisonFileExport {
    static var names: [String] { [name] }
}

/// All files of a comparison.
package enum ComparisonExports {
    private static let all: [any ComparisonExport.Type] = [
        ComparisonCSV.self, ChangeCSV.self, ChangePGM.self, FirstNaInATIFF.self, InterfaceInATIFF.self,
        ComparisonReport.self, ComparisonFigureFiles.self, ComparisonJSON.self, ComparisonSchema.self,
    ]

    /// What a folder of a comparison or of a series holds: its files, the comparisons of a series with the first scan, and the results of
    /// scans that were stripped to be compared.
    package static let folder = FolderContent(
        seal: ComparisonFolder.seal,
        folders: [ScanFolder.figures, ComparisonFolder.stripped]
            + sides.flatMap { side in ScanExports.folder.folders.map { side + $0 } }
            .map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
            + parts.flatMap { [String($0.dropLast()), $0 + ScanFolder.figures] },
        isName: mayWrite, list: files)

    private static let sides = ComparisonFolder.letters.map { "\(ComparisonFolder.stripped)/\($0)/" }
    /// The folders of a series' comparisons.
    private static let parts = ComparisonFolder.letters.dropFirst().map { "\($0)/" }

    private static func mayWrite(_ path: String) -> Bool {
        let isOwn = { (path: String) in all.contains { $0.names.contains(path) } }
        return isOwn(path) || SeriesExports.names.contains(path)
            || sides.contains { path.hasPrefix($0) && ScanExports.folder.mayHold(String(path.dropFirst($0.count))) }
            || parts.contains { path.hasPrefix($0) && isOwn(String(path.dropFirst($0.count))) }
    }

    private static func files(in folder: String) -> [String]? {
        if let comparison = FinishedComparisonFolder(folder) {
            return files(of: comparison) + stripped(comparison.strippedSides, in: folder)
        }
        return FinishedSeriesFolder(folder).map { series in
            let compared = series.letters.dropFirst().flatMap { letter in
                (FinishedComparisonFolder("\(folder)/\(letter)").map(files) ?? []).map { "\(letter)/\($0)" }
            }
            return SeriesExports.files(of: series) + compared + stripped(series.strippedSides, in: folder)
        }
    }

    private static func files(of comparison: FinishedComparisonFolder) -> [String] {
        all.filter { $0.isFile(of: comparison) }.flatMap { $0.names }
    }

    /// The files of scans that were stripped to be compared.
    private static func stripped(_ sides: [String], in folder: String) -> [String] {
        sides.flatMap { side in
            let stripped = "\(ComparisonFolder.stripped)/\(side)"
            return (ScanExports.folder.files(ofResultIn: "\(folder)/\(stripped)") ?? []).map { "\(stripped)/\($0)" }
        }
    }

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
private enum ComparisonReport: ComparisonFileExport {
    static let name = "report.html"

    static func write(_ comparison: ScanComparison, into folder: OutputFolder) throws {
        let reports = (a: folder.way(to: comparison.a.report), b: folder.way(to: comparison.b.report))
        try folder.write(ComparisonPage(comparison, reports: reports).html(), to: name)
    }
}

extension FinishedScan {
    fileprivate var report: String { FilePath.joined(folder, HTMLReport.name) }
}

/// figures/: both curves one above the other, the maps, and the panel of both.
private enum ComparisonFigureFiles: ComparisonExport {
    static let names = FigurePages.names

    static func isFile(of comparison: FinishedComparisonFolder) -> Bool { comparison.namesSchema }

    static func write(_ comparison: ScanComparison, into folder: OutputFolder) throws {
        let figures = ComparisonFigures(comparison)
        for figure in PaperFigure.allCases {
            try FigurePages.write(try figures.drawing(figure), as: figure, into: folder)
        }
    }
}

/// comparison.json: every number.
private enum ComparisonJSON: ComparisonFileExport {
    static let name = ComparisonFolder.seal

    static func write(_ comparison: ScanComparison, into folder: OutputFolder) throws {
        try folder.write(encodedJSON(comparison.document, named: name), to: name)
    }
}

/// simstrip.schema.json: what the fields of comparison.json hold.
private enum ComparisonSchema: ComparisonFileExport {
    static let name = ResultSchema.name

    static func isFile(of comparison: FinishedComparisonFolder) -> Bool { comparison.namesSchema }

    static func write(_ comparison: ScanComparison, into folder: OutputFolder) throws {
        try folder.write(ResultSchema.json, to: name)
    }
}
