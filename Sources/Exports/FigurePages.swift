import Drawings
import Publishing
import Report
import Results
import VoxelCore

/// figures/: drawings ready to print, each as SVG and as PNG.
enum FigurePages {
    /// Dots per inch of the PNG files: what journals ask of line drawings with pictures in them.
    private static let resolution = 600.0

    /// What they are called.
    static let names = PaperFigure.allCases.flatMap(names)

    private static func names(_ figure: PaperFigure) -> [String] { names(figure.rawValue) }

    /// The files of a figure.
    static func names(_ figure: String) -> [String] {
        ["svg", "png"].map { "\(ScanFolder.figures)/\(figure).\($0)" }
    }

    /// Writes a figure.
    ///
    /// - Throws: `SimstripError` of kind `output`, or `failed` where there is no memory for it.
    static func write(_ drawing: Drawing, as figure: PaperFigure, into folder: OutputFolder) throws(SimstripError) {
        try write(drawing, as: figure.rawValue, into: folder)
    }

    /// Writes a figure under a name.
    ///
    /// - Throws: as above.
    static func write(_ drawing: Drawing, as figure: String, into folder: OutputFolder) throws(SimstripError) {
        let names = names(figure)
        try folder.write(Array(drawing.svg().utf8), to: names[0])
        try folder.write(try drawing.png(resolution: resolution), to: names[1])
    }
}
