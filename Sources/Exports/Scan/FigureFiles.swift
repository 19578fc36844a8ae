import Publishing
import Report
import Results

/// figures/: the curve, the maps and the panel of both with the slab before and after.
struct FigureFiles: ScanExport {
    static let folder = ScanFolder.figures
    private let figures: ScanFigures

    init(_ result: ScanResult, _ document: ResultDocument) { figures = ScanFigures(result) }

    static func mayWrite(_ path: String) -> Bool { FigurePages.names.contains(path) }

    static func files(of result: FinishedFolder) -> [String] {
        // Results from before there were any name no schema.
        result.namesSchema ? FigurePages.names : []
    }

    /// A figure each.
    var pieces: Int { PaperFigure.allCases.count }

    func make(_ piece: Int, in folder: OutputFolder) throws -> [UInt8] {
        let figure = PaperFigure.allCases[piece]
        try FigurePages.write(try figures.drawing(figure), as: figure, into: folder)
        return []
    }
}
