import Publishing
import Results
import Stripping
import VoxelCore

/// curve.csv: a row for each n = 0 … N.
struct CurveCSV: ScanFileExport {
    static let name = ScanFolder.curve
    private let curve: CoverageCurve

    init(_ result: ScanResult, _ document: ResultDocument) { curve = result.curve }

    func write(into folder: OutputFolder) throws { try folder.write(curve.csv, to: Self.name) }
}
