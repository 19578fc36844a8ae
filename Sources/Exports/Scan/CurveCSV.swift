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

extension CoverageCurve {
    /// The curve as CSV. What the curve does not have, and a bound that nothing backs, is an empty field.
    package var csv: String {
        let columns = CurveQuantity.columns
        let header = ["layers_removed"] + columns.map { $0.header(hasVoxelSize: hasVoxelSize) }
        let rows = points.map { point in ["\(point.layersRemoved)"] + columns.map { $0.text(of: point[$0.quantity]) } }
        return ([header] + rows).map { $0.joined(separator: ",") + "\n" }.joined()
    }
}
