import Drawings
import Publishing
import Report
import Results

/// figures/: the curve, the maps and the panel of both, ready to print, as SVG and as PNG.
struct FigureFiles: ScanExport {
    static let folder = ScanFolder.figures
    /// Dots per inch of the PNG files: what journals ask of line drawings with pictures in them.
    private static let resolution = 600.0
    private let figures: ScanFigures

    init(_ result: ScanResult, _ document: ResultDocument) { figures = ScanFigures(result) }

    private static func names(_ figure: ScanFigures.Figure) -> [String] {
        ["svg", "png"].map { "\(folder)/\(figure.rawValue).\($0)" }
    }

    static func mayWrite(_ path: String) -> Bool { ScanFigures.Figure.allCases.flatMap(names).contains(path) }

    static func files(of result: FinishedFolder) -> [String] {
        // Results from before there were any name no schema.
        result.namesSchema ? ScanFigures.Figure.allCases.flatMap(names) : []
    }

    /// A figure each.
    var pieces: Int { ScanFigures.Figure.allCases.count }

    func make(_ piece: Int, in folder: OutputFolder) throws -> [UInt8] {
        let figure = ScanFigures.Figure.allCases[piece]
        let drawing = try figures.drawing(figure)
        let names = Self.names(figure)
        try folder.write(Array(drawing.svg().utf8), to: names[0])
        try folder.write(try drawing.png(resolution: Self.resolution), to: names[1])
        return []
    }
}
