import FoundationEssentials
import Publishing
import Report
import Results
import Stripping
import VoxelCore

/// All files of a series.
package enum SeriesExports {
    private static let figure = FigurePages.names("peaks")
    private static let table = ComparisonFolder.table + ".csv"
    private static let report = "report.html"

    /// Whether a path within the folder of a series, apart from its comparisons and stripped scans, can be that of a file of it.
    static let names = [table, ComparisonFolder.peaks, report, ComparisonFolder.seal, ResultSchema.name] + figure

    /// The files of a finished series, apart from those of its comparisons and stripped scans.
    static func files(of series: FinishedSeriesFolder) -> [String] {
        names.filter { series.hasPeaks || ($0 != ComparisonFolder.peaks && !figure.contains($0)) }
    }

    /// Writes every file of a series; its comparisons go to folders of their letters.
    ///
    /// - Parameter folder: where to; published by whoever made it.
    /// - Throws: `SimstripError` of kind `output`.
    package static func write(_ series: ScanSeries, into folder: OutputFolder) throws {
        for (index, comparison) in zip(1..., series.comparisons) {
            let letter = ScanSeries.letter(index)
            try folder.write(to: letter) {
                let part = try OutputFolder(
                    $0, for: ComparisonExports.folder, movingTo: FilePath.joined(folder.path, letter))
                try ComparisonExports.write(comparison, into: part)
                try part.publish()
            }
        }
        try folder.write(series.csv, to: table)
        if case .followed(let peaks, let states) = series.peaks {
            try folder.write(PeaksCSV(peaks, of: series, through: states).text, to: ComparisonFolder.peaks)
            if let drawing = SeriesCharts(series).peaksDrawing {
                try FigurePages.write(drawing, as: "peaks", into: folder)
            }
        }
        let reports = series.scans.map { folder.way(to: FilePath.joined($0.folder, HTMLReport.name)) }
        try folder.write(SeriesPage(series, reports: reports).html, to: report)
        try folder.write(ResultSchema.json, to: ResultSchema.name)
        try folder.write(encodedJSON(SeriesDocument(series), named: ComparisonFolder.seal), to: ComparisonFolder.seal)
    }
}
